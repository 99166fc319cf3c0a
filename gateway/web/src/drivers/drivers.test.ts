// A view cannot tell the drivers apart: the same record makes the same state, however it comes.
import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { foldAll } from '../fold/fold.ts';
import type { Event } from '../protocol/event.ts';
import type { Watcher } from './driver.ts';
import { RecordedDriver, readRecord } from './recorded.ts';
import { ScriptedDriver } from './scripted.ts';

const record = readRecord(
  readFileSync(new URL('../../../../protocol/fixtures/diary.jsonl', import.meta.url), 'utf8'),
);

function watcher() {
  const events: Event[] = [];
  const mine: Watcher = {
    place: () => ({ after: events.length, mark: null }),
    event: ({ event }) => events.push(event),
    snapshot: vi.fn(),
    reset: vi.fn(),
    caughtUp: vi.fn(),
    draft: vi.fn(),
    refused: vi.fn(),
  };
  return { events, mine };
}

it('a recorded session comes whole and takes no commands', async () => {
  const { events, mine } = watcher();
  const driver = new RecordedDriver(record);
  driver.watch('s', mine);
  expect(foldAll(events)).toEqual(foldAll(record.map((one) => one.event)));
  expect(mine.caughtUp).toHaveBeenCalledWith(record.length);
  await expect(driver.send()).rejects.toThrow('this is a record');
});

it('a scripted session waits for the person, and goes on by the right command alone', async () => {
  const { events, mine } = watcher();
  const isPlan = ({ body }: Event) => body.family === 'plan' && body.event.kind === 'drafted';
  const driver = new ScriptedDriver(record, (event) => (isPlan(event) ? 'approve' : null));
  driver.watch('s', mine);
  expect(events.at(-1)?.body).toMatchObject({ family: 'plan', event: { kind: 'drafted' } });
  await expect(driver.send({ command: 'pause', session: 's' })).rejects.toThrow('not now');
  await driver.send({ command: 'approve', session: 's', revision: 1 });
  expect(foldAll(events)).toEqual(foldAll(record.map((one) => one.event)));
});

it('reads lines with marks and without', () => {
  const [first] = record;
  const marked = readRecord(`${JSON.stringify({ mark: 'm', event: first!.event })}\n\n`);
  expect(marked).toEqual([{ mark: 'm', event: first!.event }]);
});
