import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { passwordLengthMin } from '../../config';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf, tokens } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';
import type { Invitation } from './api';

const PASSWORD = 'p'.repeat(passwordLengthMin);
const INVITATIONS = 'GET /organisation/invitations';
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

const invitation: Invitation = {
  id: sampleId(1),
  email: 'grace@example.com',
  role: 'admin',
  created_at: '2030-01-15T10:00:00Z',
  expires_at: '2030-01-22T10:00:00Z',
};

describe('the organisation', () => {
  it('is named in the bar of whoever is signed in', async () => {
    new FakeApi().signedIn(accountOf('<<= default_role =>>'));
    renderApp('/');
    expect(await screen.findByTitle('Organisation')).toHaveTextContent('Home');
  });

  it('is not named where it cannot be told', async () => {
    new FakeApi().signedIn(accountOf('admin')).fails('GET /organisation', 500, 'Not now.');
    renderApp('/admin/organisation');
    expect(await screen.findByText('Not now.', {}, { timeout: 5000 })).toBeInTheDocument();
    expect(screen.queryByTitle('Organisation')).not.toBeInTheDocument();
  });

  it('is renamed', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    api.on('PATCH /organisation', { id: sampleId(1), name: 'Works', created_at: '' });
    renderApp('/admin/organisation');
    await screen.findByRole('form', { name: 'Name' });
    fill('name', '  ');
    await press('Save the name');
    expect(api.count('PATCH /organisation')).toBe(0);
    fill('name', ' Works ');
    await press('Save the name');
    expect(await screen.findByText('Name saved')).toBeInTheDocument();
    expect(api.last('PATCH /organisation')?.body).toEqual({ name: 'Works' });
  });
});

describe('invitations', () => {
  it('are made, with a link that is shown once', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    api.on('POST /organisation/invitations', { ...invitation, token: 'secret' }, 201);
    renderApp('/admin/organisation');
    expect(await screen.findByText('Nobody is invited')).toBeInTheDocument();
    fill('email', 'nobody');
    await press('Make an invitation');
    expect(api.count('POST /organisation/invitations')).toBe(0);
    fill('email', 'grace@example.com');
    fill('role', 'admin');
    api.on(INVITATIONS, pageOf([invitation]));
    await press('Make an invitation');
    expect(await screen.findByText(/\/join#token=secret$/)).toBeInTheDocument();
    const list = await screen.findByRole('list', { name: 'Invitations' });
    expect(within(list).getByText(/grace@example.com/)).toBeInTheDocument();
    const sent = { email: 'grace@example.com', role: 'admin' };
    expect(api.last('POST /organisation/invitations')?.body).toEqual(sent);
  });

  it('are withdrawn, and say so when they are not', async () => {
    const api = new FakeApi().signedIn(accountOf('admin')).on(INVITATIONS, pageOf([invitation]));
    const route = `DELETE /organisation/invitations/${idText(invitation.id)}`;
    api.fails(route, 404, 'There is no such invitation.');
    renderApp('/admin/organisation');
    await press('Withdraw the invitation of grace@example.com');
    expect(await screen.findByText('There is no such invitation.')).toBeInTheDocument();
    api.on(route, null, 204).on(INVITATIONS, pageOf([]));
    await press('Withdraw the invitation of grace@example.com');
    expect(await screen.findByText(/is withdrawn/)).toBeInTheDocument();
    expect(await screen.findByText('Nobody is invited')).toBeInTheDocument();
  });

  it('that cannot be read can be asked for again', async () => {
    const api = new FakeApi().signedIn(accountOf('admin')).fails(INVITATIONS, 403, 'Not now.');
    renderApp('/admin/organisation');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on(INVITATIONS, pageOf([invitation]));
    await press('Try again');
    expect(await screen.findByRole('list', { name: 'Invitations' })).toBeInTheDocument();
  });
});

describe('joining', () => {
  const shown = { ...invitation, organisation: 'Works' };

  it('makes the account that one is invited to, and signs in', async () => {
    const user = accountOf('<<= default_role =>>');
    const api = new FakeApi().on('POST /auth/invitation', shown);
    api.on('POST /auth/join', user, 201);
    api.on('POST /auth/login', tokens('fresh')).on('GET /auth/me', user);
    renderApp('/join#token=secret');
    expect(await screen.findByRole('heading', { name: 'Join Works' })).toBeInTheDocument();
    expect(screen.getByText(/grace@example.com/)).toBeInTheDocument();
    fill('password', 'short');
    await press('Join');
    expect(api.count('POST /auth/join')).toBe(0);
<% if username %>
    fill('username', 'grace');
<% endif %>
    fill('display_name', 'Grace');
    fill('password', PASSWORD);
    await press('Join');
    await waitFor(() => {
      expect(screen.getByTestId('address')).toHaveTextContent('/');
      expect(api.count('GET /auth/me')).toBe(1);
    });
    const sent = { token: 'secret', display_name: 'Grace', password: PASSWORD };
    expect(api.last('POST /auth/join')?.body).toMatchObject(sent);
  });

  it('is not possible by a link that is over, or not whole', async () => {
    new FakeApi().fails('POST /auth/invitation', 422, 'Ask for a new one.');
    renderApp('/join#token=old');
    expect(await screen.findByText('Ask for a new one.')).toBeInTheDocument();
    renderApp('/join');
    expect(await screen.findByText('This link is not whole')).toBeInTheDocument();
  });

  it('is nothing for somebody who is signed in', async () => {
    new FakeApi().signedIn(accountOf('admin'));
    renderApp('/join#token=secret');
    await waitFor(() => {
      expect(screen.getByTestId('address')).toHaveTextContent('/');
    });
    expect(screen.queryByRole('heading', { name: /^Join/ })).not.toBeInTheDocument();
  });
});
