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

  const onConfirm = () => {
    deletion.mutate(undefined, {
      onSuccess: () => {
        notify(`${entity.title} deleted`);
        setAsking(false);
        // On its own page there is nothing left to show; under its parent the list just shrinks.
        if (pathname === `/${entity.key}/${record.id}`) void navigate(`/${entity.key}`);
      },
      onError: (error) => {
        notify(errorMessage(error));
        setAsking(false);
      },
    });
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
          onConfirm={onConfirm}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>“{recordLabel(entity, record)}” will be gone for good.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
