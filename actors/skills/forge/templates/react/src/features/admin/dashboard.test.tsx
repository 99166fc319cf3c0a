import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { allEntities } from '../../entities';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

describe('the dashboard', () => {
  const stats = {
    users: { total: 12, active: 11, new_last_7_days: 3 },
    entities: allEntities.map(({ name, titlePlural }) => ({
      entity: name,
      title: titlePlural,
      total: 40,
      new_last_7_days: 5,
    })),
    signups_by_day: [
      { date: '2030-01-14', count: 0 },
      { date: '2030-01-15', count: 3 },
    ],
    recent: allEntities.map(({ name }, index) => ({
      entity: name,
      id: sampleId(index),
      label: `Record ${index}`,
      created_at: '2030-01-15T10:00:00Z',
    })),
  };

  it('shows figures, sign-ups and the latest records', async () => {
    api.on('GET /admin/stats', stats);
    renderApp('/admin');
    expect(await screen.findByText('11 of 12 accounts are active.')).toBeInTheDocument();
    const table = screen.getByRole('table', { name: 'Sign-ups by day' });
    expect(within(table).getAllByRole('row')).toHaveLength(3);
    for (const [index, { key }] of allEntities.entries()) {
      const link = screen.getByRole('link', { name: `Record ${index}` });
      expect(link).toHaveAttribute('href', expect.stringContaining(`/${key}/`));
    }
  });

  it('says when there is nothing yet', async () => {
    api.on('GET /admin/stats', { ...stats, recent: [], signups_by_day: [] });
    renderApp('/admin');
    expect(await screen.findByText('Nothing has been added yet.')).toBeInTheDocument();
  });

  it('can be asked for again', async () => {
    api.fails('GET /admin/stats', 400, 'Not now.');
    renderApp('/admin');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on('GET /admin/stats', stats);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('11 of 12 accounts are active.')).toBeInTheDocument();
  });
});
