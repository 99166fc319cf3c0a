import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refused, type Driver, type Watcher } from '../drivers/driver.ts';
import type { Command } from '../protocol/command.ts';
import type { Event, PlanEvent } from '../protocol/event.ts';
import { READ_MS_MAX, sayOtherwise } from './otherwise.ts';

const wish = { session: 'one', at: 5, out: '/two', text: 'paint it blue' };

/** What a gateway does, and what it tells once a session goes on. */
function gateway(tells: Partial<PlanEvent>[], refuses: Command['command'][] = []) {
  const sent: string[] = [];
  let watcher: Watcher | null = null;
  const tell = (event: Partial<PlanEvent>, seq: number) =>
    watcher?.event({ mark: '', event: { seq, body: { family: 'plan', event } } as unknown as Event });
  const driver: Driver = {
    accepts: true,
    watch(_session, who) {
      watcher = who;
      tell({ kind: 'revision_refused', message: 'of another time' }, 4);
      return () => (watcher = null);
    },
    send(command) {
      sent.push(command.command);
      if (refuses.includes(command.command)) return Promise.reject(new Refused('not now', ''));
      if (command.command === 'resume') tells.forEach((event, at) => tell(event, 7 + at));
      return Promise.resolve('two');
    },
  };
  return { driver, sent, watches: () => watcher !== null };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a change that is understood goes on in another session', async () => {
  const { driver, sent, watches } = gateway([{ kind: 'revised' }]);
  await expect(sayOtherwise(driver, wish)).resolves.toBe('two');
  expect(sent).toEqual(['fork', 'revise', 'resume']);
  expect(watches()).toBe(false);
});

test('one that is not understood leaves no session that waits', async () => {
  const { driver, sent } = gateway([{ kind: 'revision_refused', message: 'not understood' }]);
  const refused = await sayOtherwise(driver, wish).catch((error: unknown) => error as Refused);
  expect(refused).toMatchObject({ message: 'not understood' });
  expect((refused as Refused).hint).toContain('ended again');
  expect(sent.at(-1)).toBe('cancel');
});

test('nor does one that the gateway does not take; what cannot be ended is named', async () => {
  const first = gateway([], ['revise']);
  await expect(sayOtherwise(first.driver, wish)).rejects.toThrow('not now');
  expect(first.sent).toEqual(['fork', 'revise', 'cancel']);
  const second = gateway([], ['revise', 'cancel']);
  const refused = await sayOtherwise(second.driver, wish).catch((error: unknown) => error as Refused);
  expect((refused as Refused).hint).toContain('(two) could not be ended');
});

test('where no fork is made nothing is ended', async () => {
  const { driver, sent } = gateway([], ['fork']);
  await expect(sayOtherwise(driver, wish)).rejects.toThrow('not now');
  expect(sent).toEqual(['fork']);
});

test('what takes long is watched in the session itself', async () => {
  const { driver } = gateway([]);
  const made = sayOtherwise(driver, wish);
  await vi.advanceTimersByTimeAsync(READ_MS_MAX);
  await expect(made).resolves.toBe('two');
});
