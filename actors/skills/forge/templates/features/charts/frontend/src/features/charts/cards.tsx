/** The charts of one kind: how many, how much, and how they divide. */
import { useState } from 'react';
import type { Bucket, NumberOverTime, Share, Step } from './api';
import { ChartCard } from './ChartCard';
import type { Kind } from './kinds';
import { ShareChart } from './ShareChart';
import { percent, spokenNumber, spokenTime } from './scale';
import { TimeChart } from './TimeChart';

<% if on.i18n %>
const stepWords: Readonly<Record<Step, string>> = {
  day: t('charts.perDay'),
  week: t('charts.perWeek'),
  month: t('charts.perMonth'),
};
<% endif %>
const stepTitles: Readonly<Record<Step, string>> = { day: 'Day', week: 'Week', month: 'Month' };

type CountCardProps = { kind: Kind; step: Step; zone: string; buckets: readonly Bucket[] };

export function CountCard({ kind, step, zone, buckets }: CountCardProps) {
<% if on.i18n %>
  const title = `New ${kind.titlePlural.toLowerCase()} by ${stepWords[step]}`;
<% else %>
  const title = `New ${kind.titlePlural.toLowerCase()} by ${step}`;
<% endif %>
  return (
    <ChartCard
      title={title}
      columns={[stepTitles[step], 'New']}
      rows={buckets.map(({ start, count }) => [spokenTime(start, step), spokenNumber(count)])}
<% if on.i18n %>
      note={`A ${stepWords[step]} begins at midnight ${zone}; the last one is still under way.`}
<% else %>
      note={`A ${step} begins at midnight ${zone}; the last one is still under way.`}
<% endif %>
    >
      <TimeChart
        title={title}
        step={step}
        shape="bars"
        whole
        points={buckets.map(({ start, count }) => ({ start, value: count }))}
      />
    </ChartCard>
  );
}

type NumberCardProps = { kind: Kind; step: Step; number: NumberOverTime };

export function NumberCard({ kind, step, number }: NumberCardProps) {
  const [measure, setMeasure] = useState<'sum' | 'average'>('sum');
<% if on.i18n %>
  const title = `${kind.titleOf(number.field)} by ${stepWords[step]}`;
<% else %>
  const title = `${kind.titleOf(number.field)} by ${step}`;
<% endif %>
  return (
    <ChartCard
      title={title}
      columns={[stepTitles[step], 'Sum', 'Average']}
      rows={number.buckets.map(({ start, sum, average }) => [
        spokenTime(start, step),
        spokenNumber(Number(sum)),
        average === null ? '–' : spokenNumber(Number(average)),
      ])}
    >
      <p className="chart-figures">
        Sum <strong>{spokenNumber(Number(number.sum))}</strong>, on average{' '}
        <strong>{number.average === null ? '–' : spokenNumber(Number(number.average))}</strong>
      </p>
      <label className="chart-measure">
        <span>Shown</span>
        <select
          value={measure}
          onChange={(event) => {
            setMeasure(event.target.value === 'average' ? 'average' : 'sum');
          }}
        >
          <option value="sum">Sum</option>
          <option value="average">Average</option>
        </select>
      </label>
      <TimeChart
<% if on.i18n %>
        title={`${title}, ${measure === 'sum' ? t('charts.sumShown') : t('charts.averageShown')}`}
<% else %>
        title={`${title}, ${measure}`}
<% endif %>
        step={step}
        shape={measure === 'sum' ? 'bars' : 'line'}
        points={number.buckets.map((bucket) => ({
          start: bucket.start,
          value: bucket[measure] === null ? null : Number(bucket[measure]),
        }))}
      />
    </ChartCard>
  );
}

export function ShareCard({ kind, share }: { kind: Kind; share: Share }) {
  const title = `By ${kind.titleOf(share.field).toLowerCase()}`;
  const parts = share.values.map(({ value, count }) => ({
    name: kind.valueOf(share.field, value),
    count,
  }));
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <ChartCard
      title={title}
      columns={['Value', 'Records', 'Share']}
      rows={parts.map(({ name, count }) => [name, spokenNumber(count), percent(count, total)])}
      note="Of those made in this time, as they are now."
    >
      <ShareChart title={title} parts={parts} />
    </ChartCard>
  );
}
