/** What the person on this page may do with records: the rules of an entity, applied. */
import { useAuth } from '../../auth/AuthContext';
import { allows, mayEver, names, owns } from '../../auth/rules';
import type { EntityModel, RecordData, Transition } from '../../schema/entity';
<% if on.feature_flags %>
import { useOpenKinds } from '../feature-flags/useFlag';
<% endif %>

export type EntityPermissions = {
  readonly list: boolean;
  readonly read: boolean;
  readonly create: boolean;
  readonly may: (action: string, record: RecordData) => boolean;
  /** The transitions open from the state a record is in. */
  readonly transitions: (record: RecordData) => readonly Transition[];
};

export function usePermissions(entity: EntityModel): EntityPermissions {
  const { user } = useAuth();
<% if on.feature_flags %>
  const isOpen = useOpenKinds();
<% endif %>
  const may = (action: string, record: RecordData) =>
    allows(
      entity.rules[action],
      user,
      owns(user, entity.owner, record),
      names(user, entity.named, record),
    );
  return {
    list: mayEver(entity.rules.list, user),
    read: mayEver(entity.rules.read, user),
<% if on.feature_flags %>
    create: mayEver(entity.rules.create, user) && isOpen(entity),
<% else %>
    create: mayEver(entity.rules.create, user),
<% endif %>
    may,
    transitions: (record) => {
      if (!entity.workflow) return [];
      const state = record[entity.workflow.field];
      return entity.workflow.transitions.filter(
        (transition) =>
          transition.from.some((from) => from === state) && may(transition.name, record),
      );
    },
  };
}
