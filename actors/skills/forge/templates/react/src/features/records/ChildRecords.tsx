/** The records under another, such as the comments under a post, with a form for the next one. */
<% if on.cursor_pagination %>
import { Link, useLocation } from 'react-router-dom';
<% else %>
import { useState } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { pageCount } from '../../api/pages';
<% endif %>
import { useAuth } from '../../auth/AuthContext';
import { mayEver } from '../../auth/rules';
import { idText } from '../../schema/ids';
import type { EntityModel, RecordData } from '../../schema/entity';
import { ListSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
<% if on.cursor_pagination %>
import { LoadMore } from '../cursor-pagination/LoadMore';
import { useMoreRecords } from '../cursor-pagination/useMoreRecords';
<% endif %>
<% if on.feature_flags %>
import { CreationGate } from '../feature-flags/FlagGate';
<% endif %>
<% if on.live_updates %>
import { useKeptRows } from '../live-updates/keptRows';
<% endif %>
import { ChildForm } from './ChildForm';
import { ChildRecord } from './ChildRecord';
import { usePermissions } from './permissions';
<% if not on.cursor_pagination %>
import { useRecords } from './queries';
<% endif %>

type ChildRecordsProps = {
  entity: EntityModel;
  /** The child's relation that points at the parent. */
  relation: string;
  parent: RecordData;
};

export function ChildRecords({ entity, relation, parent }: ChildRecordsProps) {
  const permissions = usePermissions(entity);
  const key = entity.relations.find(({ name }) => name === relation)?.key;
  if (key === undefined || (!permissions.list && !permissions.create)) return null;
  const fixed = { [key]: idText(parent.id) };
  const titleId = `${entity.key}-title`;
  return (
    <section className="stack children" aria-labelledby={titleId}>
      <h2 id={titleId}>{entity.titlePlural}</h2>
      {permissions.list && <Children entity={entity} fixed={fixed} />}
<% if on.feature_flags %>
      <CreationGate entity={entity}>
        <ChildForm entity={entity} fixed={fixed} />
      </CreationGate>
<% else %>
      {permissions.create && <ChildForm entity={entity} fixed={fixed} />}
<% endif %>
      <SignInHint entity={entity} />
    </section>
  );
}

<% if on.live_updates or on.cursor_pagination %>
const NO_ROWS: readonly RecordData[] = [];

<% endif %>
type ChildrenProps = { entity: EntityModel; fixed: Readonly<Record<string, string>> };

function Children({ entity, fixed }: ChildrenProps) {
<% if on.cursor_pagination %>
  // Oldest first, as a conversation is read.
  const records = useMoreRecords(entity, { sort: 'created_at', filters: fixed });
  const found = records.data ?? NO_ROWS;
<% else %>
  const [page, setPage] = useState(1);
  // Oldest first, as a conversation is read.
  const records = useRecords(entity, { page, sort: 'created_at', filters: fixed });
<% endif %>
<% if on.live_updates and not on.cursor_pagination %>
  const found = records.data?.items ?? NO_ROWS;
<% endif %>
<% if on.live_updates %>
  const rows = useKeptRows(entity.key, found);
<% endif %>
  if (records.isPending) return <ListSkeleton label={`Loading ${entity.titlePlural}`} />;
<% if on.cursor_pagination %>
  if (records.isError && !records.isFetchNextPageError) {
<% else %>
  if (records.isError) {
<% endif %>
    return <ErrorState error={records.error} onRetry={() => void records.refetch()} />;
  }
<% if not on.cursor_pagination %>
  const pages = pageCount(records.data);
<% endif %>
<% if on.cursor_pagination %>
  if (<% if on.live_updates %>rows<% else %>found<% endif %>.length === 0) {
<% elif on.live_updates %>
  if (records.data.total === 0 && rows.length === 0) {
<% else %>
  if (records.data.total === 0) {
<% endif %>
    return <p className="muted">There are no {entity.titlePlural.toLowerCase()} yet.</p>;
  }
  return (
    <>
      <ul className="thread" aria-label={entity.titlePlural}>
<% if on.live_updates %>
        {rows.map((record) => (
          <ChildRecord
            key={record.id}
            entity={entity}
            record={record}
            gone={!found.includes(record)}
          />
        ))}
<% else %>
        {<% if on.cursor_pagination %>found<% else %>records.data.items<% endif %>.map((record) => (
          <ChildRecord key={record.id} entity={entity} record={record} />
        ))}
<% endif %>
      </ul>
<% if on.cursor_pagination %>
      <LoadMore entity={entity} records={records} />
<% else %>
      {pages > 1 && (
        <div className="pagination">
          <button
            type="button"
            className="button"
            disabled={page <= 1}
            onClick={() => {
              setPage(page - 1);
            }}
          >
            Earlier
          </button>
          <span className="muted">
            Page {page} of {pages}
          </span>
          <button
            type="button"
            className="button"
            disabled={page >= pages}
            onClick={() => {
              setPage(page + 1);
            }}
          >
            Later
          </button>
        </div>
      )}
<% endif %>
    </>
  );
}

/** Shown to visitors when signing in could let them add one. */
function SignInHint({ entity }: { entity: EntityModel }) {
  const { user } = useAuth();
  const { pathname } = useLocation();
  const rule = entity.rules.create;
  const open =
    mayEver(rule, null) || (rule?.roles.length ?? 0) + (rule?.ownRoles.length ?? 0) === 0;
  if (user || open) return null;
  return (
    <p className="muted">
      <Link to={`/login?next=${encodeURIComponent(pathname)}`}>Log in</Link> to add a{' '}
      {entity.title.toLowerCase()}.
    </p>
  );
}
