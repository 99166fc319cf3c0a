import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import type { CacheState } from './api';

const CACHE = 'GET /admin/cache';
const EMPTY = 'DELETE /admin/cache';
const cache: CacheState = { state: 'on', hits: 12, misses: 3, seconds: 300 };

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin')).on(CACHE, cache);
});

describe('the cache', () => {
  it('tells how much it saves', async () => {
    renderApp('/admin/cache');
    expect(await screen.findByText('Answers are kept.')).toHaveAttribute('role', 'status');
    expect(screen.getByText('12 found')).toBeInTheDocument();
    expect(screen.getByText('3 not found')).toBeInTheDocument();
    expect(screen.getByText('Kept for 300 seconds at most')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Cache' })).toBeInTheDocument();
  });

  it('is emptied, and read again', async () => {
    api.on(EMPTY, null, 204);
    renderApp('/admin/cache');
    await userEvent.click(await screen.findByRole('button', { name: 'Empty the cache' }));
    expect(await screen.findByText('The cache is empty')).toBeInTheDocument();
    await waitFor(() => {
      expect(api.count(CACHE)).toBe(2);
    });
  });

  it('that does not answer says so', async () => {
    api.on(CACHE, { ...cache, state: 'away' }).fails(EMPTY, 409, 'Not now.');
    renderApp('/admin/cache');
    expect(await screen.findByText(/^Redis does not answer/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Empty the cache' }));
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
  });

  it('that is not there cannot be emptied', async () => {
    api.on(CACHE, { ...cache, state: 'off' });
    renderApp('/admin/cache');
    expect(await screen.findByText(/^No Redis is set/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Empty the cache' })).toBeNull();
  });

  it('that did not load can be asked for again', async () => {
    api.fails(CACHE, 400, 'Not now.');
    renderApp('/admin/cache');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on(CACHE, cache);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Answers are kept.')).toBeInTheDocument();
  });
});
