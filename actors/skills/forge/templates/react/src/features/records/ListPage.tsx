/** All records of a kind: searched, filtered, sorted and paged by the address. */
import { Link } from 'react-router-dom';
<% if not on.cursor_pagination %>
import { pageCount } from '../../api/pages';
<% endif %>
<% if "listActions" in places %>
import { listActions } from '../../app/places';
<% endif %>
import type { EntityModel } from '../../schema/entity';
import { Icon } from '../../ui/Icon';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
<% if on.cursor_pagination %>
import { LoadMore } from '../cursor-pagination/LoadMore';
import { useMoreRecords, type MoreRecords } from '../cursor-pagination/useMoreRecords';
import { ListFilters } from './ListFilters';
import { RecordCollection } from './RecordCollection';
import { usePermissions } from './permissions';
<% else %>
import { Pagination } from '../../ui/Pagination';
import { ListFilters } from './ListFilters';
import { RecordCollection } from './RecordCollection';
import { usePermissions } from './permissions';
import { useRecords } from './queries';
<% endif %>
import { useListState, type ListState } from './useListState';

export function ListPage({ entity }: { entity: EntityModel }) {
  const state = useListState(entity);
<% if on.cursor_pagination %>
  const records = useMoreRecords(entity, state.query);
  const permissions = usePermissions(entity);
  const total = records.data?.length;
<% else %>
  const records = useRecords(entity, state.query);
  const permissions = usePermissions(entity);
  const total = records.data?.total;
<% endif %>

  return (
    <section className="stack" aria-labelledby="page-title">
      <title>{entity.titlePlural}</title>
      <header className="page-header">
        <div>
          <h1 id="page-title">{entity.titlePlural}</h1>
          <p className="muted" aria-live="polite">
<% if on.cursor_pagination %>
            {total === undefined ? 'Loading…' : countOf(total, entity)}
            {records.hasNextPage && ' shown'}
<% else %>
            {total === undefined ? 'Loading…' : countOf(total, entity)}
<% endif %>
          </p>
        </div>
<% if "listActions" in places %>
        <div className="actions">
          {listActions.map((Action, index) => (
            <Action key={index} entity={entity} query={state.query} />
          ))}
          {permissions.create && (
            <Link className="button button-primary" to={`/${entity.key}/new`}>
              <Icon name="plus" />
              New {entity.title.toLowerCase()}
            </Link>
          )}
        </div>
<% else %>
        {permissions.create && (
          <Link className="button button-primary" to={`/${entity.key}/new`}>
            <Icon name="plus" />
            New {entity.title.toLowerCase()}
          </Link>
        )}
<% endif %>
      </header>
      <ListFilters entity={entity} state={state} />
      <Results entity={entity} state={state} records={records} />
    </section>
  );
}

function countOf(total: number, entity: EntityModel): string {
  const name = total === 1 ? entity.title : entity.titlePlural;
  return `${total} ${name.toLowerCase()}`;
}

type ResultsProps = {
  entity: EntityModel;
  state: ListState;
<% if on.cursor_pagination %>
  records: MoreRecords;
<% else %>
  records: ReturnType<typeof useRecords>;
<% endif %>
};

function Results({ entity, state, records }: ResultsProps) {
  if (records.isPending) return <ListSkeleton label={`Loading ${entity.titlePlural}`} />;
<% if on.cursor_pagination %>
  if (records.isError && !records.isFetchNextPageError) {
<% else %>
  if (records.isError) {
<% endif %>
    return <ErrorState error={records.error} onRetry={() => void records.refetch()} />;
  }
<% if on.cursor_pagination %>
  const found = records.data;
  if (found.length === 0) return <NoRecords entity={entity} state={state} />;
  return (
    <div className={records.isPlaceholderData ? 'stack stale' : 'stack'}>
      <RecordCollection entity={entity} records={found} />
      <LoadMore key={JSON.stringify(state.query)} entity={entity} records={records} />
    </div>
  );
<% else %>
  const { data } = records;
  if (data.items.length === 0) return <NoRecords entity={entity} state={state} />;
  return (
    <div className={records.isPlaceholderData ? 'stack stale' : 'stack'}>
      <RecordCollection entity={entity} records={data.items} />
      <Pagination page={state.query.page} pages={pageCount(data)} />
    </div>
  );
<% endif %>
}

function NoRecords({ entity, state }: { entity: EntityModel; state: ListState }) {
  const { create } = usePermissions(entity);
  const plural = entity.titlePlural.toLowerCase();
<% if on.cursor_pagination %>
  if (state.narrowed) {
<% else %>
  if (state.narrowed || state.query.page > 1) {
<% endif %>
    return (
      <EmptyState title={`No ${plural} match`}>
        <button type="button" className="button" onClick={state.clear}>
          Show all {plural}
        </button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={`There are no ${plural} yet`}>
      {create && (
        <Link className="button button-primary" to={`/${entity.key}/new`}>
          Add the first one
        </Link>
      )}
    </EmptyState>
  );
}
