// Draws what happened in a lane: turning points one by one, the rest one by one too where there is room, and else as how much there was.
import type { Event } from '../../protocol/event.ts';
import { LIKES } from '../../words/event.ts';
import { firstAt } from './axis.ts';
import { glyph } from './glyph.ts';
import { colourOf, type Palette } from './palette.ts';
import { MARKS, firstFrom, marksOf, placeOf, xAt, type Lane, type Scene } from './scene.ts';

type Pen = CanvasRenderingContext2D;

export const MARK_R = 5;
/** Marks of one kind that stand closer are drawn once. */
const CROWD_PX = 3;
/** With less room than this for each, marks are drawn as columns. */
const ROOM_PX = 5;
const COLUMN_PX = 3;

/** By kind: where the last one was drawn. One for all lanes and frames. */
const last = new Float64Array(LIKES.length);

export function marks(pen: Pen, scene: Scene, events: readonly Event[], palette: Palette): void {
  const [left, right] = [placeOf(scene, -12), placeOf(scene, scene.width + 12)];
  for (const lane of scene.lanes) {
    const { rare, common } = marksOf(scene, lane);
    const from = firstFrom(common, scene.axis, left);
    const to = firstFrom(common, scene.axis, right);
    last.fill(-Infinity);
    if ((to - from) * ROOM_PX > scene.width) columns(pen, scene, palette, lane, common);
    else each(pen, scene, palette, lane, common, events, from, to);
    each(pen, scene, palette, lane, rare, events, firstFrom(rare, scene.axis, left), rare.length);
  }
}

function each(
  pen: Pen,
  scene: Scene,
  palette: Palette,
  lane: Lane,
  list: readonly number[],
  events: readonly Event[],
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i += 1) {
    const at = list[i]!;
    if (at > scene.until) return;
    const x = xAt(scene, at);
    if (x > scene.width + 12) return;
    const kind = scene.timeline.kind(at);
    if (x - last[kind]! < CROWD_PX) continue;
    last[kind] = x;
    const like = LIKES[kind]!;
    const status = like === 'check' ? statusOf(events[at]!) : null;
    pen.fillStyle = status ? statusColour(status, palette) : colourOf(like, palette);
    glyph(pen, status === 'failed' ? 'failure' : like, x, lane.marks, MARK_R);
  }
}

/** How much there was in each few pixels: found by halving, so that it costs the same for any number of events. */
function columns(pen: Pen, scene: Scene, palette: Palette, lane: Lane, list: readonly number[]): void {
  const end = firstAt(list, scene.until + 1);
  const steps = Math.ceil(scene.width / COLUMN_PX);
  const heights = counts(steps);
  let most = 1;
  let before = Math.min(end, firstFrom(list, scene.axis, placeOf(scene, 0)));
  for (let i = 0; i < steps; i += 1) {
    const next = Math.min(end, firstFrom(list, scene.axis, placeOf(scene, (i + 1) * COLUMN_PX)));
    heights[i] = next - before;
    if (heights[i]! > most) most = heights[i]!;
    before = next;
  }
  pen.fillStyle = palette['text-3'];
  const floor = lane.marks + MARKS / 2;
  for (let i = 0; i < steps; i += 1) {
    if (heights[i] === 0) continue;
    const high = 2 + (MARKS - 4) * Math.sqrt(heights[i]! / most);
    pen.fillRect(i * COLUMN_PX, floor - high, COLUMN_PX - 1, high);
  }
}

let room = new Uint32Array(1024);
function counts(steps: number): Uint32Array {
  if (room.length < steps) room = new Uint32Array(steps);
  return room;
}

const statusOf = ({ body }: Event): string | null =>
  body.family === 'check' && body.event.kind === 'ended' ? body.event.result.status : 'verified';

const statusColour = (status: string, palette: Palette): string =>
  status === 'failed' ? palette.bad : status === 'not_checked' ? palette.warn : palette.good;
