/** Feature flags over HTTP. */
import { get, patch } from '../../api/client';
import type { RecordRef } from '../../schema/entity';
import type { Id } from '../../schema/ids';
import type { FlagKey } from './flags';

/** For everybody, for nobody, or for the roles, the percentage and the accounts that are chosen. */
export type FlagMode = 'on' | 'off' | 'some';

/** For whom a flag is on. What history holds has ids in place of accounts, which may be gone. */
export type FlagState<Account = RecordRef> = {
  readonly mode: FlagMode;
  readonly roles: readonly string[];
  readonly percentage: number;
  readonly accounts: readonly Account[];
};

export type FlagRule = FlagState & {
  readonly key: FlagKey;
  readonly about: string;
  /** It is on or off for everybody alike. */
  readonly visitors: boolean;
  /** Administrators are let through where it is off. */
  readonly spares_admins: boolean;
  /** The environment has switched it off, whatever the rest says. */
  readonly killed: boolean;
  /** Goes back with a change, which is refused if there was another meanwhile. */
  readonly version: number;
};

export type FlagUpdate = Partial<FlagState<Id>>;

export type FlagChange = {
  readonly id: Id;
  readonly key: string;
  readonly actor_name: string;
  readonly before: FlagState<string>;
  readonly after: FlagState<string>;
  readonly created_at: string;
};

/** What is on for whoever asks. */
export function getFlags(): Promise<Partial<Record<FlagKey, boolean>>> {
  return get<Partial<Record<FlagKey, boolean>>>('/feature-flags');
}

export function listRules(): Promise<readonly FlagRule[]> {
  return get<readonly FlagRule[]>('/feature-flags/rules');
}

export function updateRule({ key, version }: FlagRule, changes: FlagUpdate): Promise<FlagRule> {
  return patch<FlagRule>(`/feature-flags/rules/${key}`, { version, ...changes });
}

export function listChanges(): Promise<readonly FlagChange[]> {
  return get<readonly FlagChange[]>('/feature-flags/changes');
}
