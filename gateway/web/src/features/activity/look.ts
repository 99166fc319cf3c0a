// What of a log is looked at: the filter, and the window on the axis. Pure.
import type { Event } from '../../protocol/event.ts';
import type { Like } from '../../words/event.ts';
import { tell } from '../../words/event.ts';
import { matches } from '../../words/matching.ts';
import { nameOf } from '../../words/team.ts';
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

export interface Seen {
  /** Places in the log, ascending. */
  places: number[];
  /** Fine ones that pass all else. */
  fine: number;
  /** Left out by role, kind or text. */
  filtered: number;
  shows(at: number): boolean;
}

export function seen(timeline: Timeline, events: readonly Event[], until: number, filter: Filter): Seen {
  const places: number[] = [];
  const flags = new Uint8Array(until + 1);
  let fine = 0;
  let filtered = 0;
  for (let at = 0; at <= until; at += 1) {
    if (!passes(timeline, events[at]!, at, filter)) filtered += 1;
    else if (!filter.all && timeline.fine(at) && !filter.likes?.has(timeline.like(at))) fine += 1;
    else {
      places.push(at);
      flags[at] = 1;
    }
  }
  return { places, fine, filtered, shows: (at) => flags[at] === 1 };
}

function passes(timeline: Timeline, event: Event, at: number, filter: Filter): boolean {
  if (filter.roles && !filter.roles.has(timeline.role(at))) return false;
  if (filter.likes && !filter.likes.has(timeline.like(at))) return false;
  if (filter.text === '') return true;
  const { title, detail } = tell(event);
  return matches(filter.text, `${event.seq} ${nameOf(event.agent)} ${event.correlation} ${title} ${detail}`);
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
  for (let i = at + 1; i < events.length && effects.length < 24; i += 1) {
    if (beginsAnew(event, events[i]!)) break;
    if (events[i]!.cause === event.seq || follows(event, events[i]!)) effects.push(i);
  }
  return { cause: recorded ? event.cause! - first : before(events, at), recorded, effects };
}

function before(events: readonly Event[], at: number): number | null {
  const event = events[at]!;
  for (let i = at - 1; i >= 0; i -= 1) {
    if (follows(events[i]!, event)) return i;
  }
  if (event.correlation === '') return null;
  for (let i = at - 1; i >= 0; i -= 1) if (events[i]!.correlation === event.correlation) return i;
  return null;
}

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
