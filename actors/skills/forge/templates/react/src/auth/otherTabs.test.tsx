import { act, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { currentToken, maySignInSilently } from '../api/session';
import { get } from '../api/client';
import { accountOf, FakeApi, tokenOf, tokens } from '../test/fakeApi';
import { renderApp } from '../test/renderApp';

const LOGIN = 'signed-in';
const ada = accountOf('admin');
const grace = accountOf('admin', { display_name: 'Grace Hopper' });
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi().signedIn(ada);
  api.on('POST /auth/refresh', tokens(tokenOf('ada')));
});

/** What another tab writes down, of which this one hears. */
function elsewhere(value: string | null): void {
  if (value === null) localStorage.removeItem(LOGIN);
  else localStorage.setItem(LOGIN, value);
  window.dispatchEvent(new StorageEvent('storage', { key: LOGIN, newValue: value }));
}

async function show(): Promise<void> {
  renderApp('/');
  expect(await screen.findByText('Welcome back, Ada Lovelace')).toBeInTheDocument();
}

describe('another tab', () => {
  it('that signs in as somebody else takes this one along, and that is said', async () => {
    await show();
    api.on('POST /auth/refresh', tokens(tokenOf('grace'))).on('GET /auth/me', grace);
    act(() => {
      elsewhere('grace 2');
    });
    expect(screen.queryByText(/Ada/)).not.toBeInTheDocument();
    expect(await screen.findByText('Welcome back, Grace Hopper')).toBeInTheDocument();
    expect(screen.getByText(/^Grace Hopper was signed in by another tab/)).toBeInTheDocument();
    expect(api.last('GET /auth/me')?.token).toBe(`Bearer ${tokenOf('grace')}`);
  });

  it('that logs out logs this one out, and leaves its own login alone', async () => {
    await show();
    act(() => {
      elsewhere(null);
    });
    expect(await screen.findByText('You were logged out in another tab')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Log in' })).toBeInTheDocument();
    expect(currentToken()).toBeNull();
  });

  it('that signs in as the same account again changes nothing', async () => {
    await show();
    act(() => {
      elsewhere('ada 2');
    });
    expect(screen.getByText('Welcome back, Ada Lovelace')).toBeInTheDocument();
    expect(api.count('POST /auth/refresh')).toBe(1);
  });

  it('that was not heard of is noticed when the token is renewed, and nothing is sent as it', async () => {
    await show();
    api.on('POST /auth/refresh', tokens(tokenOf('grace'))).on('GET /auth/me', grace);
    api.handle('GET /things', ({ token }) =>
      token === `Bearer ${tokenOf('grace')}`
        ? { status: 200, body: [] }
        : { status: 401, body: { error: { message: 'expired' } } },
    );
    await act(async () => {
      await expect(get('/things')).rejects.toMatchObject({ code: 'unauthenticated' });
    });
    expect(api.count('GET /things')).toBe(1);
    expect(await screen.findByText('Welcome back, Grace Hopper')).toBeInTheDocument();
  });

  it('that logs in while this one is refused keeps its login', async () => {
    await show();
    let refuse: () => void = () => undefined;
    api.on('GET /auth/me', grace).handle('GET /things', () => ({ status: 401, body: {} }));
    api.handle('POST /auth/refresh', () =>
      api.count('POST /auth/refresh') > 2
        ? { status: 200, body: tokens(tokenOf('grace')) }
        : new Promise((resolve) => {
            refuse = () => {
              resolve({ status: 401, body: { error: { message: 'expired' } } });
            };
          }),
    );
    const asked = get('/things').catch((error: unknown) => error);
    await waitFor(() => {
      expect(api.count('POST /auth/refresh')).toBe(2);
    });
    // Its word of that has not come here yet.
    localStorage.setItem(LOGIN, 'grace 2');
    await act(async () => {
      refuse();
      await asked;
    });
    expect(localStorage.getItem(LOGIN)).toBe('grace 2');
    expect(maySignInSilently()).toBe(true);
    expect(await screen.findByText('Welcome back, Grace Hopper')).toBeInTheDocument();
  });
});
