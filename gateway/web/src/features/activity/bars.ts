// Draws tasks as bars. Bars that would lie on one another are passed over without being looked at.
import type { Palette } from './palette.ts';
import { BAR, barFrom, barTo, firstBar, placeOf, rowTop, type Lane, type Scene } from './scene.ts';
import type { Bar } from './timeline.ts';

type Pen = CanvasRenderingContext2D;

/** Narrower ones are drawn without a border and without round corners. */
const PLAIN_PX = 7;
/** A bar that shows less than this beside the one before it is not drawn. */
const SHOWS_PX = 2;
const LABEL_PX = 22;
/** Wide enough for any letter of the font: a text that fits by this needs no cutting. */
const LETTER_PX = 8;

export function bars(pen: Pen, scene: Scene, palette: Palette): void {
  pen.font = `500 11px ${palette.font}`;
  pen.textBaseline = 'middle';
  pen.lineWidth = 1;
  for (const lane of scene.lanes) {
    for (let at = 0; at < lane.rows.length; at += 1) row(pen, scene, palette, lane, at);
  }
  pen.globalAlpha = 1;
}

function row(pen: Pen, scene: Scene, palette: Palette, lane: Lane, number: number): void {
  const all = lane.rows[number]!;
  const top = rowTop(lane, number);
  let drawn = -Infinity;
  let at = Math.max(0, firstBar(all, scene.axis, scene.window.from) - 1);
  while (at < all.length) {
    const bar = all[at]!;
    if (bar.from > scene.until) return;
    const from = barFrom(scene, bar);
    if (from > scene.width) return;
    const to = barTo(scene, bar);
    if (to >= 0 && to - drawn >= SHOWS_PX) {
      one(pen, scene, palette, bar, Math.max(from, drawn), to, top);
      drawn = to;
      // Bars of a row follow one another: all but the last that begins under this one are hidden by it.
      const next = firstBar(all, scene.axis, placeOf(scene, drawn - SHOWS_PX)) - 1;
      at = Math.max(at + 1, next);
    } else at += 1;
  }
}

function one(
  pen: Pen,
  scene: Scene,
  palette: Palette,
  bar: Bar,
  from: number,
  to: number,
  top: number,
): void {
  const running = bar.to === null || bar.to > scene.until;
  const critical = scene.critical?.has(bar) ?? false;
  pen.globalAlpha = scene.critical !== null && !critical ? 0.32 : 1;
  const colours = coloursOf(running ? 'running' : bar.state, palette);
  const wide = to - from;
  if (wide < PLAIN_PX) {
    pen.fillStyle = critical ? palette.accent : colours.edge;
    pen.fillRect(from, top, Math.max(1, wide - 1), BAR);
    return;
  }
  pen.fillStyle = colours.fill;
  pen.strokeStyle = critical ? palette.accent : colours.edge;
  pen.lineWidth = critical ? 2 : 1;
  pen.beginPath();
  pen.roundRect(from + 0.5, top + 0.5, wide - 1, BAR - 1, Math.min(4, wide / 2));
  pen.fill();
  pen.stroke();
  const start = Math.max(from, 0) + 6;
  if (to - start - 5 < LABEL_PX) return;
  pen.fillStyle = colours.ink;
  label(pen, bar.attempts > 1 ? `${bar.title} ↻${bar.attempts}` : bar.title, start, to - start - 5, top);
}

function label(pen: Pen, text: string, start: number, room: number, top: number): void {
  const middle = top + BAR / 2 + 0.5;
  if (text.length * LETTER_PX <= room) return pen.fillText(text, start, middle);
  pen.save();
  pen.beginPath();
  pen.rect(start, top, room, BAR);
  pen.clip();
  pen.fillText(text, start, middle);
  pen.restore();
}

interface Colours {
  fill: string;
  edge: string;
  ink: string;
}

let known: { palette: Palette; by: Record<string, Colours> } | null = null;

/** Made once for a theme, and not for every bar of every frame. */
function coloursOf(state: string, palette: Palette): Colours {
  if (known?.palette !== palette) {
    const solid = palette['accent-solid'];
    known = {
      palette,
      by: {
        running: { fill: solid, edge: solid, ink: palette['on-accent'] },
        failed: { fill: palette['bad-soft'], edge: palette['bad-line'], ink: palette.bad },
        timed_out: { fill: palette['bad-soft'], edge: palette['bad-line'], ink: palette.bad },
        cancelled: { fill: palette['warn-soft'], edge: palette['warn-line'], ink: palette.warn },
        done: { fill: palette['accent-soft'], edge: palette['accent-line'], ink: palette.accent },
      },
    };
  }
  return known.by[state] ?? known.by['done']!;
}
