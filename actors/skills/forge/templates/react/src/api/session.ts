/** The access token, held in memory alone, and its renewal: one at a time, also across tabs. */
import { networkError, readError } from './errors';
import { pathTo } from './paths';

<% if cookie %>
export type Tokens = { readonly access_token: string };

/** Set while somebody is signed in, so that a visitor's first page asks for no refresh in vain. */
const HINT = 'signed-in';
<% else %>
export type Tokens = { readonly access_token: string; readonly refresh_token: string };

/** Where the refresh token outlives the page. */
const STORED = 'refresh-token';
<% endif %>

let accessToken: string | null = null;
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

export function currentToken(): string | null {
  return accessToken;
}

export function startSession(tokens: Tokens): void {
  accessToken = tokens.access_token;
<% if cookie %>
  localStorage.setItem(HINT, '1');
<% else %>
  localStorage.setItem(STORED, tokens.refresh_token);
<% endif %>
}

/** Forgets the session here and tells whoever shows it. */
export function endSession(): void {
  accessToken = null;
  localStorage.removeItem(<% if cookie %>HINT<% else %>STORED<% endif %>);
  for (const listener of listeners) listener();
}

export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function maySignInSilently(): boolean {
  return localStorage.getItem(<% if cookie %>HINT<% else %>STORED<% endif %>) !== null;
}
<% if not cookie %>

/** What a request sends that renews or ends the session. */
export function refreshBody(): { refresh_token: string } | undefined {
  const token = localStorage.getItem(STORED);
  return token === null ? undefined : { refresh_token: token };
}
<% endif %>

/** Gets a new access token. Callers that ask meanwhile wait for the same answer. */
export function refreshSession(): Promise<boolean> {
  refreshing ??= exclusively(refresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function refresh(): Promise<boolean> {
  const response = await fetch(pathTo('/auth/refresh'), {
    method: 'POST',
<% if cookie %>
    credentials: 'same-origin',
<% else %>
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(refreshBody() ?? {}),
<% endif %>
  }).catch(() => {
    throw networkError();
  });
  if (response.ok) {
    startSession((await response.json()) as Tokens);
    return true;
  }
  if (response.status !== 401) throw await readError(response);
  endSession();
  return false;
}

/** A refresh token works once: two tabs that used the same one would end the session. */
async function exclusively(work: () => Promise<boolean>): Promise<boolean> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request('session-refresh', work);
}
