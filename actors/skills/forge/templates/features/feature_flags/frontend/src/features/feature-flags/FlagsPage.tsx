/** What is switched on, for whom, and who changed it. */
import { useQuery } from '@tanstack/react-query';
import { formatTime } from '../../schema/format';
import { ListSkeleton } from '../../ui/Skeleton';
import { Table } from '../../ui/Table';
import { ErrorState } from '../../ui/states';
import { FlagCard } from './FlagCard';
import { listChanges, listRules, type FlagChange } from './api';
import { stateInWords } from './words';

export function FlagsPage() {
  const rules = useQuery({ queryKey: ['feature-flags', 'rules'], queryFn: listRules });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Feature flags</title>
      <h1 id="page-title">Feature flags</h1>
      <p className="muted">A change holds at once here, and within seconds on other servers.</p>
      {rules.isPending && <ListSkeleton label="Loading feature flags" />}
      {rules.isError && <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.data && (
        <ul className="thread" aria-label="Feature flags">
          {rules.data.map((flag) => (
            <FlagCard key={flag.key} flag={flag} />
          ))}
        </ul>
      )}
      <History />
    </section>
  );
}

function History() {
  const changes = useQuery({ queryKey: ['feature-flags', 'changes'], queryFn: listChanges });
  return (
    <section className="stack" aria-labelledby="flag-history">
      <h2 id="flag-history">Last changes</h2>
      {changes.isPending && <ListSkeleton label="Loading changes" />}
      {changes.isError && (
        <ErrorState error={changes.error} onRetry={() => void changes.refetch()} />
      )}
      {changes.data?.length === 0 && <p className="muted">Nobody has changed a flag yet.</p>}
      {changes.data && changes.data.length > 0 && (
        <Table caption="Last changes" titles={['When', 'Who', 'Flag', 'From', 'To']}>
          {changes.data.map((change) => (
            <ChangeRow key={change.id} change={change} />
          ))}
        </Table>
      )}
    </section>
  );
}

function ChangeRow({ change }: { change: FlagChange }) {
  const { created_at, actor_name, key, before, after } = change;
  return (
    <tr>
      <th scope="row" data-title="When">
        <time dateTime={created_at}>{formatTime(created_at)}</time>
      </th>
      <td data-title="Who">{actor_name}</td>
      <td data-title="Flag">{key}</td>
      <td data-title="From">{stateInWords(before)}</td>
      <td data-title="To">{stateInWords(after)}</td>
    </tr>
  );
}
