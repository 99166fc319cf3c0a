// Where the next step leads: along the events that are seen, to another lane, to another chapter. Pure.
import { firstAt } from './axis.ts';
import type { Chapter } from './chapters.ts';
import { nearestOf } from './look.ts';
import type { Timeline } from './timeline.ts';

export type By = 1 | -1;

/** The seen event after a place or before it. */
export const stepFrom = (places: Int32Array, at: number, by: By): number | undefined =>
  by > 0 ? places[firstAt(places, at + 1)] : places[firstAt(places, at) - 1];

/** The seen event of the lane below or above that lies nearest. */
export function laneFrom(timeline: Timeline, places: Int32Array, at: number, by: By): number | undefined {
  const role = timeline.roles[timeline.roles.indexOf(timeline.role(at)) + by];
  if (role === undefined) return undefined;
  return nearestOf(places, at, (place) => timeline.role(place) === role) ?? undefined;
}

export const chapterFrom = (chapters: readonly Chapter[], at: number, by: By): number | undefined =>
  (by > 0 ? chapters.find((one) => one.at > at) : chapters.findLast((one) => one.at < at))?.at;
