/** A webhook: where it leads, how it is, and what can be done with it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { errorMessage } from '../../api/errors';
import { formatTime } from '../../schema/format';
import { idText } from '../../schema/ids';
import { Badge } from '../../ui/Badge';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toasts';
import {
  removeWebhook,
  renewSecret,
  sendTest,
  switchWebhook,
  type MadeWebhook,
  type Webhook,
} from './api';

type WebhookRowProps = { webhook: Webhook; onSecret: (made: MadeWebhook) => void };

export function WebhookRow({ webhook, onSecret }: WebhookRowProps) {
  const { id, url, events, is_active, disabled_why, failing_since } = webhook;
  const { busy, act } = useAct();
  return (
    <li className="card breakable">
      <p className="child-title">
        <Link to={`?of=${idText(id)}`}>{url}</Link>{' '}
        <Badge tone={is_active ? 1 : 3}>{is_active ? 'On' : 'Off'}</Badge>
      </p>
      <p className="meta">
        <span>{events.join(', ')}</span>
        {disabled_why !== null && <span>{disabled_why}</span>}
        {failing_since !== null && <span>Fails since {formatTime(failing_since)}</span>}
      </p>
      <div className="actions actions-small">
        <button
          type="button"
          className="button"
          aria-label={`Send a test to ${url}`}
          disabled={busy || !is_active}
          onClick={() => {
            act(() => sendTest(id), 'A test is on its way');
          }}
        >
          Send a test
        </button>
        <button
          type="button"
          className="button"
          aria-label={`Switch ${url} ${is_active ? 'off' : 'on'}`}
          disabled={busy}
          onClick={() => {
            act(() => switchWebhook(id, !is_active), is_active ? 'Switched off' : 'Switched on');
          }}
        >
          {is_active ? 'Switch off' : 'Switch on'}
        </button>
        <Asking
          label="New secret"
          name={`New secret for ${url}`}
          confirm="Make a new secret"
          warning="The secret that it has now is no good from then on."
          busy={busy}
          onConfirm={() => {
            act(async () => {
              onSecret(await renewSecret(id));
            }, 'The secret is new');
          }}
        />
        <Asking
          label="Remove"
          name={`Remove ${url}`}
          confirm="Remove the webhook"
          warning="Nothing is sent there any more, and the list of what was is gone."
          busy={busy}
          onConfirm={() => {
            act(() => removeWebhook(id), 'The webhook is removed');
          }}
        />
      </div>
    </li>
  );
}

/** Does one thing after another, and says how it went. */
export function useAct() {
  const queries = useQueryClient();
  const notify = useToast();
  const doing = useMutation({
    mutationFn: ({ run }: { run: () => Promise<unknown>; done: string }) => run(),
    onSuccess: async (_result, { done }) => {
      notify(done);
      await queries.invalidateQueries({ queryKey: ['webhooks'] });
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return {
    busy: doing.isPending,
    act: (run: () => Promise<unknown>, done: string) => {
      doing.mutate({ run, done });
    },
  };
}

type AskingProps = {
  label: string;
  /** For screen readers: what it is done to. */
  name: string;
  confirm: string;
  warning: string;
  busy: boolean;
  onConfirm: () => void;
};

function Asking({ label, name, confirm, warning, busy, onConfirm }: AskingProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button button-quiet-danger"
        aria-label={name}
        disabled={busy}
        onClick={() => {
          setAsking(true);
        }}
      >
        {label}
      </button>
      {asking && (
        <ConfirmDialog
          title={`${name}?`}
          confirmLabel={confirm}
          busy={busy}
          onConfirm={() => {
            setAsking(false);
            onConfirm();
          }}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>{warning}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
