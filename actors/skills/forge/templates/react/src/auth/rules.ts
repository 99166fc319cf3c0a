/** Who may do what, as the API decides it; here it only hides what would be refused. */
import type { User } from '../api/users';
import type { RecordData } from '../schema/entity';
import type { Role } from './roles';

/** One line of the permission matrix. Administrators may always and are not listed. */
export type Rule = {
  readonly anonymous: boolean;
  /** Roles that may do it to any record. */
  readonly roles: readonly Role[];
  /** Roles that may do it to records of their own. */
  readonly ownRoles: readonly Role[];
  /** Roles that may do it to records that name them, too. */
  readonly namedRoles?: readonly Role[];
};

/** Whether somebody may do it to at least some record: enough to show a page or a "new" button. */
export function mayEver(rule: Rule | undefined, user: User | null): boolean {
  return allows(rule, user, true, true);
}

/** Whether somebody may do it to a record, given whether it is their own and whether it names them. */
export function allows(
  rule: Rule | undefined,
  user: User | null,
  owns: boolean,
  isNamed = false,
): boolean {
  if (!rule) return false;
  if (rule.anonymous) return true;
  if (!user) return false;
  if (user.role === 'admin' || rule.roles.includes(user.role)) return true;
  if (owns && rule.ownRoles.includes(user.role)) return true;
  return isNamed && (rule.namedRoles ?? []).includes(user.role);
}

/** Whether a record belongs to somebody, by the relation that names its owner. */
export function owns(user: User | null, owner: string | undefined, record: RecordData): boolean {
  return owner !== undefined && pointsAt(user, owner, record);
}

/** Whether a record names somebody in one of the relations that give a right to it. */
export function names(
  user: User | null,
  relations: readonly string[] | undefined,
  record: RecordData,
): boolean {
  return (relations ?? []).some((relation) => pointsAt(user, relation, record));
}

function pointsAt(user: User | null, relation: string, record: RecordData): boolean {
  if (!user) return false;
  const value = record[relation];
  return typeof value === 'object' && value !== null && 'id' in value && value.id === user.id;
}
