import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { maySignInSilently } from '../api/session';
import { accountOf, FakeApi } from '../test/fakeApi';
import { renderApp } from '../test/renderApp';

describe('a session', () => {
  it('survives a reload', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    renderApp('/account');
    expect(await screen.findByRole('heading', { name: 'Your account' })).toBeInTheDocument();
    expect(api.last('GET /auth/me')?.token).toBe('Bearer restored');
  });

  it('is not asked for by visitors', () => {
    const api = new FakeApi();
    renderApp('/');
    expect(screen.getByRole('link', { name: 'Log in' })).toBeInTheDocument();
    expect(api.count('POST /auth/refresh')).toBe(0);
  });

  it('that ran out leaves a visitor', async () => {
    new FakeApi().signedIn(accountOf('admin')).fails('POST /auth/refresh', 401, 'expired');
    renderApp('/');
    expect(await screen.findByRole('link', { name: 'Log in' })).toBeInTheDocument();
    expect(maySignInSilently()).toBe(false);
  });

  it('is kept for later while the server is away', async () => {
    new FakeApi().signedIn(accountOf('admin')).fails('POST /auth/refresh', 503, 'away');
    renderApp('/');
    const logIn = await screen.findByRole('link', { name: 'Log in' }, { timeout: 5000 });
    expect(logIn).toBeInTheDocument();
    expect(maySignInSilently()).toBe(true);
  });

  it('is restored when the server was away for a moment', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    api.handle('GET /auth/me', () =>
      api.count('GET /auth/me') > 1
        ? { status: 200, body: accountOf('admin') }
        : { status: 502, body: 'Bad gateway' },
    );
    renderApp('/account');
    const heading = { name: 'Your account' };
    expect(await screen.findByRole('heading', heading, { timeout: 5000 })).toBeInTheDocument();
    expect(api.count('GET /auth/me')).toBe(2);
  });

  it('ends by logging out', async () => {
    const api = new FakeApi().signedIn(accountOf('admin')).on('POST /auth/logout', null, 204);
    renderApp('/');
    await userEvent.click(await screen.findByRole('button', { name: 'Log out' }));
    expect(await screen.findByText('You are logged out')).toBeInTheDocument();
    expect(api.count('POST /auth/logout')).toBe(1);
    expect(screen.getByRole('link', { name: 'Log in' })).toBeInTheDocument();
  });

  it('ends here even when the server cannot be told', async () => {
    new FakeApi().signedIn(accountOf('admin')).fails('POST /auth/logout', 500, 'Down.');
    renderApp('/');
    await userEvent.click(await screen.findByRole('button', { name: 'Log out' }));
    expect(await screen.findByText('You are logged out here. Down.')).toBeInTheDocument();
    await waitFor(() => {
      expect(maySignInSilently()).toBe(false);
    });
  });
});
