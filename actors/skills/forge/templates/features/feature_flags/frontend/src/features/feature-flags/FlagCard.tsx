/** A flag with its switch, and whom it is rolled out to. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { errorMessage } from '../../api/errors';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toasts';
import { RolloutForm } from './RolloutForm';
import { updateRule, type FlagRule, type FlagUpdate } from './api';
import './feature-flags.css';
import { isClosed, stateInWords } from './words';

export function FlagCard({ flag }: { flag: FlagRule }) {
  const id = useId();
  const [editing, setEditing] = useState(false);
  const { save, busy, asking } = useChange(flag, () => {
    setEditing(false);
  });
  return (
    <li className="card stack" aria-labelledby={id}>
      <div className="flag-head">
        <h2 id={id} className="child-title">
          {flag.key}
        </h2>
        <Switch flag={flag} labelledBy={id} busy={busy} onChange={save} />
      </div>
      <p className="muted">{flag.about}</p>
      <p>{stateInWords(flag, flag.spares_admins)}.</p>
      {flag.killed && (
        <p className="flag-note">
          FEATURE_FLAGS_OFF has switched it off for everybody, whatever is chosen here.
        </p>
      )}
      <div className="actions actions-small">
        {flag.mode === 'some' && (
          <button
            type="button"
            className="button"
            aria-label={`Open ${flag.key} for everybody`}
            disabled={busy}
            onClick={() => {
              save({ mode: 'on' });
            }}
          >
            Open for everybody
          </button>
        )}
        {!flag.visitors && (
          <button
            type="button"
            className="button"
            aria-label={`Choose for whom ${flag.key} is on`}
            aria-expanded={editing}
            onClick={() => {
              setEditing(!editing);
            }}
          >
            Choose for whom
          </button>
        )}
      </div>
      {editing && <RolloutForm key={flag.version} flag={flag} busy={busy} onSave={save} />}
      {asking}
    </li>
  );
}

type SwitchProps = {
  flag: FlagRule;
  labelledBy: string;
  busy: boolean;
  onChange: (changes: FlagUpdate) => void;
};

function Switch({ flag, labelledBy, busy, onChange }: SwitchProps) {
  const on = flag.mode !== 'off';
  return (
    <button
      type="button"
      role="switch"
      className="flag-switch"
      aria-checked={on}
      aria-labelledby={labelledBy}
      disabled={busy}
      onClick={() => {
        onChange({ mode: on ? 'off' : 'on' });
      }}
    />
  );
}

/** Saves changes; one that closes something for everybody is asked about first. */
function useChange(flag: FlagRule, onSaved: () => void) {
  const queries = useQueryClient();
  const notify = useToast();
  const [pending, setPending] = useState<FlagUpdate | null>(null);
  const saving = useMutation({
    mutationFn: (changes: FlagUpdate) => updateRule(flag, changes),
    onSuccess: (saved) => {
      notify(`${saved.key}: ${stateInWords(saved, saved.spares_admins)}`);
      onSaved();
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
    // After a refusal, too: somebody else may have changed the flag.
    onSettled: () => queries.invalidateQueries({ queryKey: ['feature-flags'] }),
  });

  const save = (changes: FlagUpdate) => {
    if (isClosed({ ...flag, ...changes }) && !isClosed(flag)) setPending(changes);
    else saving.mutate(changes);
  };
  const asking = pending && (
    <ConfirmDialog
      title={`Switch ${flag.key} off for everybody?`}
      confirmLabel="Switch it off"
      busy={saving.isPending}
      onConfirm={() => {
        setPending(null);
        saving.mutate(pending);
      }}
      onCancel={() => {
        setPending(null);
      }}
    >
      <p>{flag.about}</p>
      <p>
        {flag.spares_admins
          ? 'It is refused to everybody but administrators from then on.'
          : 'It is refused to everybody from then on.'}
      </p>
    </ConfirmDialog>
  );
  return { save, busy: saving.isPending, asking };
}
