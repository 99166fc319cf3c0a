/** The access token, held in memory alone, and its renewal: one at a time, also across tabs. */
import { networkError, readError } from './errors';
import { pathTo } from './paths';

<% if cookie %>
export type Tokens = { readonly access_token: string };
<% else %>
export type Tokens = { readonly access_token: string; readonly refresh_token: string };

/** Where the refresh token outlives the page. */
const STORED = 'refresh-token';
<% endif %>

/** Whose login the browser holds, and since when: other tabs see by it that it is another one. */
const LOGIN = 'signed-in';

/** `ended` here; `left` and `switched` in another tab: nobody is signed in any more, or somebody else is. */
export type Ending = 'ended' | 'left' | 'switched';

let accessToken: string | null = null;
/** Empty where the token does not say. */
let account = '';
/** Counts logins: what was asked for in an earlier one changes nothing of a later. */
let login = 0;
let renewal: { readonly done: Promise<boolean>; readonly stop: () => void } | null = null;
const listeners = new Set<(ending: Ending) => void>();

export function currentToken(): string | null {
  return accessToken;
}

export function currentLogin(): number {
  return login;
}

/** Somebody has logged in. */
export function startSession(tokens: Tokens): void {
  begin();
  keep(tokens);
  localStorage.setItem(LOGIN, `${account} ${Date.now()}`);
}

/** Forgets the session here and tells whoever shows it. */
export function endSession(): void {
  localStorage.removeItem(LOGIN);
<% if not cookie %>
  localStorage.removeItem(STORED);
<% endif %>
  leave('ended');
}

export function onSessionEnd(listener: (ending: Ending) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function maySignInSilently(): boolean {
  return localStorage.getItem(<% if cookie %>LOGIN<% else %>STORED<% endif %>) !== null;
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
  if (renewal !== null) return renewal.done;
  const controller = new AbortController();
  const done = exclusively(() => refresh(controller.signal));
  const started = {
    done,
    stop: () => {
      controller.abort();
    },
  };
  const forget = () => {
    if (renewal === started) renewal = null;
  };
  renewal = started;
  void done.then(forget, forget);
  return done;
}

/** The token to ask once more with when one was refused: none where the session is over, or another one by now. */
export async function tokenAfter(refused: string, ofLogin: number): Promise<string | null> {
  if (ofLogin !== login) return null;
  if (accessToken === refused && !(await refreshSession())) return null;
  return ofLogin === login ? accessToken : null;
}

/** Ends the session whose token is refused though it is new. */
export function endSessionOf(token: string): void {
  if (accessToken === token) endSession();
}

/** Watches what other tabs do to the login that all of them share. */
export function watchOtherTabs(): () => void {
  const hear = ({ key }: StorageEvent) => {
    if (accessToken === null || (key !== LOGIN && key !== null)) return;
    const now = localStorage.getItem(LOGIN);
    if (now === null) leave('left');
    else if (accountOf(now) !== account) leave('switched');
  };
  window.addEventListener('storage', hear);
  return () => {
    window.removeEventListener('storage', hear);
  };
}

function begin(): void {
  login += 1;
  // Its answer would come too late, and a cookie with it.
  renewal?.stop();
  renewal = null;
}

function keep(tokens: Tokens): void {
  accessToken = tokens.access_token;
  account = accountIn(tokens.access_token);
<% if not cookie %>
  localStorage.setItem(STORED, tokens.refresh_token);
<% endif %>
}

function leave(ending: Ending): void {
  begin();
  accessToken = null;
  account = '';
  for (const listener of listeners) listener(ending);
}

async function refresh(signal: AbortSignal): Promise<boolean> {
  const ofLogin = login;
  const held = localStorage.getItem(LOGIN);
  const isOver = () => ofLogin !== login;
  const response = await fetch(pathTo('/auth/refresh'), {
    method: 'POST',
<% if cookie %>
    credentials: 'same-origin',
<% else %>
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(refreshBody() ?? {}),
<% endif %>
    signal,
  }).catch(() => null);
  const tokens = response?.ok ? ((await response.json()) as Tokens) : null;
  if (isOver()) return accessToken !== null;
  if (response === null) throw networkError();
  if (tokens === null && response.status !== 401) throw await readError(response);
  const now = localStorage.getItem(LOGIN);
  // Another tab has logged in meanwhile: the answer is about what was before.
  if (now !== held && now !== null) return refresh(signal);
  if (tokens === null) {
    endSession();
    return false;
  }
  return renewed(tokens, now);
}

function renewed(tokens: Tokens, held: string | null): boolean {
  const next = accountIn(tokens.access_token);
  if (account !== '' && next !== account) {
    // What this page shows, and is about to send, is the other account's.
    leave('switched');
    return false;
  }
  keep(tokens);
  if (held === null || accountOf(held) !== account) {
    localStorage.setItem(LOGIN, `${account} ${Date.now()}`);
  }
  return true;
}

/** Whose login a mark is. */
function accountOf(mark: string): string {
  return mark.split(' ')[0] ?? '';
}

/** Whose an access token is, as it says itself; the server alone checks that. */
function accountIn(token: string): string {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims: unknown = JSON.parse(atob(payload));
    const isNamed = typeof claims === 'object' && claims !== null && 'sub' in claims;
    return isNamed ? String(claims.sub) : '';
  } catch {
    return '';
  }
}

/** A refresh token works once: two tabs that used the same one would end the session. */
async function exclusively(work: () => Promise<boolean>): Promise<boolean> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request('session-refresh', work);
}
