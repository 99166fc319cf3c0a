// A connection that is lost, refused, or slow loses nothing and does nothing twice.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientFrame, ServerFrame } from '../protocol/frame.ts';
import type { Watcher } from './driver.ts';
import { HANDSHAKE_MS_MAX, LiveDriver, RETRY_MS_MAX, type Standing } from './live.ts';

class FakeSocket extends EventTarget {
  said: ClientFrame[] = [];
  send(text: string) {
    this.said.push(JSON.parse(text) as ClientFrame);
  }
  close(code = 1006) {
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
  open() {
    this.dispatchEvent(new Event('open'));
  }
  hears(frame: ServerFrame) {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(frame) }));
  }
  greets() {
    this.open();
    this.hears({ frame: 'hello', protocol: 3, version: '0', start: 'a' });
  }
}

const sockets: FakeSocket[] = [];
const standings: Standing[] = [];
let letIn = true;
let ids = 0;

function driver() {
  const made = new LiveDriver(
    {
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      now: () => 0,
      chance: () => 1,
      newId: () => `id${++ids}`,
      letIn: () => Promise.resolve(letIn),
    },
    (standing) => standings.push(standing),
  );
  made.connect();
  return made;
}

const watcher = (after: number, mark: string | null = null): Watcher => ({
  place: () => ({ after, mark }),
  event: vi.fn(),
  snapshot: vi.fn(),
  reset: vi.fn(),
  caughtUp: vi.fn(),
  draft: vi.fn(),
  refused: vi.fn(),
});

beforeEach(() => {
  vi.useFakeTimers();
  sockets.length = 0;
  standings.length = 0;
  letIn = true;
  ids = 0;
});
afterEach(() => vi.useRealTimers());

describe('a live session', () => {
  it('says hello first, then watches from where it was, then sends what waits', async () => {
    const live = driver();
    const sent = live.send({ command: 'pause', session: 's' });
    live.watch('s', watcher(7, 'm7'));
    expect(sockets[0]!.said).toEqual([]);
    sockets[0]!.greets();
    expect(sockets[0]!.said).toEqual([
      { frame: 'hello', protocol: 3 },
      {
        frame: 'command',
        id: 'id2',
        command: { command: 'attach', session: 's', after: 7, mark: 'm7', history: 'events' },
      },
      { frame: 'command', id: 'id1', command: { command: 'pause', session: 's' } },
    ]);
    sockets[0]!.hears({ frame: 'ack', id: 'id1', session: 's' });
    await expect(sent).resolves.toBe('s');
  });

  it('sends what was not answered again, with the same id, and what was answered not', async () => {
    const live = driver();
    sockets[0]!.greets();
    const first = live.send({ command: 'pause', session: 's' });
    const second = live.send({ command: 'cancel', session: 's' });
    sockets[0]!.hears({ frame: 'ack', id: 'id1', session: 's' });
    await first;
    sockets[0]!.close();
    await vi.advanceTimersByTimeAsync(500);
    sockets[1]!.greets();
    expect(sockets[1]!.said.slice(1)).toEqual([
      { frame: 'command', id: 'id2', command: { command: 'cancel', session: 's' } },
    ]);
    const problem = { code: 'not_now', message: 'it has ended', hint: 'start another' } as const;
    sockets[1]!.hears({ frame: 'error', id: 'id2', problem });
    await expect(second).rejects.toMatchObject({ message: 'it has ended', hint: 'start another' });
  });

  it('gives a handshake ten seconds, and waits longer after each failure', async () => {
    driver();
    sockets[0]!.open();
    await vi.advanceTimersByTimeAsync(HANDSHAKE_MS_MAX);
    expect(standings.at(-1)).toEqual({ kind: 'waiting', until_ms: 500, why: 'The gateway does not answer' });
    await vi.advanceTimersByTimeAsync(500);
    sockets[1]!.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(standings.at(-1)).toMatchObject({ kind: 'waiting', until_ms: 1000 });
  });

  it('says that it is locked out instead of trying for ever, and ends where coming back changes nothing', async () => {
    letIn = false;
    driver();
    sockets[0]!.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(standings.at(-1)).toEqual({ kind: 'locked_out' });
    driver();
    sockets[1]!.greets();
    sockets[1]!.close(4002);
    expect(standings.at(-1)).toMatchObject({ kind: 'ended' });
    await vi.advanceTimersByTimeAsync(RETRY_MS_MAX);
    expect(sockets).toHaveLength(2);
  });

  it('hands events, resets and refusals to whoever watches', () => {
    const live = driver();
    const mine = watcher(0);
    const stop = live.watch('s', mine);
    sockets[0]!.greets();
    sockets[0]!.hears({ frame: 'reset', session: 's', reason: 'replaced' });
    sockets[0]!.hears({ frame: 'caught_up', session: 's', seq: 3 });
    sockets[0]!.hears({
      frame: 'error',
      id: 'id1',
      problem: { code: 'not_found', message: 'no such session', hint: '' },
    });
    expect(mine.reset).toHaveBeenCalledWith('replaced');
    expect(mine.caughtUp).toHaveBeenCalledWith(3);
    expect(mine.refused).toHaveBeenCalledWith('no such session');
    stop();
    sockets[0]!.hears({ frame: 'caught_up', session: 's', seq: 4 });
    expect(mine.caughtUp).toHaveBeenCalledTimes(1);
  });
});
