import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { currentToken, maySignInSilently } from '../../api/session';
import { passwordLengthMin } from '../../config';
import { accountOf, FakeApi, tokens } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';
import { startPath, type Identity } from './api';
import { problemText, titleOf } from './titles';

const PROVIDERS = 'GET /auth/social';
const WAYS = 'GET /auth/social/identities';
const SESSION = 'POST /auth/social/session';
const both = [
  { name: 'google', title: 'Google' },
  { name: 'github', title: 'GitHub' },
];
const identity: Identity = {
  id: sampleId(5),
  provider: 'google',
  shown_as: 'ada@example.com',
  created_at: '2030-01-15T10:00:00Z',
};

let api: FakeApi;
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const address = () => screen.getByTestId('address').textContent;

beforeEach(() => {
  api = new FakeApi().on(PROVIDERS, both);
});

describe('signing in through a provider', () => {
  it.each(['/login', '/register'])('is offered at %s, with the way on', async (path) => {
    renderApp(`${path}?next=%2Faccount%3Fq%3Da%20b`);
    const link = await screen.findByRole('link', { name: 'Continue with GitHub' });
    expect(link).toHaveAttribute('href', startPath('github', '/account?q=a b'));
    expect(screen.getByRole('link', { name: 'Continue with Google' })).toBeInTheDocument();
  });

  it('is not offered where there is no provider, or the server is away', async () => {
    api.on(PROVIDERS, []);
    renderApp('/login');
    await waitFor(() => {
      expect(api.count(PROVIDERS)).toBe(1);
    });
    expect(screen.queryByRole('link', { name: /^Continue with/ })).not.toBeInTheDocument();
  });

  it('starts at an address that the server takes', () => {
    const start = '/api/v1/auth/social/google/start?next=';
    expect(startPath('google', '/a?q=ä b')).toBe(`${start}%2Fa%3Fq%3D%25C3%25A4%2520b`);
    expect(startPath('google', `/${'a'.repeat(300)}`)).toBe(`${start}%2F`);
  });

  it('ends on the page that asked for it', async () => {
    api.on(SESSION, tokens('fresh')).on('GET /auth/me', accountOf('admin'));
    renderApp('/signed-in?provider=google&next=%2Faccount');
    expect(await screen.findByRole('heading', { name: 'Your account' })).toBeInTheDocument();
    expect(api.count(SESSION)).toBe(1);
    expect(currentToken()).toBe('fresh');
    expect(maySignInSilently()).toBe(true);
  });

  it('ends nowhere else', async () => {
    api.on(SESSION, tokens('fresh')).on('GET /auth/me', accountOf('admin'));
    renderApp('/signed-in?provider=google&next=%2F%2Fevil.example');
    await waitFor(() => {
      expect(address()).toBe('/');
    });
  });

  it('takes the place of a session from before, when that is settled', async () => {
    api.signedIn(accountOf('admin')).fails('POST /auth/refresh', 401, 'Over.');
    api.on(SESSION, tokens('fresh'));
    renderApp('/signed-in?provider=google&next=%2Faccount');
    expect(await screen.findByRole('heading', { name: 'Your account' })).toBeInTheDocument();
    const order = api.asked.map(({ route }) => route);
    expect(order.indexOf('POST /auth/refresh')).toBeLessThan(order.indexOf(SESSION));
    expect(currentToken()).toBe('fresh');
  });

  it('says when it took too long', async () => {
    api.fails(SESSION, 403, 'This sign-in is over. Begin again.');
    renderApp('/signed-in?provider=google&next=%2Faccount');
    expect(await screen.findByRole('alert')).toHaveTextContent('This sign-in is over.');
    await userEvent.click(screen.getByRole('link', { name: 'Continue' }));
    expect(address()).toBe('/login?next=%2Faccount');
  });

  it('says why nobody was signed in, and asks for no session', async () => {
    renderApp('/signed-in?provider=google&next=%2F&problem=address_taken');
    expect(await screen.findByRole('alert')).toHaveTextContent('then link Google');
    const onward = screen.getByRole('link', { name: 'Continue' });
    expect(onward).toHaveAttribute('href', '/login?next=%2Faccount');
    expect(api.count(SESSION)).toBe(0);
  });

  it('repeats nothing that an address says', () => {
    expect(titleOf('<b>evil</b>')).toBe('the provider');
    expect(titleOf(null)).toBe('the provider');
    for (const problem of ['<b>evil</b>', 'toString', '__proto__', '']) {
      expect(problemText(problem, 'Google')).toBe(
        'It did not work with Google this time. Try again in a moment.',
      );
    }
    for (const problem of [
      'closed',
      'denied',
      'expired',
      'identity_taken',
      'limit',
      'unverified',
    ]) {
      expect(problemText(problem, 'Google')).not.toMatch(/^It did not work/);
    }
  });
});

describe('linked sign-ins', () => {
  beforeEach(() => {
    api.signedIn(accountOf('admin'));
  });

  it('are not spoken of where there are none to have', async () => {
    api.on(PROVIDERS, []);
    renderApp('/account');
    expect(await screen.findByRole('heading', { name: 'Password' })).toBeInTheDocument();
    await waitFor(() => {
      expect(screen.queryByRole('heading', { name: 'Linked sign-ins' })).not.toBeInTheDocument();
    });
  });

  it('are begun at the provider', async () => {
    const assign = vi.fn();
    vi.stubGlobal('location', { origin: window.location.origin, assign });
    api.on('POST /auth/social/github/link', { url: 'https://github.com/ask' });
    renderApp('/account');
    await press('Link GitHub');
    await waitFor(() => {
      expect(assign).toHaveBeenCalledWith('https://github.com/ask');
    });
  });

  it('say when the login is too old for a new one', async () => {
    api.fails('POST /auth/social/google/link', 403, 'Log out and in again first.');
    renderApp('/account');
    await press('Link Google');
    expect(await screen.findByText('Log out and in again first.')).toBeInTheDocument();
  });

  it('are told of when somebody comes back with one', async () => {
    api.on(WAYS, { has_password: true, identities: [identity] });
    renderApp('/signed-in?provider=google&next=%2Faccount&linked=yes');
    expect(await screen.findByText('You can log in with Google now')).toBeInTheDocument();
    expect(await screen.findByText('ada@example.com', { selector: 'li *' })).toBeInTheDocument();
    expect(address()).toBe('/account');
  });

  it('are unlinked after a question', async () => {
    const route = `DELETE /auth/social/identities/${identity.id}`;
    api.on(WAYS, { has_password: true, identities: [identity] }).on(route, null, 204);
    renderApp('/account');
    await press('Unlink Google, ada@example.com');
    expect(api.count(route)).toBe(0);
    await press('Unlink Google');
    expect(await screen.findByText(/^Google is unlinked/)).toBeInTheDocument();
    expect(api.count(route)).toBe(1);
  });

  it('stay when the question is answered no, or it is the last way in', async () => {
    const route = `DELETE /auth/social/identities/${identity.id}`;
    api.on(WAYS, { has_password: false, identities: [identity] });
    api.fails(route, 409, 'This is your only way to sign in.');
    renderApp('/account');
    await press('Unlink Google, ada@example.com');
    await press('Cancel');
    expect(api.count(route)).toBe(0);
    await press('Unlink Google, ada@example.com');
    await press('Unlink Google');
    expect(await screen.findByText('This is your only way to sign in.')).toBeInTheDocument();
  });

  it('that do not load can be asked for again', async () => {
    api.fails(WAYS, 400, 'Not now.');
    renderApp('/account');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on(WAYS, { has_password: true, identities: [identity] });
    await press('Try again');
    expect(await screen.findByText(/^Linked on/)).toBeInTheDocument();
  });
});

describe('an account without a password', () => {
  it('chooses one, and changes it from then on', async () => {
    api.signedIn(accountOf('admin')).on('POST /auth/social/password', null, 204);
    api.on(WAYS, { has_password: false, identities: [identity] });
    renderApp('/account');
    expect(await screen.findByText('Your account has no password yet.')).toBeInTheDocument();
    fill('new_password', 'short');
    await press('Choose password');
    expect(api.count('POST /auth/social/password')).toBe(0);
    api.on(WAYS, { has_password: true, identities: [identity] });
    fill('new_password', 'p'.repeat(passwordLengthMin));
    await press('Choose password');
    expect(await screen.findByRole('button', { name: 'Change password' })).toBeInTheDocument();
    const sent = { new_password: 'p'.repeat(passwordLengthMin) };
    expect(api.last('POST /auth/social/password')?.body).toEqual(sent);
  });
});
