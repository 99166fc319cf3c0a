/** Sign-in through providers over HTTP. */
import { get, post, remove } from '../../api/client';
import { pathTo } from '../../api/paths';
import { startSession, type Tokens } from '../../api/session';
import { getMe, type User } from '../../api/users';
import { idText, type Id } from '../../schema/ids';

export type ProviderName = 'google' | 'github';

export type Provider = { readonly name: ProviderName; readonly title: string };

export type Identity = {
  readonly id: Id;
  readonly provider: ProviderName;
  readonly shown_as: string;
  readonly created_at: string;
};

export type SignInWays = {
  readonly has_password: boolean;
  readonly identities: readonly Identity[];
};

export function listProviders(): Promise<readonly Provider[]> {
  return get<readonly Provider[]>('/auth/social');
}

/** The server takes no longer way back. */
const NEXT_LENGTH_MAX = 300;

/** What the browser visits to sign in; `next` is a path of this application. */
export function startPath(name: ProviderName, next: string): string {
  // Escaped as a browser would: the server takes nothing else.
  const { pathname, search } = new URL(next, window.location.origin);
  const path = `${pathname}${search}`;
  return pathTo(`/auth/social/${name}/start`, {
    next: path.length > NEXT_LENGTH_MAX ? '/' : path,
  });
}

/** Trades what the browser brought back from a provider for a session. */
export async function openSession(): Promise<User> {
  startSession(await post<Tokens>('/auth/social/session'));
  return getMe();
}

export function getSignInWays(): Promise<SignInWays> {
  return get<SignInWays>('/auth/social/identities');
}

/** Where the browser goes to link an identity. */
export async function startLink(name: ProviderName): Promise<string> {
  return (await post<{ readonly url: string }>(`/auth/social/${name}/link`)).url;
}

export function unlink(id: Id): Promise<void> {
  return remove(`/auth/social/identities/${idText(id)}`);
}

export function chooseFirstPassword(password: string): Promise<unknown> {
  return post('/auth/social/password', { new_password: password });
}
