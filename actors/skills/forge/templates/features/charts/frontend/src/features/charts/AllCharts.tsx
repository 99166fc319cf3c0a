/** What was made of one kind over a chosen time, and how it divides; kind and time are in the address. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { formatCalendarDate } from '../../schema/format';
import { PageSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { CountCard, NumberCard, ShareCard } from './cards';
import { getCharts, periods, type Charts, type Period } from './api';
import './charts.css';
import { kinds, type Kind } from './kinds';
import { spokenNumber } from './scale';

const PERIOD: Period = '30_days';

export default function AllCharts() {
  const [params, setParams] = useSearchParams();
  const kind = kinds.find(({ table }) => table === params.get('kind')) ?? kinds[0];
  const period = periodOf(params.get('period'));
  const charts = useQuery({
    queryKey: ['charts', kind?.table, period],
    queryFn: () => getCharts(kind?.table ?? '', period),
    placeholderData: keepPreviousData,
  });
  if (!kind) return null;
  const choose = (name: string, value: string) => {
    setParams({ kind: kind.table, period, [name]: value }, { replace: true });
  };
  // What is kept on screen meanwhile is of the kind before: its fields are not this one's.
  const stale = charts.isPlaceholderData;
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Charts</title>
      <h1 id="page-title">Charts</h1>
      <div className="filters">
        <label className="filter">
          <span>Records</span>
          <select
            value={kind.table}
            onChange={(event) => {
              choose('kind', event.target.value);
            }}
          >
            {kinds.map(({ table, titlePlural }) => (
              <option key={table} value={table}>
                {titlePlural}
              </option>
            ))}
          </select>
        </label>
        <PeriodChoice period={period} onChoose={choose} />
      </div>
      {charts.isPending && <PageSkeleton />}
      {charts.isError && <ErrorState error={charts.error} onRetry={() => void charts.refetch()} />}
      {charts.isSuccess && (
        <div className={stale ? 'stack stale' : 'stack'} aria-busy={stale}>
          <Figures kind={kind} period={period} charts={charts.data} />
        </div>
      )}
    </section>
  );
}

function periodOf(text: string | null): Period {
  return text !== null && Object.hasOwn(periods, text) ? (text as Period) : PERIOD;
}

type PeriodChoiceProps = { period: Period; onChoose: (name: string, value: string) => void };

function PeriodChoice({ period, onChoose }: PeriodChoiceProps) {
  return (
    <fieldset className="periods">
      <legend>Time</legend>
      {Object.entries(periods).map(([value, title]) => (
        <label key={value} className="period">
          <input
            type="radio"
            name="period"
            className="visually-hidden"
            value={value}
            checked={value === period}
            onChange={() => {
              onChoose('period', value);
            }}
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}

type FiguresProps = { kind: Kind; period: Period; charts: Charts };

function Figures({ kind, period, charts }: FiguresProps) {
  const { step, zone, buckets, total, before, shares, numbers } = charts;
  const since = formatCalendarDate(buckets[0]?.start ?? '1970-01-01');
  const plural = kind.titlePlural.toLowerCase();
  return (
    <>
      <p className="muted" aria-live="polite">
        <strong>{spokenNumber(total)}</strong> new {plural} since {since}, {compared(total, before)}
        .
      </p>
      {total === 0 ? (
        <EmptyState title={`No ${plural} were made in this time`}>
          <p className="muted">
            {period === '12_months'
              ? 'As soon as there are some, they are counted here.'
              : 'Choose a longer time to see older ones.'}
          </p>
        </EmptyState>
      ) : (
        <div className="charts">
          <CountCard kind={kind} step={step} zone={zone} buckets={buckets} />
          {numbers.map((number) => (
            <NumberCard key={number.field} kind={kind} step={step} number={number} />
          ))}
          {shares.map((share) => (
            <ShareCard key={share.field} kind={kind} share={share} />
          ))}
        </div>
      )}
    </>
  );
}

function compared(total: number, before: number): string {
  if (total === before) return 'as many as in the same time before';
  const more = Math.abs(total - before);
  return `${spokenNumber(more)} ${total > before ? 'more' : 'fewer'} than in the same time before`;
}
