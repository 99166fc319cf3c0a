/** All records of a kind: searched, filtered, sorted and paged by the address. */
import { Link } from 'react-router-dom';
import { pageCount } from '../../api/pages';
<% if "listActions" in places %>
import { listActions } from '../../app/places';
<% endif %>
import type { EntityModel } from '../../schema/entity';
import { Icon } from '../../ui/Icon';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { Pagination } from '../../ui/Pagination';
import { ListFilters } from './ListFilters';
import { RecordCollection } from './RecordCollection';
import { usePermissions } from './permissions';
import { useRecords } from './queries';
import { useListState, type ListState } from './useListState';

export function ListPage({ entity }: { entity: EntityModel }) {
  const state = useListState(entity);
  const records = useRecords(entity, state.query);
  const permissions = usePermissions(entity);
  const total = records.data?.total;

  return (
    <section className="stack" aria-labelledby="page-title">
      <title>{entity.titlePlural}</title>
      <header className="page-header">
        <div>
          <h1 id="page-title">{entity.titlePlural}</h1>
          <p className="muted" aria-live="polite">
            {total === undefined ? 'Loading…' : countOf(total, entity)}
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
  records: ReturnType<typeof useRecords>;
};

function Results({ entity, state, records }: ResultsProps) {
  if (records.isPending) return <ListSkeleton label={`Loading ${entity.titlePlural}`} />;
  if (records.isError) {
    return <ErrorState error={records.error} onRetry={() => void records.refetch()} />;
  }
  const { data } = records;
  if (data.items.length === 0) return <NoRecords entity={entity} state={state} />;
  return (
    <div className={records.isPlaceholderData ? 'stack stale' : 'stack'}>
      <RecordCollection entity={entity} records={data.items} />
      <Pagination page={state.query.page} pages={pageCount(data)} />
    </div>
  );
}

function NoRecords({ entity, state }: { entity: EntityModel; state: ListState }) {
  const { create } = usePermissions(entity);
  const plural = entity.titlePlural.toLowerCase();
  if (state.narrowed || state.query.page > 1) {
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
