// How lanes lie on the canvas, and what lies under a point. Pure.
import type { Axis } from './axis.ts';
import { firstAt } from './axis.ts';
import type { Seen, Window } from './look.ts';
import type { Bar, Timeline } from './timeline.ts';

export const RULER = 26;
export const BAR = 18;
const BAR_GAP = 2;
const MARKS = 16;
const PAD = 6;

export interface Lane {
  role: string;
  top: number;
  height: number;
  /** Top of its first row of bars. */
  bars: number;
  /** Middle of its row of marks. */
  marks: number;
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
      const rows = timeline.rows.get(role) ?? 0;
      const bars = top + PAD;
      const height = PAD + rows * (BAR + BAR_GAP) + MARKS + PAD;
      const lane = { role, top, height, bars, marks: bars + rows * (BAR + BAR_GAP) + MARKS / 2 };
      top += height;
      return lane;
    });
}

export const xOf = ({ window, width }: Pick<Scene, 'window' | 'width'>, place: number): number =>
  ((place - window.from) / (window.to - window.from)) * width;

export const placeOf = ({ window, width }: Pick<Scene, 'window' | 'width'>, x: number): number =>
  window.from + (x / width) * (window.to - window.from);

/** A bar's ends as pixels; one that runs reaches to what was told last. */
export function barEnds(scene: Scene, bar: Bar): [number, number] {
  const to = bar.to === null || bar.to > scene.until ? scene.until : bar.to;
  const from = xOf(scene, scene.axis.places[bar.from]!);
  const end = bar.to === null && scene.now !== null ? scene.now : scene.axis.places[to]!;
  return [from, Math.max(from + 3, xOf(scene, end))];
}

export const barTop = (lane: Lane, bar: Bar): number => lane.bars + bar.row * (BAR + BAR_GAP);

const NEAR = 9;

/** The event under a point: the nearest mark of the lane, else the start of the bar. */
export function hit(scene: Scene, x: number, y: number): number | null {
  const lane = scene.lanes.find((one) => y >= one.top && y < one.top + one.height);
  if (!lane) return null;
  const bar = scene.timeline.bars.find((one) => {
    if (one.role !== lane.role || one.from > scene.until) return false;
    const [from, to] = barEnds(scene, one);
    const top = barTop(lane, one);
    return x >= from - 2 && x <= to + 2 && y >= top && y <= top + BAR;
  });
  const mark = y >= lane.marks - MARKS / 2 - 2 || !bar ? nearest(scene, lane.role, x) : null;
  return mark ?? bar?.from ?? null;
}

function nearest(scene: Scene, role: string, x: number): number | null {
  const first = firstAt(scene.axis.places, placeOf(scene, x - NEAR));
  let best: number | null = null;
  let least = NEAR + 1;
  for (let at = first; at <= scene.until; at += 1) {
    const far = Math.abs(xOf(scene, scene.axis.places[at]!) - x);
    if (xOf(scene, scene.axis.places[at]!) > x + NEAR) break;
    if (far < least && scene.timeline.role(at) === role && scene.seen.shows(at)) {
      best = at;
      least = far;
    }
  }
  return best;
}
