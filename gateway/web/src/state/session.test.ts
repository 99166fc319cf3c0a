// Nothing is lost and nothing is told twice, however often the connection breaks.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readRecord } from '../drivers/recorded.ts';
import { LiveDriver } from '../drivers/live.ts';
import { foldAll } from '../fold/fold.ts';
import { snapshotOf } from '../fold/empty.ts';
import type { ClientFrame, ServerFrame } from '../protocol/frame.ts';
import type { View } from '../protocol/view.ts';
import { SessionStore } from './session.svelte.ts';

const record = readRecord(
  readFileSync(new URL('../../../../protocol/fixtures/diary.jsonl', import.meta.url), 'utf8'),
).map(({ event }) => ({ event, mark: `mark ${event.seq}` }));
const session = record[0]!.event.session;
const whole = foldAll(record.map((one) => one.event));

/** A gateway that cuts each connection after so many events. */
class CuttingSocket extends EventTarget {
  constructor(
    private readonly cutAfter: number,
    private readonly attached: (after: number, mark: string | undefined) => void,
  ) {
    super();
    queueMicrotask(() => this.dispatchEvent(new Event('open')));
  }
  send(text: string) {
    const frame = JSON.parse(text) as ClientFrame;
    if (frame.frame === 'hello') return this.tell({ frame: 'hello', protocol: 3, version: '0', start: 'a' });
    if (frame.command.command !== 'attach') return;
    const { after, mark } = frame.command;
    this.attached(after, mark);
    this.tell({ frame: 'ack', id: frame.id, session });
    for (const one of record.slice(after, after + this.cutAfter)) this.tell({ frame: 'event', ...one });
    if (after + this.cutAfter < record.length) this.close();
    else this.tell({ frame: 'caught_up', session, seq: record.length });
  }
  close() {
    this.dispatchEvent(Object.assign(new Event('close'), { code: 1006 }));
  }
  private tell(frame: ServerFrame) {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(frame) }));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', { hidden: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function live(open: () => WebSocket) {
  let ids = 0;
  const around = {
    open,
    now: () => 0,
    chance: () => 0,
    newId: () => `id${++ids}`,
    letIn: () => Promise.resolve(true),
  };
  const driver = new LiveDriver(around, () => undefined);
  const store = new SessionStore(session, driver);
  store.open();
  driver.connect();
  return store;
}

it('after more than fifty broken connections the state is that of the whole record', async () => {
  const places: [number, string | undefined][] = [];
  const store = live(
    () => new CuttingSocket(6, (after, mark) => places.push([after, mark])) as unknown as WebSocket,
  );
  for (let i = 0; i < 80; i += 1) await vi.advanceTimersByTimeAsync(31_000);
  expect(places.length).toBeGreaterThan(50);
  // Each time it asks from where it was, by the mark of the record it saw there.
  expect(
    places.every(([after, mark], i) => after === i * 6 && mark === (i === 0 ? undefined : `mark ${after}`)),
  ).toBe(true);
  expect(store.caught).toBe(true);
  expect(store.view).toEqual(whole);
  expect(store.log.map((event) => event.seq)).toEqual(record.map((one) => one.event.seq));
});

it('what cannot be followed is said, and being told of the end does not make it look whole', async () => {
  const store = live(() => new CuttingSocket(1, () => undefined) as unknown as WebSocket);
  for (const one of record.slice(0, 20)) store.event(one);
  for (const one of record.slice(21, 24)) store.event(one);
  store.caughtUp(24);
  expect(store.trouble).toMatch(/^What follows event 20 cannot be shown: event 22 came where 21 was due/);
  for (const one of record.slice(20, 24)) store.event(one);
  store.caughtUp(24);
  expect(store.trouble).toBeNull();
});

it('a reset drops what was known, a snapshot takes its place, and what follows is folded on', async () => {
  const store = live(() => new CuttingSocket(1000, () => undefined) as unknown as WebSocket);
  await vi.advanceTimersByTimeAsync(100);
  expect(store.view).toEqual(whole);
  const at = 200;
  const early = foldAll(record.slice(0, at).map((one) => one.event));
  store.reset();
  store.snapshot(JSON.parse(JSON.stringify(snapshotOf(early))) as View, 'mark 200');
  expect(store.place()).toEqual({ after: at, mark: 'mark 200' });
  for (const one of record.slice(at)) store.event(one);
  await vi.advanceTimersByTimeAsync(100);
  expect(store.view).toEqual(whole);
  expect(store.missing).toBe(at);
});
