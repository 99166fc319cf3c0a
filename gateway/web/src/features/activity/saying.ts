// What an event says, in all its words. Pure.
import type { Event } from '../../protocol/event.ts';
import { tell } from '../../words/event.ts';
import { finder } from '../../words/matching.ts';
import { nameOf } from '../../words/team.ts';

const HASH = /^[0-9a-f]{32,}$/;
/** Shorter ones are found in every other hash, by chance. */
const HASH_LETTERS = 6;

/** Whether an event says what is looked for, wherever in its record. */
export function teller(text: string): (event: Event) => boolean {
  if (text.trim() === '') return () => true;
  const found = finder(text.trim());
  const hashes = text.length >= HASH_LETTERS;
  return (event) => {
    const { title, detail } = tell(event);
    const said = texts(event.body.event, hashes);
    return found(`${event.seq} ${nameOf(event.agent)} ${event.correlation} ${title} ${detail} ${said}`);
  };
}

/** Its texts, and not what they are called there. */
function texts(value: unknown, hashes: boolean): string {
  if (typeof value === 'string') return hashes || !HASH.test(value) ? value : '';
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value)
    .map((one) => texts(one, hashes))
    .join(' ');
}
