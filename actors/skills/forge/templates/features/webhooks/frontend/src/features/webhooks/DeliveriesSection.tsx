/** What was sent to a webhook, and how that went. */
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router-dom';
import { pageCount } from '../../api/pages';
import { formatTime, humanize } from '../../schema/format';
import { idText, parseId } from '../../schema/ids';
import { Badge } from '../../ui/Badge';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { Table } from '../../ui/Table';
import { EmptyState, ErrorState } from '../../ui/states';
import { useAct } from './WebhookRow';
import { listDeliveries, redeliver, type Delivery, type DeliveryState } from './api';

const titles = ['When', 'Event', 'State', 'Answer', 'Action'];
const tones: readonly DeliveryState[] = ['waiting', 'delivered', 'failed'];
/** What is waiting is sent while somebody looks at it. */
const REFRESH_MS = 5_000;

/** `of` is the id of the webhook, as the address has it. */
export function DeliveriesSection({ of }: { of: string }) {
  const [params] = useSearchParams();
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const deliveries = useQuery({
    queryKey: ['webhooks', 'deliveries', of, page],
    queryFn: () => listDeliveries(parseId(of), page),
    refetchInterval: REFRESH_MS,
  });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Deliveries</title>
      <p>
        <Link to="/admin/webhooks">All webhooks</Link>
      </p>
      <h1 id="page-title">Deliveries</h1>
      {deliveries.isPending && <ListSkeleton label="Loading deliveries" />}
      {deliveries.isError && (
        <ErrorState error={deliveries.error} onRetry={() => void deliveries.refetch()} record />
      )}
      {deliveries.data?.items.length === 0 && <EmptyState title="Nothing was sent yet" />}
      {deliveries.data && deliveries.data.items.length > 0 && (
        <>
          <Table caption="Deliveries" titles={titles}>
            {deliveries.data.items.map((delivery) => (
              <DeliveryRow key={idText(delivery.id)} of={of} delivery={delivery} />
            ))}
          </Table>
          <Pagination page={page} pages={pageCount(deliveries.data)} />
        </>
      )}
    </section>
  );
}

function DeliveryRow({ of, delivery }: { of: string; delivery: Delivery }) {
  const { busy, act } = useAct();
  const { id, event, state, attempts, created_at, message_id } = delivery;
  return (
    <tr>
      <th scope="row" data-title="When">
        <time dateTime={created_at}>{formatTime(created_at)}</time>
      </th>
      <td data-title="Event">{event}</td>
      <td data-title="State">
        <Badge tone={tones.indexOf(state)}>{humanize(state)}</Badge>
        <p className="muted">{attempts === 1 ? '1 attempt' : `${attempts.toString()} attempts`}</p>
      </td>
      <td data-title="Answer" className="breakable">
        {describe(delivery)}
      </td>
      <td data-title="Action">
        <button
          type="button"
          className="button button-small"
          aria-label={`Send ${message_id} again`}
          disabled={busy}
          onClick={() => {
            act(() => redeliver(parseId(of), id), 'It is on its way again');
          }}
        >
          Send again
        </button>
      </td>
    </tr>
  );
}

/** `It answered 500. “broken” 120 ms` */
function describe({ status, error, answer, duration_ms }: Delivery): string {
  const parts = [
    error ?? (status === null ? null : `It answered ${status.toString()}.`),
    answer === null ? null : `“${answer}”`,
    duration_ms === null ? null : `${duration_ms.toString()} ms`,
  ];
  return parts.filter((part) => part !== null).join(' ') || '–';
}
