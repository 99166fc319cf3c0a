// How an event is told: in one line, with what it is like and how much it matters.
import type { Event } from '../../protocol/event.ts';

/** What an event is like: its shape and colour on the time axis. */
export const LIKES = [
  'session',
  'person',
  'plan',
  'task',
  'claim',
  'conflict',
  'vote',
  'ruling',
  'file',
  'check',
  'model',
  'message',
  'question',
  'failure',
  'restart',
  'life',
  'cost',
  'workspace',
  'other',
] as const;
export type Like = (typeof LIKES)[number];

export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'accent';

export interface Told {
  like: Like;
  title: string;
  detail: string;
  tone: Tone;
  /** Hidden in the logical view: it tells how, not what. */
  fine: boolean;
}

export const told = (like: Like, title: string, detail = '', tone: Tone = 'plain', fine = false): Told => ({
  like,
  title,
  detail,
  tone,
  fine,
});

/** What a later version added is shown by its name. */
export function unknown(body: never): Told {
  const { family, event } = body as { family?: unknown; event?: { kind?: unknown } };
  return told('other', `${String(family)} ${String(event?.kind ?? '')}`, 'this page does not know it');
}

/** The events of one family. */
export type Of<F extends Event['body']['family']> = Extract<Event['body'], { family: F }>['event'];
