/** The providers that one can sign in with, on the account page: listed, linked, unlinked. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorMessage } from '../../api/errors';
import { formatDate } from '../../schema/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ListSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
import { useToast } from '../../ui/toasts';
import { ProviderMark } from './ProviderMark';
import { listProviders, startLink, unlink, type Identity, type Provider } from './api';
import { providerTitles } from './titles';
import { useSignInWays } from './useSignInWays';

export function IdentitiesPanel() {
  const ways = useSignInWays();
  const providers = useQuery({
    queryKey: ['social-providers'],
    queryFn: listProviders,
    staleTime: Infinity,
  });
  const offered = providers.data ?? [];
  const linked = ways.data?.identities ?? [];
  if (ways.data && linked.length === 0 && offered.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="identities-title">
      <h2 id="identities-title">Linked sign-ins</h2>
      <p className="muted">You can log in with what is linked here, without a password.</p>
      {ways.isPending && <ListSkeleton label="Loading linked sign-ins" />}
      {ways.isError && <ErrorState error={ways.error} onRetry={() => void ways.refetch()} />}
      {linked.length > 0 && (
        <ul className="thread" aria-label="Linked sign-ins">
          {linked.map((identity) => (
            <IdentityRow key={identity.id} identity={identity} />
          ))}
        </ul>
      )}
      {offered.length > 0 && (
        <div className="actions">
          {offered.map((provider) => (
            <LinkButton key={provider.name} provider={provider} />
          ))}
        </div>
      )}
    </section>
  );
}

function LinkButton({ provider }: { provider: Provider }) {
  const notify = useToast();
  const linking = useMutation({
    mutationFn: () => startLink(provider.name),
    onSuccess: (url) => {
      window.location.assign(url);
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <button
      type="button"
      className="button"
      disabled={linking.isPending || linking.isSuccess}
      onClick={() => {
        linking.mutate();
      }}
    >
      <ProviderMark name={provider.name} />
      Link {provider.title}
    </button>
  );
}

function IdentityRow({ identity }: { identity: Identity }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const notify = useToast();
  const title = providerTitles[identity.provider];
  const unlinking = useMutation({
    mutationFn: () => unlink(identity.id),
    onSuccess: async () => {
      notify(`${title} is unlinked. Other devices are logged out.`);
      await queries.invalidateQueries({ queryKey: ['sign-in-ways'] });
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <li className="card">
      <p className="child-title">{title}</p>
      <p className="meta">
        <span className="provider-account">{identity.shown_as}</span>
        <span>Linked on {formatDate(identity.created_at)}</span>
      </p>
      <div className="actions actions-small">
        <button
          type="button"
          className="button button-quiet-danger"
          aria-label={`Unlink ${title}, ${identity.shown_as}`}
          disabled={unlinking.isPending}
          onClick={() => {
            setAsking(true);
          }}
        >
          Unlink
        </button>
      </div>
      {asking && (
        <ConfirmDialog
          title={`Unlink ${title}?`}
          confirmLabel={`Unlink ${title}`}
          busy={unlinking.isPending}
          onConfirm={() => {
            setAsking(false);
            unlinking.mutate();
          }}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>{identity.shown_as} no longer logs you in, and your other devices are logged out.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
