import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeApi, tokens } from '../test/fakeApi';
import { get, patch, post, remove } from './client';
import { ApiError } from './errors';
import { currentToken, onSessionEnd, <% if not cookie %>refreshBody, <% endif %>startSession } from './session';

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

/** Accepts one token only; the others are expired. */
function guarded(route: string, token: string): void {
  api.handle(route, (asked) =>
    asked.token === `Bearer ${token}`
      ? { status: 200, body: { ok: true } }
      : { status: 401, body: { error: { message: 'expired' } } },
  );
}

describe('requests', () => {
  it('carry the token, the query and the body', async () => {
    startSession(tokens('first'));
    api.on('GET /things', { items: [] }).on('PATCH /things/1', { id: 1 });
    await get('/things', { q: 'a b', page: 2, sort: undefined });
    await patch('/things/1', { name: 'new' });
    expect(api.last('GET /things')?.query.toString()).toBe('q=a+b&page=2');
    expect(api.last('GET /things')?.token).toBe('Bearer first');
    expect(api.last('PATCH /things/1')?.body).toEqual({ name: 'new' });
  });

  it('send no token when nobody is signed in', async () => {
    api.on('GET /things', []);
    await get('/things');
    expect(api.last('GET /things')?.token).toBeNull();
  });

  it('answer nothing for 204', async () => {
    api.on('DELETE /things/1', undefined, 204);
    await expect(remove('/things/1')).resolves.toBeUndefined();
  });

  it('tell which fields the server refused', async () => {
    const details = [
      { field: 'title', message: 'is too long' },
      { field: 'title', message: 'a second one is not shown' },
      { nonsense: true },
    ];
    api.fails('POST /things', 422, 'Check the fields', details);
    const error = await post('/things', {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'validation_failed', fields: { title: 'is too long' } });
  });

  it('become a network error when the server is away', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
    await expect(get('/things')).rejects.toMatchObject({ code: 'network', status: 0 });
  });
});

describe('an expired token', () => {
  it('is renewed once for all requests that meet it', async () => {
    startSession(tokens('old'));
    guarded('GET /one', 'new');
    guarded('GET /two', 'new');
    api.on('POST /auth/refresh', tokens('new'));
    await expect(Promise.all([get('/one'), get('/two')])).resolves.toEqual([
      { ok: true },
      { ok: true },
    ]);
    expect(api.count('POST /auth/refresh')).toBe(1);
<% if not cookie %>
    expect(api.last('POST /auth/refresh')?.body).toEqual({ refresh_token: 'refresh-old' });
    expect(refreshBody()).toEqual({ refresh_token: 'refresh-new' });
<% endif %>
    expect(currentToken()).toBe('new');
  });

  it('ends the session when it cannot be renewed', async () => {
    startSession(tokens('old'));
    guarded('GET /one', 'new');
    api.fails('POST /auth/refresh', 401, 'revoked');
    const ended = vi.fn();
    const stop = onSessionEnd(ended);
    await expect(get('/one')).rejects.toMatchObject({ code: 'unauthenticated' });
    stop();
    expect(ended).toHaveBeenCalled();
    expect(currentToken()).toBeNull();
  });

  it('of an earlier login ends no later one', async () => {
    startSession(tokens('old'));
    guarded('GET /one', 'new');
    let refuse: () => void = () => undefined;
    api.handle(
      'POST /auth/refresh',
      () =>
        new Promise((resolve) => {
          refuse = () => {
            resolve({ status: 401, body: { error: { message: 'revoked' } } });
          };
        }),
    );
    const ended = vi.fn();
    const stop = onSessionEnd(ended);
    const asked = get('/one').catch((thrown: unknown) => thrown);
    await vi.waitFor(() => {
      expect(api.count('POST /auth/refresh')).toBe(1);
    });
    startSession(tokens('later'));
    refuse();
    expect(await asked).toMatchObject({ code: 'unauthenticated' });
    stop();
    expect(ended).not.toHaveBeenCalled();
    expect(currentToken()).toBe('later');
    // What was begun as one account is not sent as another.
    expect(api.count('GET /one')).toBe(1);
  });

  it('keeps the session when the server is only away', async () => {
    startSession(tokens('old'));
    guarded('GET /one', 'new');
    api.fails('POST /auth/refresh', 500, 'down');
    await expect(get('/one')).rejects.toMatchObject({ code: 'internal' });
    expect(currentToken()).toBe('old');
  });

  it('is not tried to be renewed for visitors', async () => {
    api.fails('POST /auth/login', 401, 'wrong');
    await expect(post('/auth/login', {})).rejects.toMatchObject({ message: 'wrong' });
    expect(api.count('POST /auth/refresh')).toBe(0);
  });
});
