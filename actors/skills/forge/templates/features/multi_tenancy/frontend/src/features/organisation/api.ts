/** One's own organisation and invitations into it, over HTTP. */
import { get, patch, post, remove } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import type { Profile, User } from '../../api/users';
import type { Role } from '../../auth/roles';
import { idText, type Id } from '../../schema/ids';

/** What queries about it are kept under. */
export const ORGANISATION = 'organisation';

export type Organisation = { readonly id: Id; readonly name: string; readonly created_at: string };

export type Invitation = {
  readonly id: Id;
  readonly email: string;
  readonly role: Role;
  readonly created_at: string;
  readonly expires_at: string;
};

/** The answer to its making is the only one that holds what its link does. */
export type MadeInvitation = Invitation & { readonly token: string };

/** What somebody is told who has the link. */
export type ShownInvitation = {
  readonly organisation: string;
  readonly email: string;
  readonly role: Role;
  readonly expires_at: string;
};

export type Joining = Profile & {
  readonly token: string;
<% if username %>
  readonly username: string;
<% endif %>
  readonly password: string;
};

export function getOrganisation(): Promise<Organisation> {
  return get<Organisation>('/organisation');
}

export function renameOrganisation(name: string): Promise<Organisation> {
  return patch<Organisation>('/organisation', { name });
}

export function listInvitations(page: number): Promise<Paged<Invitation>> {
  return get<Paged<Invitation>>('/organisation/invitations', listParams({ page }));
}

export function invite(email: string, role: Role): Promise<MadeInvitation> {
  return post<MadeInvitation>('/organisation/invitations', { email, role });
}

export function withdrawInvitation(id: Id): Promise<void> {
  return remove(`/organisation/invitations/${idText(id)}`);
}

export function readInvitation(token: string): Promise<ShownInvitation> {
  return post<ShownInvitation>('/auth/invitation', { token });
}

export function joinOrganisation(input: Joining): Promise<User> {
  return post<User>('/auth/join', input);
}
