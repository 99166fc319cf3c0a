/** The one place that talks HTTP: token, renewal on 401, JSON, errors as a type. */
import { networkError, readError } from './errors';
import { pathTo, type Query } from './paths';
import { currentLogin, currentToken, endSessionOf, tokenAfter } from './session';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export function get<T>(path: string, query?: Query): Promise<T> {
  return send<T>('GET', pathTo(path, query));
}

export function post<T>(path: string, body?: unknown): Promise<T> {
  return send<T>('POST', pathTo(path), body);
}

export function patch<T>(path: string, body: unknown): Promise<T> {
  return send<T>('PATCH', pathTo(path), body);
}

export async function remove(path: string): Promise<void> {
  await send<unknown>('DELETE', pathTo(path));
}

<% if on.attachments or on.csv_export %>
/** A file, read with the session's token as everything else is. */
export async function download(path: string, query?: Query): Promise<Blob> {
  return (await answerTo('GET', pathTo(path, query))).blob();
}

async function send<T>(method: Method, url: string, body?: unknown): Promise<T> {
  const response = await answerTo(method, url, body);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function answerTo(method: Method, url: string, body?: unknown): Promise<Response> {
<% else %>
async function send<T>(method: Method, url: string, body?: unknown): Promise<T> {
<% endif %>
  const token = currentToken();
  const login = currentLogin();
  let response = await exchange(method, url, body, token);
  if (response.status === 401 && token !== null) {
    // Another request may have renewed the token while this one was under way.
    const next = await tokenAfter(token, login);
    if (next !== null) {
      response = await exchange(method, url, body, next);
      if (response.status === 401) endSessionOf(next);
    }
  }
  if (!response.ok) throw await readError(response);
<% if on.attachments or on.csv_export %>
  return response;
<% else %>
  return (response.status === 204 ? undefined : await response.json()) as T;
<% endif %>
}

async function exchange(
  method: Method,
  url: string,
  body: unknown,
  token: string | null,
): Promise<Response> {
<% if on.i18n %>
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': language(),
  };
<% else %>
  const headers: Record<string, string> = { Accept: 'application/json' };
<% endif %>
  if (token !== null) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body !== undefined) init.body = JSON.stringify(body);
  try {
    return await fetch(url, init);
  } catch {
    throw networkError();
  }
}
