/** All accounts: their roles, and whether they may sign in. */
import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useSearchParams } from 'react-router-dom';
import { pageCount } from '../../api/pages';
import { listUsers } from '../../api/users';
import { Icon } from '../../ui/Icon';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { Pagination } from '../../ui/Pagination';
import { UserTable } from './UserTable';

export function UsersPage() {
  const [params, setParams] = useSearchParams();
  const q = params.get('q') ?? '';
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const users = useQuery({
    queryKey: ['users', 'list', page, q],
    queryFn: () => listUsers({ page, q }),
  });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Accounts</title>
      <h1 id="page-title">Accounts</h1>
      <UserSearch
        key={q}
        initial={q}
        onSearch={(text) => {
          setParams(text === '' ? {} : { q: text });
        }}
      />
      {users.isPending && <ListSkeleton label="Loading accounts" />}
      {users.isError && <ErrorState error={users.error} onRetry={() => void users.refetch()} />}
      {users.data?.items.length === 0 && <EmptyState title="No accounts match" />}
      {users.data && users.data.items.length > 0 && (
        <>
          <UserTable users={users.data.items} />
          <Pagination page={page} pages={pageCount(users.data)} />
        </>
      )}
    </section>
  );
}

type UserSearchProps = { initial: string; onSearch: (text: string) => void };

function UserSearch({ initial, onSearch }: UserSearchProps) {
  const [text, setText] = useState(initial);
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <form className="search" role="search" onSubmit={onSubmit}>
      <Icon name="search" />
      <input
        type="search"
        aria-label="Search accounts"
        placeholder="Search accounts"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      <button type="submit" className="button">
        Search
      </button>
    </form>
  );
}
