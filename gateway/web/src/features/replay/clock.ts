// How a recorded session passes: its own time, with long waits shortened where that is wanted. Pure.
import type { Event } from '../../protocol/event.ts';
import { firstAt } from '../activity/axis.ts';

/** A wait is shortened to this, and shown as what it was. */
export const IDLE_MS_MAX = 1000;
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16, 32] as const;
export const FIT_MS = 60_000;

export interface Clock {
  times: Float64Array;
  length: number;
}

export function clockOf(events: readonly Event[], skipIdle: boolean): Clock {
  const times = new Float64Array(events.length);
  let at = 0;
  for (let i = 1; i < events.length; i += 1) {
    const gap = Math.max(0, events[i]!.at_ms - events[i - 1]!.at_ms);
    at += skipIdle ? Math.min(gap, IDLE_MS_MAX) : gap;
    times[i] = at;
  }
  return { times, length: at };
}

/** The last event that has happened by then. */
export function placeAt({ times }: Clock, ms: number): number {
  const next = firstAt(times, ms + 1e-6);
  return Math.max(0, Math.min(times.length - 1, next - 1));
}
