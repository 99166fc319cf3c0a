// The state of a session as text, so that two folds of it can be held against each other.
import { blake3 } from '@noble/hashes/blake3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** RFC 8785 for values without fractions, which is all that a view holds. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

export const hash = (value) => bytesToHex(blake3(utf8ToBytes(canonical(value))));

/** What the gateway's record holds, by number. */
export const recorded = (page, session) =>
  page.evaluate(async (id) => {
    const answer = await fetch(`/api/sessions/${id}/events`);
    const lines = (await answer.text()).trim().split('\n');
    return lines.map((line) => JSON.parse(line)).map((line) => line.event ?? line);
  }, session);

/** How the list of sessions says that one stands. */
export const listed = (page, session) =>
  page.evaluate(async (id) => {
    const answer = await (await fetch('/api/sessions')).json();
    return (answer.sessions ?? answer).find((one) => one.id === id);
  }, session);

/** The page's own fold, as the gateway would write it. */
export const folded = (page) => page.evaluate(() => globalThis.samriddh?.state());

/** By its own words, once a question is answered with yes. */
export async function until(what, asked, msMax = 60_000) {
  const from = Date.now();
  for (;;) {
    const answer = await asked();
    if (answer) return answer;
    if (Date.now() - from > msMax) throw new Error(`${what}: not within ${msMax} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
