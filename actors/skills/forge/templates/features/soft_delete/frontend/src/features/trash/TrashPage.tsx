/** Deleted records of a kind: to be restored, or deleted for good. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { errorMessage } from '../../api/errors';
import { pageCount } from '../../api/pages';
import type { EntityModel } from '../../schema/entity';
import { formatTime, recordLabel } from '../../schema/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Icon } from '../../ui/Icon';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { useToast } from '../../ui/toasts';
import { listDeleted, purge, restore, type DeletedRecord } from './api';

export function TrashPage({ entity }: { entity: EntityModel }) {
  const [params] = useSearchParams();
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const records = useQuery({
    queryKey: [entity.key, 'trash', page],
    queryFn: () => listDeleted(entity, page),
  });
  const title = `Deleted ${entity.titlePlural.toLowerCase()}`;
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>{title}</title>
      <Link className="back" to={`/${entity.key}`}>
        <Icon name="back" />
        {entity.titlePlural}
      </Link>
      <h1 id="page-title">{title}</h1>
      {records.isPending && <ListSkeleton label="Loading the trash" />}
      {records.isError && (
        <ErrorState error={records.error} onRetry={() => void records.refetch()} />
      )}
      {records.data?.items.length === 0 && <EmptyState title="The trash is empty" />}
      {records.data && records.data.items.length > 0 && (
        <>
          <ul className="thread" aria-label={title}>
            {records.data.items.map((record) => (
              <TrashedRecord key={record.id} entity={entity} record={record} />
            ))}
          </ul>
          <Pagination page={page} pages={pageCount(records.data)} />
        </>
      )}
    </section>
  );
}

type TrashedProps = { entity: EntityModel; record: DeletedRecord };

function TrashedRecord({ entity, record }: TrashedProps) {
  const [asking, setAsking] = useState(false);
  const back = useTrashAction(() => restore(entity, record.id), `${entity.title} restored`);
  const gone = useTrashAction(() => purge(entity, record.id), `${entity.title} deleted for good`);
  const label = recordLabel(entity, record);
  return (
    <li className="card">
      <p className="child-title">{label}</p>
      <p className="meta">
        <span>Deleted {formatTime(record.deleted_at)}</span>
      </p>
      <div className="actions actions-small">
        <button
          type="button"
          className="button"
          aria-label={`Restore ${label}`}
          disabled={back.isPending}
          onClick={() => {
            back.mutate();
          }}
        >
          Restore
        </button>
        <button
          type="button"
          className="button button-quiet-danger"
          aria-label={`Delete ${label} for good`}
          onClick={() => {
            setAsking(true);
          }}
        >
          Delete for good
        </button>
      </div>
      {asking && (
        <ConfirmDialog
          title={`Delete this ${entity.title.toLowerCase()} for good?`}
          confirmLabel="Delete it for good"
          busy={gone.isPending}
          onConfirm={() => {
            setAsking(false);
            gone.mutate();
          }}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>“{label}” cannot be restored afterwards.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}

function useTrashAction(act: () => Promise<unknown>, done: string) {
  const queries = useQueryClient();
  const notify = useToast();
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      notify(done);
      await queries.invalidateQueries();
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
}
