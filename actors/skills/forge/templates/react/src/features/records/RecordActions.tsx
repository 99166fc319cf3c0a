/** What the person may do with a record: move it along its workflow, edit it, delete it. */
import { Link } from 'react-router-dom';
import { errorMessage } from '../../api/errors';
<% if "recordActions" in places %>
import { recordActions } from '../../app/places';
<% endif %>
import type { EntityModel, RecordData, Transition } from '../../schema/entity';
import { Icon } from '../../ui/Icon';
import { useToast } from '../../ui/toasts';
import { DeleteButton } from './DeleteButton';
import { usePermissions } from './permissions';
import { useTransition } from './queries';
import { chosenRelations } from './values';

export function RecordActions({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const permissions = usePermissions(entity);
  const editable = entity.fields.length + chosenRelations(entity).length > 0;
  return (
    <div className="actions">
      {permissions.transitions(record).map((transition) => (
        <TransitionButton
          key={transition.name}
          entity={entity}
          record={record}
          transition={transition}
        />
      ))}
      {editable && permissions.may('update', record) && (
        <Link className="button" to={`/${entity.key}/${record.id}/edit`}>
          <Icon name="edit" />
          Edit
        </Link>
      )}
      {permissions.may('delete', record) && <DeleteButton entity={entity} record={record} />}
<% if "recordActions" in places %>
      {recordActions.map((Action, index) => (
        <Action key={index} entity={entity} record={record} />
      ))}
<% endif %>
    </div>
  );
}

type TransitionButtonProps = { entity: EntityModel; record: RecordData; transition: Transition };

function TransitionButton({ entity, record, transition }: TransitionButtonProps) {
  const notify = useToast();
  const move = useTransition(entity, record.id, transition.name);
  // The button may be gone by then, since the record has moved on: the notice does not depend on it.
  const run = async () => {
    try {
      await move.mutateAsync(undefined);
      notify(`${transition.title}: done`);
    } catch (error) {
      notify(errorMessage(error));
    }
  };
  return (
    <button
      type="button"
      className="button button-primary"
      disabled={move.isPending}
      onClick={() => void run()}
    >
      {transition.title}
    </button>
  );
}
