/** One search over everything that one may read: the best of each kind, or all of one. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { pageCount } from '../../api/pages';
import { useAuth } from '../../auth/AuthContext';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import {
  addressOf,
  countText,
  entityOf,
  searchEverything,
  searchKind,
  type Group,
  type Results,
} from './api';
import './full-text-search.css';
import { HitList } from './HitList';
import { SearchField } from './SearchField';
import { SEARCH_KEY, searchKeyIsOn, setSearchKey } from './searchKey';

const SEARCH = 'search';

export function SearchPage() {
  const [params, setParams] = useSearchParams();
  const q = (params.get('q') ?? '').trim();
  const kind = params.get('kind') ?? '';
  return (
    <section className="narrow stack" aria-labelledby="page-title">
      <title>{q === '' ? 'Search' : `${q} – Search`}</title>
      <h1 id="page-title">Search</h1>
      <SearchField
        q={q}
        onSearch={(asked) => {
          setParams(kind === '' ? { q: asked } : { q: asked, kind }, { replace: true });
        }}
      />
      <Hint />
      {q !== '' && <Found q={q} kind={kind} />}
    </section>
  );
}

function Hint() {
  const [on, setOn] = useState(searchKeyIsOn);
  return (
    <div className="search-hints">
      <p id="search-hint" className="hint">
        All words have to be there. <q>Words in quotes</q> stand side by side, and a word after a
        minus must not be there.
      </p>
      <label className="search-key">
        <input
          type="checkbox"
          checked={on}
          onChange={({ target }) => {
            setOn(target.checked);
            setSearchKey(target.checked);
          }}
        />
        The key {SEARCH_KEY} leads to the search
      </label>
    </div>
  );
}

/** What was found for somebody before is nothing to be shown to somebody else meanwhile. */
function usePrevious() {
  const { user } = useAuth();
  return {
    reader: user?.id,
    previous: <T,>(data: T | undefined, query?: { readonly queryKey: readonly unknown[] }) =>
      query?.queryKey[1] === user?.id ? data : undefined,
  };
}

function Found({ q, kind }: { q: string; kind: string }) {
  const { reader, previous } = usePrevious();
  const results = useQuery({
    queryKey: [SEARCH, reader, q],
    queryFn: () => searchEverything(q),
    placeholderData: previous,
  });
  if (results.isPending) return <ListSkeleton label="Loading what is found" />;
  if (results.isError) {
    return <ErrorState error={results.error} onRetry={() => void results.refetch()} />;
  }
  const { data } = results;
  if (data.groups.length === 0) {
    return (
      <EmptyState title={`Nothing found for “${q}”`}>
        <p className="muted" role="status">
          Try other or fewer words.
        </p>
      </EmptyState>
    );
  }
  const asked = data.corrected ?? q;
  return (
    <div className={results.isPlaceholderData ? 'stack stale' : 'stack'}>
      <Told q={q} results={data} />
      <Kinds asked={asked} kind={kind} groups={data.groups} />
      {kind === '' ? (
        data.groups.map((group) => <OneGroup key={group.kind} asked={asked} group={group} />)
      ) : (
        <OneKind key={kind} asked={asked} kind={kind} />
      )}
    </div>
  );
}

function Told({ q, results: { corrected, groups } }: { q: string; results: Results }) {
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  return (
    <p className="muted" role="status">
      {corrected !== null && (
        <>
          Nothing has “{q}”. This is found for <strong>{corrected}</strong>:{' '}
        </>
      )}
      {countText(total)} {total === 1 ? 'hit' : 'hits'}
    </p>
  );
}

type KindsProps = { asked: string; kind: string; groups: readonly Group[] };

function Kinds({ asked, kind, groups }: KindsProps) {
  return (
    <nav className="tabs" aria-label="Kinds">
      <Link to={addressOf(asked)} aria-current={kind === '' ? 'page' : undefined}>
        All
      </Link>
      {groups.map((group) => (
        <Link
          key={group.kind}
          to={addressOf(asked, group.kind)}
          aria-current={kind === group.kind ? 'page' : undefined}
        >
          {titleOf(group.kind)} ({countText(group.total)})
        </Link>
      ))}
    </nav>
  );
}

function OneGroup({ asked, group: { kind, total, hits } }: { asked: string; group: Group }) {
  return (
    <section className="stack" aria-labelledby={`found-${kind}`}>
      <div className="section-header">
        <h2 id={`found-${kind}`}>{titleOf(kind)}</h2>
        {total > hits.length && (
          <Link to={addressOf(asked, kind)}>
            All {countText(total)} <span className="visually-hidden">{titleOf(kind)}</span>
          </Link>
        )}
      </div>
      <HitList hits={hits} />
    </section>
  );
}

function OneKind({ asked, kind }: { asked: string; kind: string }) {
  const { reader, previous } = usePrevious();
  const [params] = useSearchParams();
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const found = useQuery({
    queryKey: [SEARCH, reader, asked, kind, page],
    queryFn: () => searchKind(kind, asked, page),
    placeholderData: previous,
  });
  if (found.isPending) return <ListSkeleton label={`Loading ${titleOf(kind)}`} />;
  if (found.isError) {
    return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data.items.length === 0) {
    return <EmptyState title={`No ${titleOf(kind).toLowerCase()} here`} />;
  }
  return (
    <>
      <h2 className="visually-hidden">{titleOf(kind)}</h2>
      <HitList hits={found.data.items} />
      <Pagination page={page} pages={pageCount(found.data)} />
    </>
  );
}

function titleOf(kind: string): string {
  return entityOf(kind)?.titlePlural ?? kind;
}
