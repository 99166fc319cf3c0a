import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { passwordLengthMin } from '../../config';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';

const PASSWORD = 'p'.repeat(passwordLengthMin);
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

describe('a forgotten password', () => {
  it('is said to be forgotten on the way in', async () => {
    const api = new FakeApi().on('POST /auth/password-reset', null, 202);
    renderApp('/login');
    await userEvent.click(screen.getByRole('link', { name: 'Forgot your password?' }));
    await press('Send the link');
    expect(api.count('POST /auth/password-reset')).toBe(0);
    fill('email', ' ada@example.com ');
    await press('Send the link');
    expect(await screen.findByText(/^If there is an account/)).toBeInTheDocument();
    expect(api.last('POST /auth/password-reset')?.body).toEqual({ email: 'ada@example.com' });
  });

  it('is chosen anew by the link', async () => {
    const api = new FakeApi().on('POST /auth/password-reset/confirm', null, 204);
    renderApp('/reset-password#token=secret');
    fill('password', 'short');
    await press('Change the password');
    expect(api.count('POST /auth/password-reset/confirm')).toBe(0);
    fill('password', PASSWORD);
    await press('Change the password');
    await waitFor(() => {
      expect(screen.getByTestId('address')).toHaveTextContent('/login');
    });
    const sent = { token: 'secret', password: PASSWORD };
    expect(api.last('POST /auth/password-reset/confirm')?.body).toEqual(sent);
  });

  it('is not chosen by a link that is over, or not whole', async () => {
    const details = [{ field: 'token', message: 'This link is not good any more.' }];
    new FakeApi().fails('POST /auth/password-reset/confirm', 422, 'Not right.', details);
    renderApp('/reset-password#token=old');
    fill('password', PASSWORD);
    await press('Change the password');
    expect(await screen.findByText(/not good any more/)).toBeInTheDocument();
    renderApp('/reset-password');
    expect(await screen.findByText('This link is not whole')).toBeInTheDocument();
  });
});

describe('an address', () => {
  it('is confirmed by a click, not by opening the link', async () => {
    const api = new FakeApi().on('POST /auth/email-verification/confirm', null, 204);
    renderApp('/verify-email#token=secret');
    expect(api.asked.some(({ route }) => route.endsWith('/confirm'))).toBe(false);
    await press('Confirm');
    expect(await screen.findByText('Your address is confirmed')).toBeInTheDocument();
    expect(api.last('POST /auth/email-verification/confirm')?.body).toEqual({ token: 'secret' });
  });

  it('is not confirmed by a link that is over, or not whole', async () => {
    new FakeApi().fails('POST /auth/email-verification/confirm', 422, 'Ask for a new one.');
    renderApp('/verify-email#token=old');
    await press('Confirm');
    expect(await screen.findByRole('alert')).toHaveTextContent('Ask for a new one.');
    renderApp('/verify-email');
    expect(await screen.findByText('This link is not whole')).toBeInTheDocument();
  });

  it('that is not confirmed can have another link', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    api.on('GET /auth/email-verification', { verified_at: null });
    api.on('POST /auth/email-verification', null, 202);
    renderApp('/account');
    await press('Send the link');
    expect(await screen.findByText(/is on its way to/)).toBeInTheDocument();
    api.fails('POST /auth/email-verification', 429, 'Wait a little.');
    await press('Send the link');
    expect(await screen.findByText('Wait a little.')).toBeInTheDocument();
  });

  it('that is confirmed says since when', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    api.on('GET /auth/email-verification', { verified_at: '2030-02-01T10:00:00Z' });
    renderApp('/account');
    expect(await screen.findByText(/^Confirmed on/)).toBeInTheDocument();
  });
});
