import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { currentToken, maySignInSilently } from '../api/session';
import { accountOf, FakeApi, tokens } from '../test/fakeApi';
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

  it('is kept while the server is away, and is there again with it', async () => {
    const api = new FakeApi().signedIn(accountOf('admin')).fails('POST /auth/refresh', 503, 'away');
    renderApp('/account');
    const notice = await screen.findByText(/^The server does not answer, so it is not known/);
    expect(notice).toHaveTextContent('Trying again in a second.');
    expect(screen.queryByRole('link', { name: 'Log in' })).not.toBeInTheDocument();
    expect(maySignInSilently()).toBe(true);
    api.on('POST /auth/refresh', tokens('restored'));
    expect(await screen.findByRole('heading', { name: 'Your account' })).toBeInTheDocument();
    expect(notice).not.toBeInTheDocument();
  });

  it('that the server is too busy for is asked for when it says so', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    const busy = { status: 429, body: { error: { message: 'Wait.' } } };
    api.handle('POST /auth/refresh', () => ({ ...busy, headers: { 'Retry-After': '2' } }));
    const started = Date.now();
    renderApp('/');
    const notice = await screen.findByText(/^The server has too much to do/);
    expect(notice).toHaveTextContent('Trying again in 2 seconds.');
    expect(api.count('POST /auth/refresh')).toBe(1);
    expect(screen.queryByRole('link', { name: 'Create an account' })).not.toBeInTheDocument();
    api.on('POST /auth/refresh', tokens('restored'));
    expect(await screen.findByText(/Welcome back, Ada/)).toBeInTheDocument();
    expect(Date.now() - started).toBeGreaterThan(1900);
    expect(api.count('POST /auth/refresh')).toBe(2);
  });

  it('that is refused late does not end a login that was made meanwhile', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    let refuse: () => void = () => undefined;
    api.handle(
      'POST /auth/refresh',
      () =>
        new Promise((resolve) => {
          refuse = () => {
            resolve({ status: 401, body: { error: { message: 'expired' } } });
          };
        }),
    );
    api.on('POST /auth/login', tokens('later'));
    renderApp('/login');
    await userEvent.type(await screen.findByLabelText(<% if username %>'User name'<% else %>'E-mail address'<% endif %>), <% if username %>'ada'<% else %>'ada@example.com'<% endif %>);
    await userEvent.type(screen.getByLabelText('Password'), 'a long password');
    const main = within(screen.getByRole('main'));
    await userEvent.click(main.getByRole('button', { name: 'Log in' }));
    expect(await screen.findByText(/Welcome back, Ada/)).toBeInTheDocument();
    await act(async () => {
      refuse();
      await Promise.resolve();
    });
    expect(screen.getByText(/Welcome back, Ada/)).toBeInTheDocument();
    expect(maySignInSilently()).toBe(true);
    expect(currentToken()).toBe('later');
  });

  it('shows neither a visitor’s page nor an account’s before it is known', async () => {
    const api = new FakeApi().signedIn(accountOf('admin'));
    let answer: () => void = () => undefined;
    api.handle(
      'GET /auth/me',
      () =>
        new Promise((resolve) => {
          answer = () => {
            resolve({ status: 200, body: accountOf('admin') });
          };
        }),
    );
    renderApp('/');
    await waitFor(() => {
      expect(api.count('GET /auth/me')).toBe(1);
    });
    expect(screen.queryByRole('heading', { level: 1 })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Create an account' })).not.toBeInTheDocument();
    answer();
    expect(await screen.findByText(/Welcome back, Ada/)).toBeInTheDocument();
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
