import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';
import type { ApiKey } from './api';

const KEYS = 'GET /auth/api-keys';
const key: ApiKey = {
  id: sampleId(5),
  name: 'Robot',
  start: 'ak_abcde',
  scope: 'write',
  created_at: '2030-01-15T10:00:00Z',
  expires_at: '2031-01-15T10:00:00Z',
  last_used_at: '2030-02-15T10:00:00Z',
};
const fresh: ApiKey = {
  ...key,
  id: sampleId(6),
  name: 'Reader',
  scope: 'read',
  expires_at: null,
  last_used_at: null,
};

let api: FakeApi;
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin')).on(KEYS, []);
});

describe('API keys', () => {
  it('are listed with what they may do and when they were used', async () => {
    api.on(KEYS, [key, fresh]);
    renderApp('/account');
    expect(await screen.findByText('Reads and writes')).toBeInTheDocument();
    expect(screen.getByText('Never used')).toBeInTheDocument();
    expect(screen.getByText('Does not run out')).toBeInTheDocument();
  });

  it('are made and shown once', async () => {
    api.on('POST /auth/api-keys', { ...key, key: 'ak_abcdefgh' }, 201);
    renderApp('/account');
    await press('Make a key');
    expect(api.count('POST /auth/api-keys')).toBe(0);
    fill('name', ' Robot ');
    fill('scope', 'write');
    fill('days', '');
    await press('Make a key');
    expect(await screen.findByText('ak_abcdefgh')).toBeInTheDocument();
    expect(api.last('POST /auth/api-keys')?.body).toEqual({
      name: 'Robot',
      scope: 'write',
      days: null,
    });
    await waitFor(() => {
      expect(api.count(KEYS)).toBe(2);
    });
  });

  it('are revoked after asking', async () => {
    api.on(KEYS, [key]).on(`DELETE /auth/api-keys/${key.id}`, null, 204);
    renderApp('/account');
    await press('Revoke Robot');
    await press('Cancel');
    await press('Revoke Robot');
    await press('Revoke the key');
    expect(await screen.findByText('Robot is revoked')).toBeInTheDocument();
    expect(api.count(`DELETE /auth/api-keys/${key.id}`)).toBe(1);
  });

  it('that cannot be revoked say why', async () => {
    api.on(KEYS, [key]).fails(`DELETE /auth/api-keys/${key.id}`, 404, 'There is no such key.');
    renderApp('/account');
    await press('Revoke Robot');
    await press('Revoke the key');
    expect(await screen.findByText('There is no such key.')).toBeInTheDocument();
  });

  it('that did not load can be asked for again', async () => {
    api.fails(KEYS, 400, 'Not now.');
    renderApp('/account');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
  });
});
