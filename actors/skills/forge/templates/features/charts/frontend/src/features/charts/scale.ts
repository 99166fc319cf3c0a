/** Where values and times stand on a chart, and what its axes say. */
import type { Step } from './api';

const TICKS = 4;
const days = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const months = new Intl.DateTimeFormat(undefined, { month: 'short', timeZone: 'UTC' });
const wholeDays = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const wholeMonths = new Intl.DateTimeFormat(undefined, {
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 2 });
const exact = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const percents = new Intl.NumberFormat(undefined, { style: 'percent' });

/** Round numbers from the least value to the greatest, zero among them; whole ones where only these make sense. */
export function ticksOf(values: readonly number[], whole: boolean): readonly number[] {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values) || (least === 0 ? 1 : 0);
  const step = roundStep((most - least) / TICKS, whole);
  const first = Math.floor(least / step);
  const last = Math.ceil(most / step);
  return Array.from({ length: last - first + 1 }, (_, at) => tidy((first + at) * step));
}

/** The least of 1, 2, 2.5, 5 and 10 times a power of ten that is not below. */
function roundStep(raw: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 2.5, 5, 10].find(
    (it) => it * power >= raw && (!whole || isWhole(it * power)),
  );
  return Math.max((factor ?? 10) * power, whole ? 1 : 0);
}

function isWhole(value: number): boolean {
  return value < 1 || Number.isInteger(tidy(value));
}

/** Without what binary fractions leave behind. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** Every how manieth of some labels is shown where there is room for so many. */
export function every(count: number, room: number): number {
  return Math.max(1, Math.ceil(count / Math.max(1, room)));
}

export function axisTime(start: string, step: Step): string {
  return (step === 'month' ? months : days).format(at(start));
}

/** A bucket in words: `Week of 3 Jan 2030`. */
export function spokenTime(start: string, step: Step): string {
  if (step === 'month') return wholeMonths.format(at(start));
  const day = wholeDays.format(at(start));
  return step === 'week' ? `Week of ${day}` : day;
}

export function axisNumber(value: number): string {
  return short.format(value);
}

export function spokenNumber(value: number): string {
  return exact.format(value);
}

export function percent(part: number, total: number): string {
  return percents.format(total === 0 ? 0 : part / total);
}

function at(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}
