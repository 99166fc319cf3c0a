/** What a relation can point at, for pickers and filters. */
import { useQuery } from '@tanstack/react-query';
import { <% if user_options %>listUserOptions<% else %>listUsers<% endif %>, type User } from '../../api/users';
import { useAuth } from '../../auth/AuthContext';
<% if user_options %>
import { choosers } from '../../auth/roles';
<% endif %>
import { mayEver } from '../../auth/rules';
import { pageSizeMax } from '../../config';
import { entityByKey } from '../../entities';
import type { RecordRef, RelationSpec } from '../../schema/entity';
import { recordLabel } from '../../schema/format';

export type Options = {
  readonly options: readonly RecordRef[];
  readonly loading: boolean;
  /** There are more than were loaded: a search narrows them. */
  readonly more: boolean;
  readonly searchable: boolean;
};

type Loaded = { readonly options: readonly RecordRef[]; readonly total: number };

export function useOptions(relation: RelationSpec, q = ''): Options {
  const { user } = useAuth();
  const query = useQuery({
    queryKey: [relation.target, 'options', q, user?.id],
    queryFn: () => (relation.target === 'users' ? loadUsers(user, q) : loadRecords(relation, q)),
    enabled: mayLoad(relation, user),
  });
  const { options, total } = query.data ?? { options: [], total: 0 };
  return {
    options,
    loading: query.isLoading,
    more: total > options.length,
    searchable: isSearchable(relation, user),
  };
}

function mayLoad(relation: RelationSpec, user: User | null): boolean {
  if (relation.target === 'users') return user !== null;
  return mayEver(entityByKey(relation.target)?.rules.list, user);
}

function isSearchable(relation: RelationSpec, user: User | null): boolean {
  if (relation.target === 'users') return seesAccounts(user);
  return entityByKey(relation.target)?.searchable ?? false;
}

async function loadRecords(relation: RelationSpec, q: string): Promise<Loaded> {
  const target = entityByKey(relation.target);
  if (!target) return { options: [], total: 0 };
  const page = await target.api.list({ size: pageSizeMax, q });
  const options = page.items.map((record) => ({
    id: record.id,
    label: recordLabel(target, record),
  }));
  return { options, total: page.total };
}

<% if user_options %>
/** Who sees the names of all accounts; others can choose themselves. */
function seesAccounts(user: User | null): boolean {
  return user !== null && (user.role === 'admin' || choosers.includes(user.role));
}
<% else %>
/** Only administrators see all accounts; others can choose themselves. */
function seesAccounts(user: User | null): boolean {
  return user?.role === 'admin';
}
<% endif %>

async function loadUsers(user: User | null, q: string): Promise<Loaded> {
  if (!seesAccounts(user)) {
    return { options: user ? [{ id: user.id, label: user.display_name }] : [], total: 0 };
  }
<% if user_options %>
  const page = await listUserOptions({ size: pageSizeMax, q });
  return { options: page.items, total: page.total };
<% else %>
  const page = await listUsers({ size: pageSizeMax, q });
  const options = page.items.map(({ id, display_name }) => ({ id, label: display_name }));
  return { options, total: page.total };
<% endif %>
}
