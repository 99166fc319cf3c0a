/** What is moderated, and by whom: administrators, and whoever may delete any record of the kind. */
import type { User } from '../../api/users';
import { allows, type Rule } from '../../auth/rules';
import { allEntities } from '../../entities';
import type { EntityModel } from '../../schema/entity';
import { moderatedKeys } from './moderated';

export const moderatedEntities: readonly EntityModel[] = allEntities.filter(isModerated);

/** Whoever moderates at least one kind. */
export const moderators: Rule = {
  anonymous: false,
  roles: moderatedEntities.flatMap(({ rules }) => rules.delete?.roles ?? []),
  ownRoles: [],
};

export function isModerated(entity: EntityModel): boolean {
  return moderatedKeys.includes(entity.key);
}

export function moderatedBy(user: User | null): readonly EntityModel[] {
  return moderatedEntities.filter(({ rules }) => allows(rules.delete, user, false));
}
