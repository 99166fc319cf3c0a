/** API keys over HTTP. */
import { get, post, remove } from '../../api/client';
import { idText, type Id } from '../../schema/ids';

export type KeyScope = 'read' | 'write';

export type ApiKey = {
  readonly id: Id;
  readonly name: string;
  readonly start: string;
  readonly scope: KeyScope;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
};

/** The answer to its making is the only one that holds the key itself. */
export type MadeKey = ApiKey & { readonly key: string };

export function listKeys(): Promise<readonly ApiKey[]> {
  return get<readonly ApiKey[]>('/auth/api-keys');
}

export function makeKey(name: string, scope: KeyScope, days: number | null): Promise<MadeKey> {
  return post<MadeKey>('/auth/api-keys', { name, scope, days });
}

export function revokeKey(id: Id): Promise<void> {
  return remove(`/auth/api-keys/${idText(id)}`);
}
