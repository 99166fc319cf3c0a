/** Adds a record under the one shown; a form of one field stands open, a longer one behind a button. */
import { useState } from 'react';
import type { EntityModel } from '../../schema/entity';
import { Icon } from '../../ui/Icon';
import { useToast } from '../../ui/toasts';
import { RecordForm } from './RecordForm';
import { useCreateRecord } from './queries';
import { chosenRelations, toInput, type FormValues } from './values';

type ChildFormProps = { entity: EntityModel; fixed: Readonly<Record<string, string>> };

export function ChildForm({ entity, fixed }: ChildFormProps) {
  const create = useCreateRecord(entity);
  const notify = useToast();
  const inputs = entity.fields.length + chosenRelations(entity).length - Object.keys(fixed).length;
  const [open, setOpen] = useState(inputs === 1);
  const label = `Add ${entity.title.toLowerCase()}`;

  const add = async (values: FormValues) => {
    await create.mutateAsync(toInput(entity, values));
    notify(`${entity.title} added`);
    if (inputs > 1) setOpen(false);
  };

  if (!open && inputs > 1) {
    return (
      <button
        type="button"
        className="button button-start"
        onClick={() => {
          setOpen(true);
        }}
      >
        <Icon name="plus" />
        {label}
      </button>
    );
  }
  return (
    <div className="card">
      <RecordForm
        entity={entity}
        fixed={fixed}
        submitLabel={label}
        onSubmit={add}
        again
        scope={entity.key}
      />
    </div>
  );
}
