/** Changes a record that is there. */
import { useNavigate, useParams } from 'react-router-dom';
import { parseId } from '../../schema/ids';
import type { EntityModel, RecordData } from '../../schema/entity';
import { recordLabel } from '../../schema/format';
import { PageSkeleton } from '../../ui/Skeleton';
import { StatusPage } from '../../ui/StatusPage';
<% if on.live_updates %>
import { ErrorState, isMissing } from '../../ui/states';
import { useToast } from '../../ui/toasts';
import { ChangeGuard } from '../live-updates/ChangeGuard';
<% else %>
import { ErrorState } from '../../ui/states';
import { useToast } from '../../ui/toasts';
<% endif %>
import { RecordForm } from './RecordForm';
import { usePermissions } from './permissions';
import { useRecord, useUpdateRecord } from './queries';
import { toChanges, type FormValues } from './values';

export function EditPage({ entity }: { entity: EntityModel }) {
  const { id = '' } = useParams();
  const query = useRecord(entity, parseId(id));
  const { may } = usePermissions(entity);
  if (query.isPending) return <PageSkeleton />;
<% if on.live_updates %>
  // What is being written stays there when its record is gone.
  if (query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} record />;
  }
  return (
    <ChangeGuard record={query.data} gone={isMissing(query.error)}>
      {(opened) =>
        may('update', opened) ? (
          <Editor entity={entity} record={opened} />
        ) : (
          <StatusPage title="Not yours to edit">This record belongs to somebody else.</StatusPage>
        )
      }
    </ChangeGuard>
  );
<% else %>
  if (query.isError) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} record />;
  }
  if (!may('update', query.data)) {
    return <StatusPage title="Not yours to edit">This record belongs to somebody else.</StatusPage>;
  }
  return <Editor entity={entity} record={query.data} />;
<% endif %>
}

function Editor({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const navigate = useNavigate();
  const notify = useToast();
  const update = useUpdateRecord(entity, record.id);
  const title = `Edit ${entity.title.toLowerCase()}`;
  const back = () => void navigate(`/${entity.key}/${record.id}`);

  const save = async (after: FormValues, before: FormValues) => {
    const changes = toChanges(entity, before, after);
    if (Object.keys(changes).length > 0) {
      await update.mutateAsync(changes);
      notify(`${entity.title} saved`);
    }
    back();
  };

  return (
    <section className="narrow stack">
      <title>{title}</title>
      <h1>{title}</h1>
      <p className="muted">{recordLabel(entity, record)}</p>
      <div className="card">
        <RecordForm
          entity={entity}
          record={record}
          submitLabel="Save changes"
          onSubmit={save}
          onCancel={back}
        />
      </div>
    </section>
  );
}
