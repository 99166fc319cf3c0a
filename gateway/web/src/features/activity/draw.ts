// Draws a scene. Work is bounded by pixels, not by events: what would lie on one another is drawn once.
import type { Event } from '../../protocol/event.ts';
import { duration } from '../../words/amounts.ts';
import { countBefore, firstAt, timeAt } from './axis.ts';
import { bars } from './bars.ts';
import { MARK_R, marks } from './marks.ts';
import type { Palette } from './palette.ts';
import { RULER, firstFrom, laneOf, placeOf, xAt, xOf, type Scene } from './scene.ts';

type Pen = CanvasRenderingContext2D;

const TICK_PX = 96;
const CROWD_PX = 3;
/** About how wide the length of a cut is. */
const CUT_LABEL_PX = 24;

export function draw(pen: Pen, scene: Scene, events: readonly Event[], palette: Palette): void {
  pen.fillStyle = palette.bg;
  pen.fillRect(0, 0, scene.width, scene.height);
  if (events.length === 0) return;
  lanes(pen, scene, palette);
  cuts(pen, scene, palette);
  milestones(pen, scene, palette);
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
  pen.lineWidth = 1;
  pen.strokeStyle = palette['line-strong'];
  pen.setLineDash([3, 6]);
  const { places, cuts: all } = scene.axis;
  let free = -Infinity;
  for (
    let i = countBefore(all.length, (n) => places[all[n]!.at]! < scene.window.from);
    i < all.length;
    i += 1
  ) {
    const cut = all[i]!;
    if (cut.at > scene.until) break;
    const to = xAt(scene, cut.at);
    const from = xOf(scene, places[cut.at - 1]!);
    if (from > scene.width) break;
    if (to - from < 4) continue;
    pen.fillStyle = palette['bg-sunken'];
    pen.fillRect(from + 1, RULER, to - from - 2, scene.height - RULER);
    const middle = Math.round((from + to) / 2) + 0.5;
    pen.beginPath();
    pen.moveTo(middle, RULER + 6);
    pen.lineTo(middle, scene.height);
    pen.stroke();
    if (middle - CUT_LABEL_PX / 2 < free) continue;
    const text = duration(cut.ms);
    const wide = pen.measureText(text).width;
    const x = middle - wide / 2;
    if (x < free || wide > to - from + 26) continue;
    free = x + wide + 8;
    pen.fillRect(x - 3, RULER + 3, wide + 6, 13);
    pen.fillStyle = palette['text-3'];
    pen.fillText(text, x, RULER + 10);
  }
  pen.setLineDash([]);
}

function milestones(pen: Pen, scene: Scene, palette: Palette): void {
  pen.fillStyle = palette['good-line'];
  const all = scene.timeline.milestones;
  for (let i = firstFrom(all, scene.axis, scene.window.from); i < all.length; i += 1) {
    const at = all[i]!;
    const x = xAt(scene, at);
    if (x > scene.width || at > scene.until) return;
    if (scene.seen.shows(at)) pen.fillRect(Math.round(x), RULER, 1, scene.height);
  }
}

function arrows(pen: Pen, scene: Scene, palette: Palette): void {
  const all = scene.timeline.arrows;
  const { places } = scene.axis;
  pen.strokeStyle = palette['text-3'];
  pen.fillStyle = palette['text-3'];
  pen.lineWidth = 1;
  const { linked, selected } = scene;
  let drawn = -Infinity;
  for (
    let i = countBefore(all.length, (n) => places[all[n]!.at]! < scene.window.from);
    i < all.length;
    i += 1
  ) {
    const arrow = all[i]!;
    if (arrow.at > scene.until) break;
    const chosen = selected === arrow.at || linked.has(arrow.at);
    const x = xAt(scene, arrow.at);
    if (x > scene.width) break;
    if (x - drawn < CROWD_PX && !chosen) continue;
    const from = laneOf(scene, arrow.from);
    const to = laneOf(scene, arrow.to);
    if (!from || !to) continue;
    drawn = x;
    // Who speaks with whom is seen among the tasks too, faintly.
    pen.globalAlpha = chosen ? 1 : scene.seen.shows(arrow.at) ? 0.45 : 0.2;
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

function selection(pen: Pen, scene: Scene, palette: Palette): void {
  pen.strokeStyle = palette.accent;
  pen.lineWidth = 1.2;
  for (const at of scene.linked) {
    if (at <= scene.until) ringAt(pen, scene, at, MARK_R + 3);
  }
  const at = scene.selected;
  if (at === null || at > scene.until) return;
  pen.fillStyle = palette.accent;
  pen.fillRect(Math.round(xAt(scene, at)), RULER - 6, 1, scene.height);
  pen.lineWidth = 2;
  ringAt(pen, scene, at, MARK_R + 3.5);
}

function ringAt(pen: Pen, scene: Scene, at: number, r: number): void {
  const lane = laneOf(scene, scene.timeline.role(at));
  if (!lane) return;
  pen.beginPath();
  pen.arc(xAt(scene, at), lane.marks, r, 0, 2 * Math.PI);
  pen.stroke();
}
