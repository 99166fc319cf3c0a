import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { allEntities } from '../../entities';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';

let api: FakeApi;
const saved: string[] = [];

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
  saved.length = 0;
  URL.createObjectURL = () => 'blob:export';
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    saved.push(this.download);
  });
});

describe.each(allEntities.map((entity) => [entity.key, entity] as const))('exporting %s', (key) => {
  it('saves what the list is narrowed to', async () => {
    api.on(`GET /${key}/export`, 'id');
    renderApp(`/${key}?sort=created_at&page=3`);
    await userEvent.click(await screen.findByRole('button', { name: 'Export' }));
    await waitFor(() => {
      expect(saved).toEqual([`${key}.csv`]);
    });
    const query = api.last(`GET /${key}/export`)?.query;
    expect(query?.get('sort')).toBe('created_at');
    expect(query?.has('page')).toBe(false);
  });

  it('says why it did not work', async () => {
    api.fails(`GET /${key}/export`, 403, 'Not for you.');
    renderApp(`/${key}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Export' }));
    expect(await screen.findByText('Not for you.')).toBeInTheDocument();
    expect(saved).toEqual([]);
  });
});
