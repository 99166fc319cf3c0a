// Where each event stands on the axis. Pure.
import type { Event } from '../../protocol/event.ts';

export type AxisKind = 'compact' | 'real' | 'steps';

/** A stretch in which nothing happened, drawn shorter than it was. */
export interface Cut {
  /** The event after it. */
  at: number;
  ms: number;
}

export interface Axis {
  kind: AxisKind;
  places: Float64Array;
  end: number;
  cuts: Cut[];
}

/** Events of one millisecond still get some room, so that a burst can be looked into. */
const EACH_MS = 0.8;

export function axisOf(kind: AxisKind, events: readonly Event[]): Axis {
  const places = new Float64Array(events.length);
  const cuts: Cut[] = [];
  const most = kind === 'compact' ? gapMax(events) : Infinity;
  let at = 0;
  for (let i = 1; i < events.length; i += 1) {
    const gap = Math.max(0, events[i]!.at_ms - events[i - 1]!.at_ms);
    if (kind === 'steps') at += 1;
    else if (kind === 'real') at += gap;
    else {
      if (gap > most * 1.5) cuts.push({ at: i, ms: gap });
      at += Math.min(gap, most) + EACH_MS;
    }
    places[i] = at;
  }
  return { kind, places, end: Math.max(at, 1), cuts };
}

/** How long a gap may be drawn: a tenth of all time in which something happened often. */
function gapMax(events: readonly Event[]): number {
  let bursts = 0;
  for (let i = 1; i < events.length; i += 1) {
    const gap = events[i]!.at_ms - events[i - 1]!.at_ms;
    if (gap > 0 && gap < 250) bursts += gap;
  }
  return Math.min(2000, Math.max(20, (bursts + events.length * EACH_MS) / 14));
}

/** How many at the begin of an ordered list come before something: found by halving. */
export function countBefore(length: number, before: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first of an ascending list that is not below a value. */
export const firstAt = (places: ArrayLike<number>, place: number): number =>
  countBefore(places.length, (at) => places[at]! < place);

/** How many events fall into each of some columns of equal width. */
export function density(places: ArrayLike<number>, end: number, columns: number): Uint32Array {
  const counts = new Uint32Array(Math.max(1, columns));
  const scale = counts.length / Math.max(1, end);
  for (let at = 0; at < places.length; at += 1) {
    counts[Math.min(counts.length - 1, Math.floor(places[at]! * scale))]! += 1;
  }
  return counts;
}

/** The real time at a place, between the events around it. */
export function timeAt(axis: Axis, events: readonly Event[], place: number): number {
  const after = Math.min(events.length - 1, firstAt(axis.places, place));
  const before = Math.max(0, after - 1);
  const from = axis.places[before]!;
  const to = axis.places[after]!;
  const share = to > from ? Math.min(1, Math.max(0, (place - from) / (to - from))) : 0;
  return events[before]!.at_ms + share * (events[after]!.at_ms - events[before]!.at_ms);
}
