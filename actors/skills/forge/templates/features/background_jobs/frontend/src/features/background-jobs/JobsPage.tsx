/** What the product does apart from requests, and what it could not do. */
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { pageCount } from '../../api/pages';
import { humanize } from '../../schema/format';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { JobTable } from './JobTable';
import { countJobs, jobStates, listJobs, type JobCounts } from './api';

/** The list changes by itself while somebody looks at it. */
const REFRESH_MS = 10_000;

export function JobsPage() {
  const [params, setParams] = useSearchParams();
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const state = params.get('state') ?? '';
  const jobs = useQuery({
    queryKey: ['jobs', 'list', page, state],
    queryFn: () => listJobs(page, state),
    refetchInterval: REFRESH_MS,
  });
  const counts = useQuery({
    queryKey: ['jobs', 'counts'],
    queryFn: countJobs,
    refetchInterval: REFRESH_MS,
  });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Jobs</title>
      <h1 id="page-title">Jobs</h1>
      <StateFilter
        state={state}
        counts={counts.data}
        onChange={(wanted) => {
          setParams(wanted === '' ? {} : { state: wanted });
        }}
      />
      {jobs.isPending && <ListSkeleton label="Loading jobs" />}
      {jobs.isError && <ErrorState error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {jobs.data?.items.length === 0 && (
        <EmptyState title={state === '' ? 'There are no jobs' : 'No jobs match'} />
      )}
      {jobs.data && jobs.data.items.length > 0 && (
        <>
          <JobTable jobs={jobs.data.items} />
          <Pagination page={page} pages={pageCount(jobs.data)} />
        </>
      )}
    </section>
  );
}

type StateFilterProps = {
  state: string;
  counts: JobCounts | undefined;
  onChange: (state: string) => void;
};

function StateFilter({ state, counts, onChange }: StateFilterProps) {
  return (
    <div className="filters">
      <label className="filter">
        <span>State</span>
        <select
          value={state}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          <option value="">All</option>
          {jobStates.map((name) => (
            <option key={name} value={name}>
              {counts ? `${humanize(name)} (${counts[name].toString()})` : humanize(name)}
            </option>
          ))}
        </select>
      </label>
      {counts && (
        <p className="meta">
          {jobStates.map((name) => (
            <span key={name}>
              {counts[name]} {name}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
