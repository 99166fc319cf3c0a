/** The newest records of one kind. */
import { Link } from 'react-router-dom';
import type { EntityModel } from '../../schema/entity';
import { ListSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
import { RecordCollection } from '../records/RecordCollection';
import { useRecords } from '../records/queries';

/** A glance, not the list. */
const SHOWN = 3;

export function LatestRecords({ entity }: { entity: EntityModel }) {
  const records = useRecords(entity, { size: SHOWN });
  const titleId = `latest-${entity.key}`;
  return (
    <section className="stack" aria-labelledby={titleId}>
      <header className="section-header">
        <h2 id={titleId}>Latest {entity.titlePlural.toLowerCase()}</h2>
        <Link to={`/${entity.key}`}>All {entity.titlePlural.toLowerCase()}</Link>
      </header>
      {records.isPending && <ListSkeleton label={`Loading ${entity.titlePlural}`} />}
      {records.isError && (
        <ErrorState error={records.error} onRetry={() => void records.refetch()} />
      )}
      {records.data?.total === 0 && (
        <p className="muted">There are no {entity.titlePlural.toLowerCase()} yet.</p>
      )}
      {records.data && records.data.total > 0 && (
        <RecordCollection entity={entity} records={records.data.items} />
      )}
    </section>
  );
}
