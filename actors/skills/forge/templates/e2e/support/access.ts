/** Who may do what, asked of the same rules that the pages follow; the tests show that the server agrees. */
import { roles, type Role } from '../../src/auth/roles';
import type { Rule } from '../../src/auth/rules';
import type { EntityModel } from '../../src/schema/entity';

export const defaultRole: Role = '<<= default_role =>>';

const ordinary = (Object.keys(roles) as Role[]).filter((role) => role !== 'admin');

/** Somebody who may: an ordinary account if there is such a role, else an administrator. */
export function actorFor(rule: Rule | undefined): Role {
  const order = [defaultRole, ...ordinary.filter((role) => role !== defaultRole)];
  return order.find((role) => mayDo(rule, role)) ?? 'admin';
}

export function mayDo(rule: Rule | undefined, role: Role): boolean {
  if (!rule) return false;
  if (rule.anonymous || role === 'admin') return true;
  return rule.roles.includes(role) || rule.ownRoles.includes(role);
}

/** The field to change when a record is edited. */
export function editedField(entity: EntityModel): string | undefined {
  const texts = entity.fields.filter(({ kind }) => kind === 'string' || kind === 'text');
  return (texts.find(({ required }) => required) ?? texts[0])?.name;
}
