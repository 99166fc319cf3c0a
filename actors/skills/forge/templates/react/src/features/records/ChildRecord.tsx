/** One record under another: read, and edited where it stands. */
import { useState } from 'react';
import { Link } from 'react-router-dom';
<% if "recordActions" in places %>
import { recordActions } from '../../app/places';
<% endif %>
import type { EntityModel, RecordData } from '../../schema/entity';
import { formatField, recordLabel } from '../../schema/format';
import { idText } from '../../schema/ids';
import { Icon } from '../../ui/Icon';
import { useToast } from '../../ui/toasts';
<% if on.live_updates %>
import { ChangeGuard } from '../live-updates/ChangeGuard';
import { useHeldRow } from '../live-updates/keptRows';
<% endif %>
<% if on.rich_text %>
import { RichText } from '../rich-text/RichText';
<% endif %>
import { DeleteButton } from './DeleteButton';
import { RecordByline } from './RecordByline';
import { RecordForm } from './RecordForm';
import { usePermissions } from './permissions';
import { useUpdateRecord } from './queries';
import { toChanges, type FormValues } from './values';

type ChildRecordProps = { entity: EntityModel; record: RecordData };
<% if on.live_updates %>

/** One that is gone stays only as long as it is edited. */
type ChildRowProps = ChildRecordProps & { gone?: boolean };

export function ChildRecord({ entity, record, gone = false }: ChildRowProps) {
<% else %>

export function ChildRecord({ entity, record }: ChildRecordProps) {
<% endif %>
  const [editing, setEditing] = useState(false);
  const permissions = usePermissions(entity);
  const stop = () => {
    setEditing(false);
  };
<% if on.live_updates %>
  if (editing) return <ChildEditor entity={entity} record={record} gone={gone} onDone={stop} />;
<% else %>
  if (editing) return <ChildEditor entity={entity} record={record} onDone={stop} />;
<% endif %>
  return (
    <li className="card">
      <RecordByline entity={entity} record={record} />
      <ChildBody entity={entity} record={record} />
      <div className="actions actions-small">
        {entity.fields.length > 0 && permissions.may('update', record) && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setEditing(true);
            }}
          >
            <Icon name="edit" />
            Edit
          </button>
        )}
        {permissions.may('delete', record) && <DeleteButton entity={entity} record={record} />}
<% if "recordActions" in places %>
        {recordActions.map((Action, index) => (
          <Action key={index} entity={entity} record={record} />
        ))}
<% endif %>
      </div>
    </li>
  );
}

function ChildBody({ entity, record }: ChildRecordProps) {
  const text = entity.fields.find(({ kind }) => kind === 'text');
  const facts = entity.fields.filter(({ kind, name }) => kind !== 'text' && name !== entity.label);
  return (
    <>
      {text?.name !== entity.label && (
        <p className="child-title">
          <Link to={`/${entity.key}/${record.id}`}>{recordLabel(entity, record)}</Link>
        </p>
      )}
<% if on.rich_text %>
      {text && <RichText text={formatField(text, record[text.name])} under={2} />}
<% else %>
      {text && <p className="prose">{formatField(text, record[text.name])}</p>}
<% endif %>
      {facts.length > 0 && (
        <p className="meta">
          {facts.map((field) => (
            <span key={field.name}>
              {field.title}: {formatField(field, record[field.name])}
            </span>
          ))}
        </p>
      )}
    </>
  );
}

<% if on.live_updates %>
type ChildEditorProps = ChildRowProps & { onDone: () => void };

function ChildEditor({ entity, record, gone = false, onDone }: ChildEditorProps) {
  useHeldRow(entity.key, record.id);
<% else %>
function ChildEditor({ entity, record, onDone }: ChildRecordProps & { onDone: () => void }) {
<% endif %>
  const update = useUpdateRecord(entity, record.id);
  const notify = useToast();
  const save = async (after: FormValues, before: FormValues) => {
    const changes = toChanges(entity, before, after);
    if (Object.keys(changes).length > 0) {
      await update.mutateAsync(changes);
      notify(`${entity.title} saved`);
    }
    onDone();
  };
  return (
    <li className="card">
<% if on.live_updates %>
      <ChangeGuard record={record} gone={gone}>
        {(opened) => (
          <RecordForm
            entity={entity}
            record={opened}
            submitLabel="Save"
            onSubmit={save}
            onCancel={onDone}
            scope={idText(record.id)}
          />
        )}
      </ChangeGuard>
<% else %>
      <RecordForm
        entity={entity}
        record={record}
        submitLabel="Save"
        onSubmit={save}
        onCancel={onDone}
        scope={idText(record.id)}
      />
<% endif %>
    </li>
  );
}
