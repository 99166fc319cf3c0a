/** Deletes a record after asking. */
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { errorMessage } from '../../api/errors';
import type { EntityModel, RecordData } from '../../schema/entity';
import { recordLabel } from '../../schema/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Icon } from '../../ui/Icon';
import { useToast } from '../../ui/toasts';
import { useDeleteRecord } from './queries';

export function DeleteButton({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const [asking, setAsking] = useState(false);
  const notify = useToast();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const deletion = useDeleteRecord(entity, record.id);
  const name = entity.title.toLowerCase();

  // The record's row may be gone before the answer is told: the notice does not depend on it.
  const run = async () => {
    try {
      await deletion.mutateAsync();
      notify(`${entity.title} deleted`);
      // On its own page there is nothing left to show; under its parent the list just shrinks.
      if (pathname === `/${entity.key}/${record.id}`) void navigate(`/${entity.key}`);
    } catch (error) {
      notify(errorMessage(error));
    } finally {
      setAsking(false);
    }
  };

  return (
    <>
      <button
        type="button"
        className="button button-quiet-danger"
        aria-label={`Delete ${name}`}
        onClick={() => {
          setAsking(true);
        }}
      >
        <Icon name="trash" />
        Delete
      </button>
      {asking && (
        <ConfirmDialog
          title={`Delete this ${name}?`}
          confirmLabel={`Delete ${name}`}
          busy={deletion.isPending}
          onConfirm={() => void run()}
          onCancel={() => {
            setAsking(false);
          }}
        >
<% if on.soft_delete %>
          <p>“{recordLabel(entity, record)}” can be restored from the trash.</p>
<% else %>
          <p>“{recordLabel(entity, record)}” will be gone for good.</p>
<% endif %>
        </ConfirmDialog>
      )}
    </>
  );
}
