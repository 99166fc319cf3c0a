/** Tells the moderators of a record that should not be there. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { errorMessage } from '../../api/errors';
import { useAuth } from '../../auth/AuthContext';
import { owns } from '../../auth/rules';
import type { EntityModel, RecordData } from '../../schema/entity';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Field } from '../../ui/Field';
import { useToast } from '../../ui/toasts';
import { report, reportReasons, type ReportReason } from './api';
import { isModerated } from './rules';

const NOTE_LENGTH_MAX = 500;

type ReportProps = { entity: EntityModel; record: RecordData };

export function ReportButton({ entity, record }: ReportProps) {
  const { user } = useAuth();
  const [asking, setAsking] = useState(false);
  const approved = record.moderation === 'approved';
  if (!user || !isModerated(entity) || !approved || owns(user, entity.owner, record)) return null;
  return (
    <>
      <button
        type="button"
        className="button button-quiet"
        onClick={() => {
          setAsking(true);
        }}
      >
        Report
      </button>
      {asking && (
        <ReportDialog
          entity={entity}
          record={record}
          onDone={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}

function ReportDialog({ entity, record, onDone }: ReportProps & { onDone: () => void }) {
  const [reason, setReason] = useState<ReportReason>('spam');
  const [note, setNote] = useState('');
  const notify = useToast();
  const sending = useMutation({
    mutationFn: () => report(entity, record.id, reason, note.trim()),
    onSuccess: () => {
      notify('Reported. A moderator will look at it.');
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
    onSettled: onDone,
  });
  return (
    <ConfirmDialog
      title={`Report this ${entity.title.toLowerCase()}`}
      confirmLabel="Send report"
      busy={sending.isPending}
      onConfirm={() => {
        sending.mutate();
      }}
      onCancel={onDone}
    >
      <div className="form">
        <Field name="report-reason" title="What is wrong with it?" required>
          {(control) => (
            <select
              {...control}
              value={reason}
              onChange={(event) => {
                setReason(event.target.value as ReportReason);
              }}
            >
              {Object.entries(reportReasons).map(([value, title]) => (
                <option key={value} value={value}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="report-note" title="More about it" hint="Only moderators read this.">
          {(control) => (
            <textarea
              {...control}
              rows={3}
              maxLength={NOTE_LENGTH_MAX}
              value={note}
              onChange={(event) => {
                setNote(event.target.value);
              }}
            />
          )}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
