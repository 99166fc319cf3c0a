/** How the product is doing: accounts, records, what is new. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { getStats, type Stats } from '../../api/stats';
import { entityByName } from '../../entities';
import { formatTime } from '../../schema/format';
import { Badge } from '../../ui/Badge';
import { PageSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
import { SignupChart } from './SignupChart';

export function DashboardPage() {
  const stats = useQuery({ queryKey: ['stats'], queryFn: getStats });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Dashboard</title>
      <h1 id="page-title">Dashboard</h1>
      {stats.isPending && <PageSkeleton />}
      {stats.isError && <ErrorState error={stats.error} onRetry={() => void stats.refetch()} />}
      {stats.isSuccess && <Figures stats={stats.data} />}
    </section>
  );
}

function Figures({ stats }: { stats: Stats }) {
  const { users, entities, signups_by_day, recent } = stats;
  return (
    <>
      <ul className="tiles">
        <Tile
          to="/admin/users"
          title="Accounts"
          value={users.total}
          added={users.new_last_7_days}
        />
        {entities.map(({ entity, title, total, new_last_7_days }) => (
          <Tile
            key={entity}
            to={`/${entityByName(entity)?.key ?? ''}`}
            title={title}
            value={total}
            added={new_last_7_days}
          />
        ))}
      </ul>
      <section className="card" aria-labelledby="signups-title">
        <h2 id="signups-title">Sign-ups in the last {signups_by_day.length} days</h2>
        <SignupChart days={signups_by_day} />
        <p className="muted">
          {users.active} of {users.total} accounts are active.
        </p>
      </section>
      <section className="card" aria-labelledby="recent-title">
        <h2 id="recent-title">Latest records</h2>
        <Recent recent={recent} />
      </section>
    </>
  );
}

type TileProps = { to: string; title: string; value: number; added: number };

function Tile({ to, title, value, added }: TileProps) {
  return (
    <li className="card tile">
      <Link to={to}>{title}</Link>
      <p className="tile-value">{value}</p>
      <p className="muted">{added} new in 7 days</p>
    </li>
  );
}

function Recent({ recent }: { recent: Stats['recent'] }) {
  if (recent.length === 0) return <p className="muted">Nothing has been added yet.</p>;
  return (
    <ul className="recent">
      {recent.map(({ entity, id, label, created_at }) => {
        const kind = entityByName(entity);
        return (
          <li key={`${entity}-${id}`}>
            <Badge>{kind?.title ?? entity}</Badge>
            {kind ? <Link to={`/${kind.key}/${id}`}>{label}</Link> : <span>{label}</span>}
            <time className="muted" dateTime={created_at}>
              {formatTime(created_at)}
            </time>
          </li>
        );
      })}
    </ul>
  );
}
