// The fold is the gateway's fold: after every event of every recorded session, the hash of the view is the one that was recorded.
import { readFileSync, readdirSync } from 'node:fs';
import { blake3 } from '@noble/hashes/blake3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import type { Event } from '../protocol/event.ts';
import { copyView, emptyView, snapshotOf, viewFromSnapshot } from './empty.ts';
import { apply, foldAll } from './fold.ts';

const FIXTURES = new URL('../../../../protocol/fixtures/', import.meta.url);
const sessions = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => name.slice(0, -6));

const read = (name: string) => readFileSync(new URL(name, FIXTURES), 'utf8').trimEnd().split('\n');
const events = (session: string) => read(`${session}.jsonl`).map((line) => JSON.parse(line) as Event);

/** RFC 8785 for values without fractions, which is all that a view holds. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

const hash = (value: unknown) => bytesToHex(blake3(utf8ToBytes(canonical(value))));

describe.each(sessions)('%s', (session) => {
  it('has the recorded hash after every event', () => {
    const recorded = read(`${session}.hashes.gen.txt`);
    const view = emptyView();
    const folded = events(session).map((event) => {
      apply(view, event);
      return `${event.seq} ${hash(snapshotOf(view))}`;
    });
    expect(folded).toEqual(recorded);
  });

  it('goes on from a snapshot as from the beginning, and leaves copies alone', () => {
    const all = events(session);
    const whole = foldAll(all);
    for (const at of [1, Math.floor(all.length / 3), all.length - 1]) {
      const early = foldAll(all.slice(0, at));
      const copy = copyView(early);
      const view = viewFromSnapshot(JSON.parse(JSON.stringify(snapshotOf(early))));
      for (const event of all.slice(at)) {
        apply(view, event);
        apply(copy, event);
      }
      expect(view).toEqual(whole);
      expect(copy).toEqual(whole);
      expect(early).toEqual(foldAll(all.slice(0, at)));
    }
  });
});

it('refuses an event out of order, of another session, and of a task that never started', () => {
  const all = events('notes');
  const view = foldAll(all.slice(0, 12));
  const next = all[12]!;
  expect(() => apply(view, { ...next, seq: 14 })).toThrow('event 14 came where 13 was due');
  expect(() => apply(view, { ...next, session: 'other' })).toThrow('belongs to session other');
  const body = { family: 'task', event: { kind: 'ended', task: 'ghost', end: 'done', why: '' } } as const;
  expect(() => apply(view, { ...next, body })).toThrow('task ghost, which never started');
});
