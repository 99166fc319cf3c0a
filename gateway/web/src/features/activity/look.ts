// What of a log is looked at: the filter, and the window on the axis. Pure.
import type { Event } from '../../protocol/event.ts';
import type { Like } from '../../words/event.ts';
import { firstAt } from './axis.ts';
import { teller } from './saying.ts';
import type { Timeline } from './timeline.ts';

export interface Filter {
  /** Fine events too. */
  all: boolean;
  /** Null shows every one. */
  roles: ReadonlySet<string> | null;
  likes: ReadonlySet<Like> | null;
  text: string;
}

export const EVERYTHING: Filter = { all: false, roles: null, likes: null, text: '' };

/** With one agent more, or less; with none of them it is all again. */
export function toggled<T>(chosen: ReadonlySet<T> | null, one: T): ReadonlySet<T> | null {
  const next = new Set(chosen);
  if (!next.delete(one)) next.add(one);
  return next.size > 0 ? next : null;
}

/** That agent alone; where it is among the chosen already, the others of them, or all. */
export const onlyRole = (filter: Filter, role: string): Filter => ({
  ...filter,
  roles: filter.roles?.has(role) ? toggled(filter.roles, role) : new Set([role]),
});

/** What a lane's row of marks shows, as places in the log: the turning points, and what there is much of. */
export interface Marks {
  rare: number[];
  common: number[];
}

/** A log through a filter: made once for both, and then looked at up to any moment without going through it again. */
export interface Sieve {
  /** Places that pass, ascending. */
  places: Int32Array;
  /** By place: how it came out. */
  out: Uint8Array;
  /** By place: how many fine ones came up to it. */
  fineUpTo: Uint32Array;
  marks: ReadonlyMap<string, Marks>;
}

const [SHOWN, FINE, FILTERED] = [0, 1, 2] as const;

/** These are drawn one by one, however crowded it is. */
const RARE: ReadonlySet<Like> = new Set<Like>([
  'conflict',
  'ruling',
  'failure',
  'restart',
  'person',
  'question',
  'plan',
  'check',
  'session',
]);

/** `found` says of a place whether the text was found there; without it all of them are looked through at once. */
export function sieve(
  timeline: Timeline,
  events: readonly Event[],
  filter: Filter,
  found = through(events, filter.text),
): Sieve {
  const { length } = events;
  const places = new Int32Array(length);
  const out = new Uint8Array(length);
  const fineUpTo = new Uint32Array(length);
  const marks = new Map<string, Marks>();
  const passes = passer(timeline, filter, found);
  // Whoever looks for a text finds it in details too.
  const hides = !filter.all && filter.text === '';
  let kept = 0;
  let fine = 0;
  for (let at = 0; at < length; at += 1) {
    const like = timeline.like(at);
    if (!passes(at)) out[at] = FILTERED;
    else if (hides && timeline.fine(at) && !filter.likes?.has(like)) {
      out[at] = FINE;
      fine += 1;
    } else {
      places[kept] = at;
      kept += 1;
      if (isMark(like, timeline.fine(at))) mark(marks, timeline.role(at), RARE.has(like), at);
    }
    fineUpTo[at] = fine;
  }
  return { places: places.subarray(0, kept), out, fineUpTo, marks };
}

/** Messages are arrows, and the begin of a task is a bar. */
const isMark = (like: Like, fine: boolean): boolean => like !== 'message' && (like !== 'task' || fine);

function mark(marks: Map<string, Marks>, role: string, rare: boolean, at: number): void {
  const known = marks.get(role) ?? { rare: [], common: [] };
  marks.set(role, known);
  (rare ? known.rare : known.common).push(at);
}

function through(events: readonly Event[], text: string): (at: number) => boolean {
  const says = teller(text);
  return (at) => says(events[at]!);
}

function passer(
  timeline: Timeline,
  { roles, likes, text }: Filter,
  found: (at: number) => boolean,
): (at: number) => boolean {
  return (at) =>
    (!roles || roles.has(timeline.role(at))) &&
    (!likes || likes.has(timeline.like(at))) &&
    (text === '' || found(at));
}

export interface Seen {
  /** Places in the log, ascending. */
  places: Int32Array;
  /** Fine ones that pass all else. */
  fine: number;
  /** Left out by role, kind or text. */
  filtered: number;
  marks: ReadonlyMap<string, Marks>;
  shows(at: number): boolean;
}

/** What of it has happened up to a moment. */
export function seen({ places, out, fineUpTo, marks }: Sieve, until: number): Seen {
  const kept = firstAt(places, until + 1);
  const fine = until < 0 ? 0 : fineUpTo[until]!;
  return {
    places: places.subarray(0, kept),
    fine,
    filtered: until + 1 - kept - fine,
    marks,
    shows: (at) => at <= until && out[at] === SHOWN,
  };
}

/** The one that lies nearest to a place and is wanted, looked for from there to both sides. */
export function nearestOf(
  places: ArrayLike<number>,
  place: number,
  wanted: (at: number) => boolean,
): number | null {
  let after = firstAt(places, place);
  let before = after - 1;
  while (before >= 0 || after < places.length) {
    const back = before >= 0 ? place - places[before]! : Infinity;
    const on = after < places.length ? places[after]! - place : Infinity;
    const at = places[back <= on ? before-- : after++]!;
    if (wanted(at)) return at;
  }
  return null;
}

export interface Window {
  from: number;
  to: number;
}

const NARROWEST = 2;

/** A window that lies on the axis and is not too narrow to see anything. */
export function fit(window: Window, end: number): Window {
  const wide = Math.min(Math.max(window.to - window.from, Math.min(NARROWEST, end)), end * 1.04);
  const from = Math.min(Math.max(window.from, -end * 0.02), end * 1.02 - wide);
  return { from, to: from + wide };
}

export const whole = (end: number): Window => ({ from: -end * 0.02, to: end * 1.02 });

export function zoom(window: Window, around: number, by: number, end: number): Window {
  return fit({ from: around - (around - window.from) * by, to: around + (window.to - around) * by }, end);
}

export const pan = (window: Window, by: number, end: number): Window =>
  fit({ from: window.from + by, to: window.to + by }, end);

export interface Links {
  cause: number | null;
  /** True where the record names the cause; else it is the event before in the same task. */
  recorded: boolean;
  effects: number[];
}

/** What led to an event and what it led to, as places in the log. */
export function links(events: readonly Event[], at: number): Links {
  const event = events[at]!;
  const first = events[0]!.seq;
  const recorded = event.cause !== undefined && event.cause >= first;
  const effects: number[] = [];
  for (let i = at + 1; i < events.length; i += 1) {
    const other = events[i]!;
    if (beginsAnew(event, other)) break;
    const own = follows(event, other);
    if (own || other.cause === event.seq) effects.push(i);
    if (own && endsTask(other)) break;
  }
  return { cause: recorded ? event.cause! - first : before(events, at), recorded, effects };
}

const endsTask = ({ body }: Event): boolean => body.family === 'task' && body.event.kind === 'ended';

function before(events: readonly Event[], at: number): number | null {
  const event = events[at]!;
  if (CAN_FOLLOW.has(event.body.family)) {
    for (let i = at - 1; i >= 0; i -= 1) if (follows(events[i]!, event)) return i;
  }
  if (event.correlation === '') return null;
  for (let i = at - 1; i >= 0; i -= 1) if (events[i]!.correlation === event.correlation) return i;
  return null;
}

/** Only of these does it show by what they speak of what they follow. */
const CAN_FOLLOW: ReadonlySet<Event['body']['family']> = new Set(['claim', 'human', 'plan', 'task'] as const);

/** After a revision the same keys are claimed again: what is said of them then has nothing to do with what was said before. */
const beginsAnew = (event: Event, { body }: Event): boolean =>
  event.body.family === 'claim' &&
  ((body.family === 'plan' && body.event.kind === 'revised') ||
    (body.family === 'session' && body.event.kind === 'rewound'));

/** What belongs together by what it speaks of: claims and their conflict, the conflict and its ruling, question and answer. */
function follows(cause: Event, effect: Event): boolean {
  const [a, b] = [cause.body, effect.body];
  if (a.family === 'claim' && b.family === 'claim') {
    if (a.event.kind === 'published' && b.event.kind === 'disputed')
      return a.event.claim.key === b.event.conflict.key;
    if (a.event.kind === 'disputed' && b.event.kind === 'vote_cast')
      return a.event.conflict.key === b.event.vote.key;
    if (a.event.kind === 'disputed' && b.event.kind === 'ruled')
      return a.event.conflict.key === b.event.ruling.key;
  }
  if (
    a.family === 'human' &&
    b.family === 'human' &&
    a.event.kind === 'asked' &&
    b.event.kind === 'answered'
  ) {
    return a.event.question.id === b.event.question;
  }
  if (
    a.family === 'plan' &&
    b.family === 'plan' &&
    a.event.kind === 'drafted' &&
    b.event.kind === 'approved'
  ) {
    return a.event.plan.revision === b.event.revision;
  }
  if (a.family === 'task' && b.family === 'task' && a.event.kind === 'started') {
    return b.event.kind !== 'started' && b.event.task === a.event.task.id;
  }
  return false;
}
