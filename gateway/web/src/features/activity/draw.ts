// Draws a scene. Work is bounded by pixels, not by events: marks that would lie on one another are drawn once.
import type { Event } from '../../protocol/event.ts';
import { duration } from '../../words/amounts.ts';
import { LIKES } from '../../words/event.ts';
import { firstAt, timeAt } from './axis.ts';
import { glyph } from './glyph.ts';
import { colourOf, type Palette } from './palette.ts';
import { BAR, RULER, barEnds, barTop, placeOf, xOf, type Lane, type Scene } from './scene.ts';

type Pen = CanvasRenderingContext2D;

const TICK_PX = 96;
const CROWD_PX = 3;
const MARK_R = 5;

export function draw(pen: Pen, scene: Scene, events: readonly Event[], palette: Palette): void {
  pen.fillStyle = palette.bg;
  pen.fillRect(0, 0, scene.width, scene.height);
  if (events.length === 0) return;
  lanes(pen, scene, palette);
  cuts(pen, scene, palette);
  milestones(pen, scene, events, palette);
  arrows(pen, scene, palette);
  bars(pen, scene, palette);
  marks(pen, scene, events, palette);
  ruler(pen, scene, events, palette);
  selection(pen, scene, palette);
}

function lanes(pen: Pen, scene: Scene, palette: Palette): void {
  pen.fillStyle = palette.line;
  for (const lane of scene.lanes) pen.fillRect(0, lane.top + lane.height - 1, scene.width, 1);
}

function ruler(pen: Pen, scene: Scene, events: readonly Event[], palette: Palette): void {
  pen.fillStyle = palette.bg;
  pen.fillRect(0, 0, scene.width, RULER - 1);
  pen.fillStyle = palette['line-strong'];
  pen.fillRect(0, RULER - 1, scene.width, 1);
  pen.font = `11px ${palette.font}`;
  pen.textBaseline = 'middle';
  pen.fillStyle = palette['text-3'];
  const zero = events[0]!.at_ms;
  for (let x = TICK_PX / 2; x < scene.width; x += TICK_PX) {
    const place = placeOf(scene, x);
    if (place < 0 || place > scene.axis.end) continue;
    const at = Math.min(events.length - 1, firstAt(scene.axis.places, place));
    const text =
      scene.axis.kind === 'steps'
        ? `#${events[at]!.seq}`
        : duration(timeAt(scene.axis, events, place) - zero);
    pen.fillRect(x, RULER - 5, 1, 4);
    pen.fillText(text, x + 4, RULER / 2);
  }
}

/** Where time was drawn shorter than it was, with how long it was. */
function cuts(pen: Pen, scene: Scene, palette: Palette): void {
  pen.font = `10px ${palette.font}`;
  pen.textBaseline = 'middle';
  let free = -Infinity;
  for (const cut of scene.axis.cuts) {
    if (cut.at > scene.until) break;
    const to = xOf(scene, scene.axis.places[cut.at]!);
    const from = xOf(scene, scene.axis.places[cut.at - 1]!);
    if (to < 0 || from > scene.width || to - from < 4) continue;
    pen.fillStyle = palette['bg-sunken'];
    pen.fillRect(from + 1, RULER, to - from - 2, scene.height - RULER);
    pen.fillStyle = palette['line-strong'];
    for (let y = RULER + 6; y < scene.height; y += 9) pen.fillRect(Math.round((from + to) / 2), y, 1, 3);
    const text = duration(cut.ms);
    const wide = pen.measureText(text).width;
    const x = (from + to) / 2 - wide / 2;
    if (x < free || wide > to - from + 26) continue;
    free = x + wide + 8;
    pen.fillStyle = palette['bg-sunken'];
    pen.fillRect(x - 3, RULER + 3, wide + 6, 13);
    pen.fillStyle = palette['text-3'];
    pen.fillText(text, x, RULER + 10);
  }
}

function milestones(pen: Pen, scene: Scene, events: readonly Event[], palette: Palette): void {
  pen.fillStyle = palette['good-line'];
  for (const at of visible(scene)) {
    const { body } = events[at]!;
    const stands =
      body.family === 'plan' && (body.event.kind === 'milestone_reached' || body.event.kind === 'approved');
    if (!stands && !(body.family === 'session' && body.event.kind === 'finished')) continue;
    pen.fillRect(Math.round(xOf(scene, scene.axis.places[at]!)), RULER, 1, scene.height);
  }
}

function arrows(pen: Pen, scene: Scene, palette: Palette): void {
  const laneOf = new Map(scene.lanes.map((lane) => [lane.role, lane]));
  pen.strokeStyle = palette['text-3'];
  pen.fillStyle = palette['text-3'];
  pen.lineWidth = 1;
  let last = -Infinity;
  for (const arrow of scene.timeline.arrows) {
    const chosen = scene.selected === arrow.at || scene.linked.has(arrow.at);
    if (arrow.at > scene.until || (!scene.seen.shows(arrow.at) && !chosen)) continue;
    const x = xOf(scene, scene.axis.places[arrow.at]!);
    if (x < 0 || x > scene.width || (x - last < CROWD_PX && !chosen)) continue;
    const [from, to] = [laneOf.get(arrow.from), laneOf.get(arrow.to)];
    if (!from || !to) continue;
    last = x;
    pen.globalAlpha = chosen ? 1 : 0.45;
    arrow_(pen, x, from.marks, to.marks);
  }
  pen.globalAlpha = 1;
}

function arrow_(pen: Pen, x: number, from: number, to: number): void {
  const way = Math.sign(to - from);
  pen.beginPath();
  pen.moveTo(x, from + way * 5);
  pen.lineTo(x, to - way * 5);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x - 3, to - way * 9);
  pen.lineTo(x + 3, to - way * 9);
  pen.lineTo(x, to - way * 3);
  pen.fill();
}

function bars(pen: Pen, scene: Scene, palette: Palette): void {
  const laneOf = new Map(scene.lanes.map((lane) => [lane.role, lane]));
  pen.font = `500 11px ${palette.font}`;
  pen.textBaseline = 'middle';
  const drawn = new Map<number, number>();
  for (const bar of scene.timeline.bars) {
    const lane = laneOf.get(bar.role);
    if (!lane || bar.from > scene.until) continue;
    const [from, to] = barEnds(scene, bar);
    if (to < 0 || from > scene.width) continue;
    // Of bars that would lie on one another, one is enough.
    const row = barTop(lane, bar);
    if (to - (drawn.get(row) ?? -Infinity) < 2) continue;
    drawn.set(row, to);
    const running = bar.to === null || bar.to > scene.until;
    const state = running ? 'running' : bar.state;
    const dim = scene.critical !== null && !scene.critical.has(bar);
    pen.globalAlpha = dim ? 0.32 : 1;
    const [fill, edge, ink] = barColours(state, palette);
    const top = barTop(lane, bar);
    pen.fillStyle = fill;
    pen.strokeStyle = scene.critical?.has(bar) ? palette.accent : edge;
    pen.lineWidth = scene.critical?.has(bar) ? 2 : 1;
    pen.beginPath();
    pen.roundRect(from + 0.5, top + 0.5, to - from - 1, BAR - 1, Math.min(4, (to - from) / 2));
    pen.fill();
    pen.stroke();
    label(pen, bar.attempts > 1 ? `${bar.title} ↻${bar.attempts}` : bar.title, from, to, top, ink);
  }
  pen.globalAlpha = 1;
}

function label(pen: Pen, text: string, from: number, to: number, top: number, ink: string): void {
  const start = Math.max(from, 0) + 6;
  const room = to - start - 5;
  if (room < 22) return;
  pen.save();
  pen.beginPath();
  pen.rect(start, top, room, BAR);
  pen.clip();
  pen.fillStyle = ink;
  pen.fillText(text, start, top + BAR / 2 + 0.5);
  pen.restore();
}

function barColours(state: string, palette: Palette): [string, string, string] {
  switch (state) {
    case 'running':
      return [palette['accent-solid'], palette['accent-solid'], '#ffffff'];
    case 'failed':
    case 'timed_out':
      return [palette['bad-soft'], palette['bad-line'], palette.bad];
    case 'cancelled':
      return [palette['warn-soft'], palette['warn-line'], palette.warn];
    default:
      return [palette['accent-soft'], palette['accent-line'], palette.accent];
  }
}

function marks(pen: Pen, scene: Scene, events: readonly Event[], palette: Palette): void {
  const laneOf = new Map(scene.lanes.map((lane) => [lane.role, lane]));
  const last = new Map(
    scene.lanes.map((lane) => [lane.role, new Float64Array(LIKES.length).fill(-Infinity)]),
  );
  for (const at of visible(scene)) {
    const like = scene.timeline.like(at);
    if (like === 'message' || (like === 'task' && !scene.timeline.fine(at))) continue;
    const role = scene.timeline.role(at);
    const lane = laneOf.get(role);
    if (!lane) continue;
    const x = xOf(scene, scene.axis.places[at]!);
    const before = last.get(role)!;
    const kind = LIKES.indexOf(like);
    if (x - before[kind]! < CROWD_PX) continue;
    before[kind] = x;
    pen.fillStyle = like === 'check' ? checkColour(events[at]!, palette) : colourOf(like, palette);
    glyph(pen, checkFailed(events[at]!) ? 'failure' : like, x, lane.marks, MARK_R);
  }
}

const checkFailed = ({ body }: Event): boolean =>
  body.family === 'check' && body.event.kind === 'ended' && body.event.result.status === 'failed';

function checkColour(event: Event, palette: Palette): string {
  const { body } = event;
  if (checkFailed(event)) return palette.bad;
  const skipped =
    body.family === 'check' && body.event.kind === 'ended' && body.event.result.status === 'not_checked';
  return skipped ? palette.warn : palette.good;
}

/** What is seen and lies in the window. */
function visible(scene: Scene): number[] {
  const { places } = scene.seen;
  const from = firstAt(scene.axis.places, placeOf(scene, -12));
  const to = firstAt(scene.axis.places, placeOf(scene, scene.width + 12));
  return places.slice(firstAt(places, from), firstAt(places, to));
}

function selection(pen: Pen, scene: Scene, palette: Palette): void {
  const laneOf = (at: number): Lane | undefined =>
    scene.lanes.find((lane) => lane.role === scene.timeline.role(at));
  pen.strokeStyle = palette.accent;
  for (const at of scene.linked) {
    const lane = laneOf(at);
    if (!lane || at > scene.until) continue;
    pen.lineWidth = 1.2;
    ringAt(pen, xOf(scene, scene.axis.places[at]!), lane.marks, MARK_R + 3);
  }
  const at = scene.selected;
  if (at === null || at > scene.until) return;
  const x = xOf(scene, scene.axis.places[at]!);
  pen.fillStyle = palette.accent;
  pen.fillRect(Math.round(x), RULER - 6, 1, scene.height);
  const lane = laneOf(at);
  if (!lane) return;
  pen.lineWidth = 2;
  ringAt(pen, x, lane.marks, MARK_R + 3.5);
}

function ringAt(pen: Pen, x: number, y: number, r: number): void {
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
  pen.stroke();
}
