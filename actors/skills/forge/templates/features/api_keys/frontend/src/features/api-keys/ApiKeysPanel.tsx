/** One's API keys, on the account page: made, shown once, revoked. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorMessage } from '../../api/errors';
import { formatDate, formatTime } from '../../schema/format';
import { Badge } from '../../ui/Badge';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ListSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
import { useToast } from '../../ui/toasts';
import { KeyForm } from './KeyForm';
import { listKeys, revokeKey, type ApiKey, type MadeKey } from './api';

export function ApiKeysPanel() {
  const [made, setMade] = useState<MadeKey | null>(null);
  const keys = useQuery({ queryKey: ['api-keys'], queryFn: listKeys });
  return (
    <section className="card stack" aria-labelledby="api-keys-title">
      <h2 id="api-keys-title">API keys</h2>
      <p className="muted">Programs use a key instead of signing in, and may do what you may.</p>
      {made && <NewKey made={made} />}
      {keys.isPending && <ListSkeleton label="Loading API keys" />}
      {keys.isError && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data && keys.data.length > 0 && (
        <ul className="thread" aria-label="API keys">
          {keys.data.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      <KeyForm onMade={setMade} />
    </section>
  );
}

function NewKey({ made }: { made: MadeKey }) {
  return (
    <div className="card" role="status">
      <p>Copy the key “{made.name}” now: it is not shown again.</p>
      <p>
        <code>{made.key}</code>
      </p>
    </div>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const notify = useToast();
  const revoking = useMutation({
    mutationFn: () => revokeKey(apiKey.id),
    onSuccess: async () => {
      notify(`${apiKey.name} is revoked`);
      await queries.invalidateQueries({ queryKey: ['api-keys'] });
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  const { name, start, scope, expires_at, last_used_at } = apiKey;
  return (
    <li className="card">
      <p className="child-title">
        {name} <Badge>{scope === 'read' ? 'Reads' : 'Reads and writes'}</Badge>
      </p>
      <p className="meta">
        <span>{start}…</span>
        <span>{last_used_at === null ? 'Never used' : `Used ${formatTime(last_used_at)}`}</span>
        <span>{expires_at === null ? 'Does not run out' : `Until ${formatDate(expires_at)}`}</span>
      </p>
      <div className="actions actions-small">
        <button
          type="button"
          className="button button-quiet-danger"
          aria-label={`Revoke ${name}`}
          onClick={() => {
            setAsking(true);
          }}
        >
          Revoke
        </button>
      </div>
      {asking && (
        <ConfirmDialog
          title={`Revoke ${name}?`}
          confirmLabel="Revoke the key"
          busy={revoking.isPending}
          onConfirm={() => {
            setAsking(false);
            revoking.mutate();
          }}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>Programs that use it are refused from then on.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
