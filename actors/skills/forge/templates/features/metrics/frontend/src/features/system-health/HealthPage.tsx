/** Whether everything works, for administrators. It is read again while somebody looks at it. */
import { useQuery } from '@tanstack/react-query';
import { errorMessage } from '../../api/errors';
import { ListSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
import { ComponentTable } from './ComponentTable';
import { RouteTable } from './RouteTable';
import { readSummary, type HealthState, type MetricsSummary } from './api';
import { formatMoment } from './figures';

export const REFRESH_MS = 15_000;

const verdicts: Readonly<Record<HealthState, string>> = {
  ok: 'Everything works.',
  degraded: 'Everything answers, but something needs attention.',
  down: 'Something does not work.',
};

export function HealthPage() {
  const summary = useQuery({
    queryKey: ['metrics', 'summary'],
    queryFn: readSummary,
    refetchInterval: REFRESH_MS,
  });
  const { data, error, isFetching, isPending } = summary;
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>System health</title>
      <div className="page-header">
        <h1 id="page-title">System health</h1>
        <button
          type="button"
          className="button"
          aria-disabled={isFetching}
          onClick={() => {
            if (!isFetching) void summary.refetch();
          }}
        >
          Refresh
        </button>
      </div>
      {isPending && <ListSkeleton label="Loading the system’s health" />}
      {error && !data && <ErrorState error={error} onRetry={() => void summary.refetch()} />}
      {error && data && (
        <p className="error-summary" role="alert">
          It could not be read again, so this may have changed. {errorMessage(error)}
        </p>
      )}
      {data && <Summary data={data} />}
    </section>
  );
}

function Summary({ data }: { data: MetricsSummary }) {
  const { health, busiest, slowest, longest_ms, read_at, started_at } = data;
  return (
    <>
      <p role="status">{verdicts[health.status]}</p>
      <p className="meta">
        <span>
          Last read <time dateTime={read_at}>{formatMoment(read_at)}</time>
        </span>
        <span>
          Running since <time dateTime={started_at}>{formatMoment(started_at)}</time>
        </span>
      </p>
      <ComponentTable components={health.components} />
      <RouteTable caption="Busiest routes" routes={busiest} longest={longest_ms} />
      <RouteTable caption="Slowest routes" routes={slowest} longest={longest_ms} />
    </>
  );
}
