/** How much the cache saves, and a way to empty it, for administrators. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { errorMessage } from '../../api/errors';
import { ListSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
import { useToast } from '../../ui/toasts';
import { emptyCache, readCache, type CacheState } from './api';

const verdicts: Readonly<Record<CacheState['state'], string>> = {
  on: 'Answers are kept.',
  away: 'Redis does not answer: everything is read from the database.',
  off: 'No Redis is set: everything is read from the database.',
};

export function CachePage() {
  const cache = useQuery({ queryKey: ['cache'], queryFn: readCache });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Cache</title>
      <div className="page-header">
        <h1 id="page-title">Cache</h1>
        {cache.data && cache.data.state !== 'off' && <EmptyButton />}
      </div>
      {cache.isPending && <ListSkeleton label="Loading the state of the cache" />}
      {cache.isError && <ErrorState error={cache.error} onRetry={() => void cache.refetch()} />}
      {cache.data && <State cache={cache.data} />}
    </section>
  );
}

function State({ cache }: { cache: CacheState }) {
  const { state, hits, misses, seconds } = cache;
  return (
    <>
      <p role="status">{verdicts[state]}</p>
      <p className="meta">
        <span>{hits} found</span>
        <span>{misses} not found</span>
        <span>Kept for {seconds} seconds at most</span>
      </p>
      <p className="muted">Counted by one process of the server since it was started.</p>
    </>
  );
}

function EmptyButton() {
  const queries = useQueryClient();
  const notify = useToast();
  const empty = useMutation({
    mutationFn: emptyCache,
    onSuccess: () => {
      notify('The cache is empty');
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['cache'] }),
  });
  return (
    <button
      type="button"
      className="button"
      disabled={empty.isPending}
      onClick={() => {
        empty.mutate();
      }}
    >
      Empty the cache
    </button>
  );
}
