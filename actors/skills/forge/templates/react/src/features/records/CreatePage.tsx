/** Makes a new record. */
import { useNavigate } from 'react-router-dom';
import type { EntityModel } from '../../schema/entity';
import { useToast } from '../../ui/toasts';
<% if on.feature_flags %>
import { CreationGate } from '../feature-flags/FlagGate';
<% endif %>
import { RecordForm } from './RecordForm';
import { useCreateRecord } from './queries';
import { toInput, type FormValues } from './values';

export function CreatePage({ entity }: { entity: EntityModel }) {
  const navigate = useNavigate();
  const notify = useToast();
  const create = useCreateRecord(entity);
  const title = `New ${entity.title.toLowerCase()}`;

  const save = async (values: FormValues) => {
    const record = await create.mutateAsync(toInput(entity, values));
    notify(`${entity.title} created`);
    void navigate(`/${entity.key}/${record.id}`);
  };

  return (
    <section className="narrow stack">
      <title>{title}</title>
      <h1>{title}</h1>
<% if on.feature_flags %>
      <CreationGate entity={entity}>
        <div className="card">
          <RecordForm
            entity={entity}
            submitLabel={`Create ${entity.title.toLowerCase()}`}
            onSubmit={save}
            onCancel={() => void navigate(`/${entity.key}`)}
          />
        </div>
      </CreationGate>
<% else %>
      <div className="card">
        <RecordForm
          entity={entity}
          submitLabel={`Create ${entity.title.toLowerCase()}`}
          onSubmit={save}
          onCancel={() => void navigate(`/${entity.key}`)}
        />
      </div>
<% endif %>
    </section>
  );
}
