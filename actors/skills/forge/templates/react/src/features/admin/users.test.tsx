import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';

let api: FakeApi;
const other = accountOf('admin', { id: sampleId(7), display_name: 'Bea', email: 'b@example.com' });

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

describe('accounts', () => {
  beforeEach(() => {
    api.on('GET /users', pageOf([accountOf('admin'), other], 45));
  });

  it('are searched and paged by the address', async () => {
    renderApp('/admin/users');
    expect(await screen.findByText('Page 1 of 3')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('link', { name: 'Next' }));
    expect(await screen.findByText('Page 2 of 3')).toBeInTheDocument();
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search accounts' }), 'bea{Enter}');
    await waitFor(() => {
      expect(screen.getByTestId('address')).toHaveTextContent('/admin/users?q=bea');
    });
    await waitFor(() => {
      expect(api.last('GET /users')?.query.get('q')).toBe('bea');
    });
  });

  it('get another role', async () => {
    api.on(`PATCH /users/${other.id}`, other);
    renderApp('/admin/users');
    await userEvent.selectOptions(await screen.findByLabelText('Role of Bea'), '<<= default_role =>>');
    expect(await screen.findByText('Bea saved')).toBeInTheDocument();
    expect(api.last(`PATCH /users/${other.id}`)?.body).toEqual({ role: '<<= default_role =>>' });
  });

  it('are deactivated after asking', async () => {
    api.fails(`PATCH /users/${other.id}`, 409, 'Not this one.');
    renderApp('/admin/users');
    await userEvent.click(await screen.findByRole('button', { name: 'Deactivate Bea' }));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(api.count(`PATCH /users/${other.id}`)).toBe(0);
    await userEvent.click(screen.getByRole('button', { name: 'Deactivate Bea' }));
    await userEvent.click(screen.getByRole('button', { name: 'Deactivate account' }));
    expect(await screen.findByText('Not this one.')).toBeInTheDocument();
    expect(api.last(`PATCH /users/${other.id}`)?.body).toEqual({ is_active: false });
  });

  it('are activated at once', async () => {
    const idle = { ...other, is_active: false };
    api.on('GET /users', pageOf([idle])).on(`PATCH /users/${other.id}`, other);
    renderApp('/admin/users');
    await userEvent.click(await screen.findByRole('button', { name: 'Activate Bea' }));
    expect(await screen.findByText('Bea saved')).toBeInTheDocument();
    expect(api.last(`PATCH /users/${other.id}`)?.body).toEqual({ is_active: true });
  });

  it('cannot lock themselves out', async () => {
    renderApp('/admin/users');
    expect(await screen.findByLabelText('Role of Ada Lovelace')).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Deactivate Ada Lovelace' })).toBeDisabled();
  });

  it('that do not match leave a note', async () => {
    api.on('GET /users', pageOf([]));
    renderApp('/admin/users?q=nobody');
    expect(await screen.findByText('No accounts match')).toBeInTheDocument();
  });
});
