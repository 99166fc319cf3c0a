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
  const pause = {
    ...before.at(-1)!,
    at_ms: before.at(-1)!.at_ms + HOUR_MS,
    body: { family: 'session', event: { kind: 'recovered', program: '' } },
  } as const;
  return [...before, pause, ...after.map((event) => ({ ...event, at_ms: event.at_ms + HOUR_MS }))].map(
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
