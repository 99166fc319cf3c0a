/** Where people come back to when they have paid: it waits for the provider's word, not for the browser's. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { RequireUser } from '../../auth/guards';
import { idText, parseId } from '../../schema/ids';
import { ErrorState } from '../../ui/states';
import { readOwnPayment, type Payment } from './api';
import { describe, isPending } from './words';

const ASK_AGAIN_MS = 2_000;
/** Most words come within seconds; after this people need not wait any longer. */
const PATIENCE_MS = 60_000;

export function PaymentDonePage() {
  return (
    <RequireUser>
      <Waiting />
    </RequireUser>
  );
}

function Waiting() {
  const [params] = useSearchParams();
  const id = params.get('payment') ?? '';
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => {
      setPatient(false);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  const query = useQuery({
    queryKey: ['payments', 'own', id],
    queryFn: () => readOwnPayment(parseId(id)),
    refetchInterval: ({ state }) =>
      patient && state.data && isPending(state.data.state) ? ASK_AGAIN_MS : false,
  });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Payment</title>
      <h1 id="page-title">Payment</h1>
      {query.isPending && <p role="status">Looking for your payment…</p>}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Told payment={query.data} patient={patient} />}
    </section>
  );
}

function Told({ payment, patient }: { payment: Payment; patient: boolean }) {
  const { state, page, record_id: recordId } = payment;
  const late = 'This takes longer than usual. You may leave this page: it goes on without you.';
  return (
    <>
      <p role="status">{isPending(state) ? waiting(state) : describe(payment)}</p>
      {isPending(state) && !patient && <p>{late}</p>}
      {payment.in_question && <p>It is being looked at: something was not as it should be.</p>}
      {state === 'failed' && <p>You can try again where you began.</p>}
      {page !== '' && (
        <p>
          <Link to={`/${page}/${idText(recordId)}`}>Back to what you paid for</Link>
        </p>
      )}
    </>
  );
}

function waiting(state: Payment['state']): string {
  return state === 'processing'
    ? 'Your payment is under way. Some ways to pay take days.'
    : 'Waiting for the payment to be confirmed…';
}
