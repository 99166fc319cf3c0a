// How the connection stands, in words. Pure.
import type { Standing } from '../drivers/live.ts';

/** What is said of it in the shortest way. */
export const shortly = ({ kind }: Standing): string =>
  ({
    live: 'Connected',
    connecting: 'Connecting…',
    waiting: 'No connection',
    ended: 'Ended',
    locked_out: '',
  })[kind];

/** What is announced when it changes; each change once, however often it is tried again. Empty where there is nothing to say. */
export function announced(before: Standing['kind'] | null, now: Standing): string {
  if (before === now.kind) return '';
  if (now.kind === 'ended') return `The connection ended: ${now.why}`;
  if (now.kind === 'waiting') return `${now.why}. It is tried again by itself`;
  return now.kind === 'live' && before !== null ? 'The connection is back' : '';
}
