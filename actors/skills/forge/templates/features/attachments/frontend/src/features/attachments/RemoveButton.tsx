/** Removes a file after asking. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorMessage } from '../../api/errors';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Icon } from '../../ui/Icon';
import { useToast } from '../../ui/toasts';
import { removeFile, type AttachedFile } from './api';

type RemoveButtonProps = { file: AttachedFile; path: string; onRemoved: () => void };

export function RemoveButton({ file, path, onRemoved }: RemoveButtonProps) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const notify = useToast();
  const removing = useMutation({
    mutationFn: () => removeFile(path, file.id),
    onSuccess: async () => {
      notify(`${file.name} removed`);
      onRemoved();
      await queries.invalidateQueries({ queryKey: ['files', path] });
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <>
      <button
        type="button"
        className="button button-small button-quiet-danger"
        aria-label={`Remove ${file.name}`}
        disabled={removing.isPending}
        onClick={() => {
          setAsking(true);
        }}
      >
        <Icon name="trash" />
      </button>
      {asking && (
        <ConfirmDialog
          title="Remove this file?"
          confirmLabel="Remove the file"
          busy={removing.isPending}
          onConfirm={() => {
            setAsking(false);
            removing.mutate();
          }}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>“{file.name}” will be gone for good.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
