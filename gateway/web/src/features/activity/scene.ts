// How lanes lie on the canvas, and what lies under a point. Pure.
import type { Axis } from './axis.ts';
import { countBefore, firstAt } from './axis.ts';
import type { Marks, Seen, Window } from './look.ts';
import type { Bar, Timeline } from './timeline.ts';

export const RULER = 26;
export const BAR = 18;
const BAR_GAP = 2;
export const MARKS = 16;
const PAD = 6;

export interface Lane {
  role: string;
  top: number;
  height: number;
  /** Top of its first row of bars. */
  bars: number;
  /** Middle of its row of marks. */
  marks: number;
  rows: readonly (readonly Bar[])[];
}

export interface Scene {
  timeline: Timeline;
  axis: Axis;
  seen: Seen;
  window: Window;
  lanes: readonly Lane[];
  width: number;
  height: number;
  /** The last event that is told. */
  until: number;
  selected: number | null;
  /** Places of events that belong to the selected one. */
  linked: ReadonlySet<number>;
  critical: ReadonlySet<Bar> | null;
  now: number | null;
}

export function lanesOf(timeline: Timeline, roles: ReadonlySet<string> | null): Lane[] {
  let top = RULER;
  return timeline.roles
    .filter((role) => !roles || roles.has(role))
    .map((role) => {
      const rows = timeline.rows.get(role) ?? [];
      const bars = top + PAD;
      const deep = rows.length * (BAR + BAR_GAP);
      const height = PAD + deep + MARKS + PAD;
      const lane = { role, top, height, bars, marks: bars + deep + MARKS / 2, rows };
      top += height;
      return lane;
    });
}

const NO_MARKS: Marks = { rare: [], common: [] };
export const marksOf = (scene: Scene, lane: Lane): Marks => scene.seen.marks.get(lane.role) ?? NO_MARKS;

export const laneOf = ({ lanes }: Scene, role: string): Lane | undefined =>
  lanes.find((lane) => lane.role === role);

export const xOf = ({ window, width }: Pick<Scene, 'window' | 'width'>, place: number): number =>
  ((place - window.from) / (window.to - window.from)) * width;

export const placeOf = ({ window, width }: Pick<Scene, 'window' | 'width'>, x: number): number =>
  window.from + (x / width) * (window.to - window.from);

export const xAt = (scene: Scene, at: number): number => xOf(scene, scene.axis.places[at]!);

/** The first of an ascending list of events that stands at a place of the axis or after it. */
export const firstFrom = (list: ArrayLike<number>, { places }: Axis, place: number): number =>
  countBefore(list.length, (i) => places[list[i]!]! < place);

/** A bar is never so narrow that it cannot be seen. */
const BAR_LEAST = 3;

export const barFrom = (scene: Scene, bar: Bar): number => xAt(scene, bar.from);

/** Where a bar ends; one that runs reaches to what was told last. */
export function barTo(scene: Scene, bar: Bar): number {
  const told = bar.to === null || bar.to > scene.until ? scene.until : bar.to;
  const end = bar.to === null && scene.now !== null ? scene.now : scene.axis.places[told]!;
  return Math.max(barFrom(scene, bar) + BAR_LEAST, xOf(scene, end));
}

export const rowTop = (lane: Lane, row: number): number => lane.bars + row * (BAR + BAR_GAP);

/** The first bar of a row that begins at a place of the axis or after it. */
export const firstBar = (row: readonly Bar[], { places }: Axis, place: number): number =>
  countBefore(row.length, (i) => places[row[i]!.from]! < place);

const NEAR = 9;

/** The event under a point: the nearest mark of the lane, else the start of the bar. */
export function hit(scene: Scene, x: number, y: number): number | null {
  const lane = scene.lanes.find((one) => y >= one.top && y < one.top + one.height);
  if (!lane) return null;
  const bar = barAt(scene, lane, x, y);
  const mark = y >= lane.marks - MARKS / 2 - 2 || !bar ? nearest(scene, lane.role, x) : null;
  return mark ?? bar?.from ?? null;
}

function barAt(scene: Scene, lane: Lane, x: number, y: number): Bar | null {
  const row = Math.floor((y - lane.bars) / (BAR + BAR_GAP));
  const bars = lane.rows[row];
  if (!bars || y > rowTop(lane, row) + BAR) return null;
  // The last that begins before the point, or one that a narrow bar's least width reaches from.
  for (let at = firstBar(bars, scene.axis, placeOf(scene, x + 2)) - 1; at >= 0; at -= 1) {
    const bar = bars[at]!;
    if (bar.from > scene.until) continue;
    return barTo(scene, bar) + 2 >= x ? bar : null;
  }
  return null;
}

function nearest(scene: Scene, role: string, x: number): number | null {
  const first = firstAt(scene.axis.places, placeOf(scene, x - NEAR));
  let best: number | null = null;
  let least = NEAR + 1;
  for (let at = first; at <= scene.until; at += 1) {
    const there = xAt(scene, at);
    if (there > x + NEAR) break;
    const far = Math.abs(there - x);
    if (far < least && scene.timeline.role(at) === role && scene.seen.shows(at)) {
      best = at;
      least = far;
    }
  }
  return best;
}
