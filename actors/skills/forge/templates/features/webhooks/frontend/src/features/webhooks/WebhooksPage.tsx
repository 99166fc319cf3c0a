/** Which other programs are told of what; whose deliveries are shown is in the address. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { pageCount } from '../../api/pages';
import { idText } from '../../schema/ids';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { DeliveriesSection } from './DeliveriesSection';
import { WebhookForm } from './WebhookForm';
import { WebhookRow } from './WebhookRow';
import { listWebhooks, type MadeWebhook } from './api';

export function WebhooksPage() {
  const [params] = useSearchParams();
  const shown = params.get('of');
  return shown === null ? <Webhooks /> : <DeliveriesSection key={shown} of={shown} />;
}

function Webhooks() {
  const [params] = useSearchParams();
  const [made, setMade] = useState<MadeWebhook | null>(null);
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const webhooks = useQuery({
    queryKey: ['webhooks', 'list', page],
    queryFn: () => listWebhooks(page),
  });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Webhooks</title>
      <h1 id="page-title">Webhooks</h1>
      <p className="muted">Other programs are told of changes as soon as they happen.</p>
      {made && <NewSecret made={made} />}
      {webhooks.isPending && <ListSkeleton label="Loading webhooks" />}
      {webhooks.isError && (
        <ErrorState error={webhooks.error} onRetry={() => void webhooks.refetch()} />
      )}
      {webhooks.data?.items.length === 0 && <EmptyState title="Nobody is told of anything yet" />}
      {webhooks.data && webhooks.data.items.length > 0 && (
        <>
          <ul className="thread" aria-label="Webhooks">
            {webhooks.data.items.map((webhook) => (
              <WebhookRow key={idText(webhook.id)} webhook={webhook} onSecret={setMade} />
            ))}
          </ul>
          <Pagination page={page} pages={pageCount(webhooks.data)} />
        </>
      )}
      <div className="card">
        <h2>New webhook</h2>
        <WebhookForm onMade={setMade} />
      </div>
    </section>
  );
}

function NewSecret({ made }: { made: MadeWebhook }) {
  return (
    <div className="card stack breakable" role="status">
      <p>Copy the secret of {made.url} now: it is not shown again. Messages are signed with it.</p>
      <p>
        <code>{made.secret}</code>
      </p>
    </div>
  );
}
