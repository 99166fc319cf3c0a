/** Accounts: signing up and in, one's own profile, and what administrators may do. */
import type { Role } from '../auth/roles';
<% if user_options %>
import type { RecordRef } from '../schema/entity';
<% endif %>
import type { Id } from '../schema/ids';
import { get, patch, post } from './client';
import { listParams, type ListQuery, type Paged } from './pages';
import { endSession, <% if not cookie %>refreshBody, <% endif %>startSession, type Tokens } from './session';

export type User = {
  readonly id: Id;
  readonly email: string;
<% if username %>
  readonly username: string;
<% endif %>
  readonly display_name: string;
  readonly role: Role;
  readonly is_active: boolean;
  readonly created_at: string;
<<= ts.account_members =>>};

export type Profile = {
  readonly display_name: string;
<<= ts.account_members =>>};

export type Registration = Profile & {
<% if on.multi_tenancy %>
  readonly organisation: string;
<% endif %>
  readonly email: string;
<% if username %>
  readonly username: string;
<% endif %>
  readonly password: string;
};

export function register(input: Registration): Promise<User> {
  return post<User>('/auth/register', input);
}

export async function logIn(login: string, password: string): Promise<void> {
  startSession(await post<Tokens>('/auth/login', { login, password }));
}

/** Ends the session here even when the server cannot be told. */
export async function logOut(): Promise<void> {
  try {
    await post<undefined>('/auth/logout'<% if not cookie %>, refreshBody()<% endif %>);
  } finally {
    endSession();
  }
}

export function getMe(): Promise<User> {
  return get<User>('/auth/me');
}

export function updateMe(changes: Partial<Profile>): Promise<User> {
  return patch<User>('/auth/me', changes);
}

export function changePassword(current: string, next: string): Promise<undefined> {
  return post<undefined>('/auth/password', { current_password: current, new_password: next });
}

export function listUsers(query: ListQuery): Promise<Paged<User>> {
  return get<Paged<User>>('/users', listParams(query));
}

<% if user_options %>
/** The names of active accounts, for those who may choose among them. */
export function listUserOptions(query: ListQuery): Promise<Paged<RecordRef>> {
  return get<Paged<RecordRef>>('/users/options', listParams(query));
}

<% endif %>
export function updateUser(
  id: Id,
  changes: { readonly role?: Role; readonly is_active?: boolean },
): Promise<User> {
  return patch<User>(`/users/${id}`, changes);
}
