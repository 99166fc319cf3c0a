/** Around the form for a record: what somebody is writing stays as it is when the record is changed by somebody else. */
import { useIsMutating, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { Fragment, useState, type ReactNode } from 'react';
import type { RecordData } from '../../schema/entity';
import './live-updates.css';

type ChangeGuardProps = {
  /** As it was read last. */
  record: RecordData;
  /** It is not there any more, or not for this person. */
  gone?: boolean;
  /** The form, for the record as it was when it was opened. */
  children: (opened: RecordData) => ReactNode;
};

export function ChangeGuard({ record, gone = false, children }: ChangeGuardProps) {
  const queries = useQueryClient();
  const isSaving = useIsMutating() > 0;
  const [opened, setOpened] = useState(record);
  const [touched, setTouched] = useState(false);
  const isOther = opened.updated_at !== record.updated_at && !isSaving && !isOwn(queries, record);
  // A form that nobody has begun to fill in shows what there is now.
  if (isOther && !touched) setOpened(record);

  const touch = () => {
    setTouched(true);
  };
  const reload = () => {
    setOpened(record);
    setTouched(false);
  };
  return (
    <div onFocusCapture={touch} onInputCapture={touch}>
      <Fragment key={opened.updated_at}>{children(opened)}</Fragment>
      <div role="status" className="change-status">
        {gone && (
          <div className="change-note">
            <p>
              This record was deleted by somebody else, or is no longer yours to see. What you have
              written can still be copied.
            </p>
          </div>
        )}
        {isOther && touched && !gone && (
          <div className="change-note">
            <p>This record was changed by somebody else. What you have written is still here.</p>
            <button type="button" className="button" onClick={reload}>
              Reload
            </button>
          </div>
        )}
      </div>
    </div>
  );
}

/** Whether a change is what this page itself has saved. */
function isOwn(queries: QueryClient, record: RecordData): boolean {
  const saved = queries.getMutationCache().getAll();
  return saved.some(({ state: { data } }) => {
    const answer = data as Partial<RecordData> | undefined;
    return answer?.id === record.id && answer.updated_at === record.updated_at;
  });
}
