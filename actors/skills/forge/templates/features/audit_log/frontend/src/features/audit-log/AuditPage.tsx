/** Who changed what, newest first. */
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { pageCount } from '../../api/pages';
import { allEntities } from '../../entities';
import { formatTime, humanize } from '../../schema/format';
import { Badge } from '../../ui/Badge';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { Table } from '../../ui/Table';
import { EmptyState, ErrorState } from '../../ui/states';
import { listAuditEntries, type AuditAction, type AuditEntry } from './api';

const done: Readonly<Record<AuditAction, string>> = {
  create: 'Created',
  update: 'Changed',
  delete: 'Deleted',
  restore: 'Restored',
};

const titles = ['When', 'Who', 'Did', 'Record', 'Changes'];

const tones: readonly AuditAction[] = ['update', 'create', 'delete', 'restore'];

export function AuditPage() {
  const [params, setParams] = useSearchParams();
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const kind = params.get('kind') ?? '';
  const entries = useQuery({
    queryKey: ['audit-log', page, kind],
    queryFn: () => listAuditEntries(page, kind),
  });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Audit log</title>
      <h1 id="page-title">Audit log</h1>
      <KindFilter
        kind={kind}
        onChange={(wanted) => {
          setParams(wanted === '' ? {} : { kind: wanted });
        }}
      />
      {entries.isPending && <ListSkeleton label="Loading the audit log" />}
      {entries.isError && (
        <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />
      )}
      {entries.data?.items.length === 0 && <EmptyState title="Nothing was changed yet" />}
      {entries.data && entries.data.items.length > 0 && (
        <>
          <Entries entries={entries.data.items} />
          <Pagination page={page} pages={pageCount(entries.data)} />
        </>
      )}
    </section>
  );
}

function KindFilter({ kind, onChange }: { kind: string; onChange: (kind: string) => void }) {
  return (
    <div className="filters">
      <label className="filter">
        <span>Records</span>
        <select
          value={kind}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          <option value="">All</option>
          <option value="users">Accounts</option>
          {allEntities.map(({ key, titlePlural }) => (
            <option key={key} value={key.replaceAll('-', '_')}>
              {titlePlural}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <Table caption="Changes" titles={titles}>
      {entries.map((entry) => (
        <tr key={entry.id}>
          <th scope="row" data-title="When">
            <time dateTime={entry.created_at}>{formatTime(entry.created_at)}</time>
          </th>
          <td data-title="Who">{entry.actor_name === '' ? 'Nobody' : entry.actor_name}</td>
          <td data-title="Did">
            <Badge tone={tones.indexOf(entry.action)}>{done[entry.action]}</Badge>
          </td>
          <td data-title="Record">
            {humanize(entry.kind)}: {entry.label}
          </td>
          <td data-title="Changes">{describe(entry)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** `title: “Old” → “New”` for each field; of a new record only what it holds. */
function describe({ action, changes }: AuditEntry): string {
  const parts = Object.entries(changes).map(([name, [before, after]]) =>
    action === 'create'
      ? `${humanize(name)}: ${told(after)}`
      : `${humanize(name)}: ${told(before)} → ${told(after)}`,
  );
  return parts.length === 0 ? '–' : parts.join('; ');
}

function told(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
}
