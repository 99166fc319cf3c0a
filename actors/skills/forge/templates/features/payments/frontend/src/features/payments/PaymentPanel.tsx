/** What a record comes to and whether it is paid; who owns it pays here. For its owner and administrators alone. */
import { useQuery } from '@tanstack/react-query';
import { useAuth } from '../../auth/AuthContext';
import { owns } from '../../auth/rules';
import type { EntityModel, RecordData } from '../../schema/entity';
import { ErrorState } from '../../ui/states';
import { readPayment, type RecordPayment } from './api';
import { payableKeys } from './payable';
import { useStartPayment } from './usePayment';
import { describe, money } from './words';

export function PaymentPanel({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const { user } = useAuth();
  const concerns = user?.role === 'admin' || owns(user, entity.owner, record);
  const shown = payableKeys.includes(entity.key) && concerns;
  const query = useQuery({
    // The record's last change is part of it: what it comes to may be different.
    queryKey: ['payments', entity.key, record.id, record.updated_at],
    queryFn: () => readPayment(entity, record.id),
    enabled: shown,
  });
  if (!shown) return null;
  return (
    <section className="card stack" aria-labelledby="payment-title">
      <h2 id="payment-title">Payment</h2>
      {query.isPending && <div className="skeleton" role="status" aria-label="Loading payment" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Standing entity={entity} record={record} known={query.data} />}
    </section>
  );
}

type StandingProps = { entity: EntityModel; record: RecordData; known: RecordPayment };

function Standing({ entity, record, known }: StandingProps) {
  const start = useStartPayment(entity, record);
  const { amount, currency, can_pay: canPay, payment } = known;
  const isSettled = payment?.state === 'paid' || payment?.state === 'processing';
  const isBegun = payment?.state === 'starting' || payment?.state === 'open';
  return (
    <>
      {payment && <p>{describe(payment)}</p>}
      {payment?.in_question && (
        <p className="muted">It is being looked at: something was not as it should be.</p>
      )}
      {!isSettled && (
        <p>{amount === null ? 'There is no amount yet.' : `Amount: ${money(amount, currency)}`}</p>
      )}
      {canPay && amount !== null && (
        <div className="actions">
          <button
            type="button"
            className="button button-primary"
            disabled={start.isPending || start.isSuccess}
            onClick={() => {
              start.mutate();
            }}
          >
            {isBegun ? 'Go on paying' : `Pay ${money(amount, currency)}`}
          </button>
        </div>
      )}
    </>
  );
}
