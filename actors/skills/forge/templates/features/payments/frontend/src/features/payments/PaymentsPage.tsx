/** All payments, for administrators: what came in, what is in question, and giving it back. */
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { pageCount } from '../../api/pages';
import { humanize } from '../../schema/format';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { PaymentTable } from './PaymentTable';
import { listPayments, paymentStates } from './api';

/** Payments to look at are chosen beside the states. */
const QUESTION = 'in_question';

export function PaymentsPage() {
  const [params, setParams] = useSearchParams();
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const show = params.get('show') ?? '';
  const filters =
    show === QUESTION ? { state: '', in_question: 'true' } : { state: show, in_question: '' };
  const query = useQuery({
    queryKey: ['payments', 'list', page, show],
    queryFn: () => listPayments(page, filters),
  });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Payments</title>
      <h1 id="page-title">Payments</h1>
      <div className="filters">
        <label className="filter">
          <span>Show</span>
          <select
            value={show}
            onChange={(event) => {
              const wanted = event.target.value;
              setParams(wanted === '' ? {} : { show: wanted });
            }}
          >
            <option value="">All</option>
            <option value={QUESTION}>In question</option>
            {paymentStates.map((state) => (
              <option key={state} value={state}>
                {humanize(state)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {query.isPending && <ListSkeleton label="Loading payments" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && (
        <EmptyState title={show === '' ? 'There are no payments' : 'No payments match'} />
      )}
      {query.data && query.data.items.length > 0 && (
        <>
          <PaymentTable payments={query.data.items} />
          <Pagination page={page} pages={pageCount(query.data)} />
        </>
      )}
    </section>
  );
}
