/** Asks why something is rejected: its author reads the answer. */
import { useState } from 'react';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Field } from '../../ui/Field';

const REASON_LENGTH_MAX = 500;

type RejectDialogProps = {
  title: string;
  busy: boolean;
  onReject: (reason: string) => void;
  onCancel: () => void;
};

export function RejectDialog({ title, busy, onReject, onCancel }: RejectDialogProps) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <ConfirmDialog
      title={title}
      confirmLabel="Reject"
      busy={busy}
      onConfirm={() => {
        if (reason.trim() === '') setMissing(true);
        else onReject(reason.trim());
      }}
      onCancel={onCancel}
    >
      <Field
        name="reject-reason"
        title="Reason"
        required
        hint="The author reads it."
        error={missing ? 'Fill this in' : undefined}
      >
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={REASON_LENGTH_MAX}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
            }}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
