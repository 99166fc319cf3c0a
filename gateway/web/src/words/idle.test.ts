// Waiting is no work: neither while a fork waits to be gone on with, nor while no process had the session.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { crewOf } from '../features/crew/crew.ts';
import { readRecord } from '../drivers/recorded.ts';
import { foldAll } from '../fold/fold.ts';
import type { Event } from '../protocol/event.ts';
import { Feed } from '../state/feed.ts';
import { Idle } from './idle.ts';
import { buildMs } from './standing.ts';

const HOUR_MS = 3_600_000;
const notes = readRecord(
  readFileSync(new URL('../../../../protocol/fixtures/notes.jsonl', import.meta.url), 'utf8'),
).map((marked) => marked.event);

/** The same session, whose process ended at an event and was started again an hour later. */
function stopped(at: number): Event[] {
  const [before, after] = [notes.slice(0, at), notes.slice(at)];
  const last = before.at(-1)!;
  const later = (ms: number, agent: string, body: Event['body']) => ({
    ...last,
    agent,
    at_ms: last.at_ms + ms,
    body,
  });
  const pause = [
    later(HOUR_MS / 2, 'person', { family: 'session', event: { kind: 'command_accepted', id: 'a' } }),
    later(HOUR_MS, 'person', { family: 'session', event: { kind: 'resumed', approve: false } }),
    later(HOUR_MS, 'session', { family: 'session', event: { kind: 'recovered', program: '' } }),
  ];
  return [...before, ...pause, ...after.map((event) => ({ ...event, at_ms: event.at_ms + HOUR_MS }))].map(
    (event, n) => ({ ...event, seq: n + 1 }),
  );
}

const fed = (events: readonly Event[]) => {
  const feed = new Feed();
  for (const event of events) feed.take(event);
  return feed;
};
const took = (events: readonly Event[]) =>
  fed(events).items.flatMap((item) =>
    item.kind === 'phase' ? [item.took_ms, ...item.works.map((work) => work.took_ms)] : [],
  );
const busy = (events: readonly Event[]) =>
  crewOf(foldAll([...events]), events, events.length - 1).members.map((one) => one.busyMs);

it('is the same work, wherever it was interrupted', () => {
  const starts = notes.flatMap(({ body }, at) =>
    body.family === 'task' && body.event.kind === 'started' ? [at + 1] : [],
  );
  for (const at of starts) {
    const events = stopped(at);
    expect(took(events)).toEqual(took(notes));
    expect(busy(events)).toEqual(busy(notes));
    expect(buildMs(foldAll(events), fed(events).idle)).toBe(buildMs(foldAll(notes), new Idle()));
  }
});
