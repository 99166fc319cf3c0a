import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeSocket } from '../../test/fakeSocket';
import { LiveSocket, type LiveOptions } from './LiveSocket';

const states: string[] = [];
let token: string | null = 'first';
const renew = vi.fn<() => Promise<boolean>>();
const onGap = vi.fn();
const onChanges = vi.fn();
const onRights = vi.fn();
const opened: LiveSocket[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  FakeSocket.install();
  states.length = 0;
  token = 'first';
  renew.mockReset();
  onGap.mockReset();
  onChanges.mockReset();
  onRights.mockReset();
});

afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
  vi.useRealTimers();
});

async function open(changes: Partial<LiveOptions> = {}): Promise<LiveSocket> {
  const socket = new LiveSocket({
    url: 'ws://app.test/api/v1/live',
    token: () => token,
    renew,
    onState: (state) => states.push(state),
    onChanges,
    onGap,
    onRights,
    ...changes,
  });
  opened.push(socket);
  socket.open();
  await vi.advanceTimersByTimeAsync(0);
  return socket;
}

function answer(expires_in: number | null = 900): FakeSocket {
  const socket = FakeSocket.last();
  socket.opens();
  socket.says({ type: 'ready', expires_in });
  return socket;
}

describe('a connection', () => {
  it('begins with the token in its first message, and none in its address', async () => {
    await open();
    const socket = answer();
    expect(socket.sent).toEqual([{ type: 'hello', token: 'first' }]);
    expect(socket.url).not.toContain('first');
    expect(states).toEqual(['live']);
    expect(onGap).toHaveBeenCalledTimes(1);
  });

  it('hands on changes, answers pings, and is told to read everything again', async () => {
    await open();
    const socket = answer();
    const changes = [{ kind: 'posts', id: 1, happened: 'created' }];
    socket.says({ type: 'changes', changes });
    expect(onChanges).toHaveBeenCalledWith(changes);
    socket.says({ type: 'ping' });
    expect(socket.sent.at(-1)).toEqual({ type: 'pong' });
    socket.says({ type: 'reset' });
    expect(onGap).toHaveBeenCalledTimes(2);
  });

  it('takes no notice of what it does not understand', async () => {
    await open();
    const socket = answer();
    for (const odd of ['nonsense', '7', '{"type":"other"}', '{"type":"changes"}']) {
      socket.says(odd);
    }
    socket.onmessage?.({ data: new Blob() });
    socket.says({ type: 'changes', changes: [7, {}] });
    expect(onChanges).toHaveBeenCalledExactlyOnceWith([]);
    expect(states).toEqual(['live']);
  });

  it('comes back with growing pauses, and reads again what it missed', async () => {
    await open();
    answer().ends(1006);
    expect(states.at(-1)).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(999);
    expect(FakeSocket.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last().ends(1006);
    await vi.advanceTimersByTimeAsync(1999);
    expect(FakeSocket.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all).toHaveLength(3);
    answer();
    expect(states.at(-1)).toBe('live');
    expect(onGap).toHaveBeenCalledTimes(2);
    // It starts over with short pauses.
    FakeSocket.last().ends(1012);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(4);
  });

  it('spreads its attempts', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    await open();
    answer().ends(1006);
    await vi.advanceTimersByTimeAsync(500);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('waits no longer when the network is back', async () => {
    await open();
    answer().ends(1006);
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('is silent where it never comes about, and asks seldom', async () => {
    await open();
    for (const pause of [1000, 2000, 4000]) {
      FakeSocket.last().ends(1006);
      await vi.advanceTimersByTimeAsync(pause);
    }
    FakeSocket.last().ends(1006);
    expect(FakeSocket.all).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(299_999);
    expect(FakeSocket.all).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all).toHaveLength(5);
    expect(new Set(states)).toEqual(new Set(['off']));
  });

  it('is silent where the browser refuses to open one', async () => {
    vi.stubGlobal('WebSocket', function Blocked() {
      throw new Error('blocked');
    });
    await open();
    expect(states).toEqual(['off']);
  });

  it('that nothing is heard on is taken for lost', async () => {
    await open();
    const socket = answer();
    await vi.advanceTimersByTimeAsync(59_000);
    socket.says({ type: 'ping' });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(states.at(-1)).toBe('live');
    await vi.advanceTimersByTimeAsync(1000);
    expect(states.at(-1)).toBe('reconnecting');
    expect(socket.readyState).toBe(3);
    // What it says after all is not heard.
    socket.says({ type: 'reset' });
    socket.ends(1006);
    expect(onGap).toHaveBeenCalledTimes(1);
  });

  it('ends when the page does', async () => {
    const live = await open();
    const socket = answer();
    live.close();
    socket.ends(1005);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(states.at(-1)).toBe('off');
  });
});

describe('a token', () => {
  it('is renewed before it is over, without a gap', async () => {
    renew.mockImplementation(() => {
      token = 'second';
      return Promise.resolve(true);
    });
    await open();
    const socket = answer(900);
    await vi.advanceTimersByTimeAsync(55_000);
    for (let beat = 0; beat < 16; beat += 1) {
      socket.says({ type: 'ping' });
      await vi.advanceTimersByTimeAsync(50_000);
    }
    socket.says({ type: 'ping' });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(socket.sent.at(-1)).toEqual({ type: 'token', token: 'second' });
    socket.says({ type: 'ready', expires_in: 900 });
    expect(onGap).toHaveBeenCalledTimes(1);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('that another request renewed is sent on', async () => {
    await open();
    const socket = answer(40);
    token = 'other';
    await vi.advanceTimersByTimeAsync(20_000);
    expect(socket.sent.at(-1)).toEqual({ type: 'token', token: 'other' });
    expect(renew).not.toHaveBeenCalled();
  });

  it('that cannot be renewed now is left to run out', async () => {
    renew.mockRejectedValue(new Error('away'));
    await open();
    const socket = answer(40);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(socket.sent).toHaveLength(1);
  });

  it('that is refused is renewed, and the connection opened again', async () => {
    renew.mockImplementation(() => {
      token = 'second';
      return Promise.resolve(true);
    });
    await open();
    answer().ends(4401);
    await vi.advanceTimersByTimeAsync(1000);
    FakeSocket.last().opens();
    expect(FakeSocket.last().sent).toEqual([{ type: 'hello', token: 'second' }]);
  });

  it('of a session that is over is not tried again', async () => {
    renew.mockResolvedValue(false);
    await open();
    answer().ends(4401);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('is not asked for where a visitor is refused', async () => {
    token = null;
    await open();
    FakeSocket.last().opens();
    FakeSocket.last().ends(4401);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(renew).not.toHaveBeenCalled();
    expect(states.at(-1)).toBe('off');
  });

  it('is renewed later where the server is away', async () => {
    renew.mockRejectedValue(new Error('away'));
    await open();
    answer().ends(4401);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(2);
  });
});

describe('an end with a reason', () => {
  it('asks again for the rights of the account when they are others', async () => {
    await open();
    answer().ends(4409);
    expect(onRights).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('is not tried again where the server did not understand', async () => {
    await open();
    answer().ends(4400);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(states.at(-1)).toBe('off');
  });

  it('waits long where there are too many', async () => {
    await open();
    answer().ends(4429);
    expect(states.at(-1)).toBe('off');
    await vi.advanceTimersByTimeAsync(299_999);
    expect(FakeSocket.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all).toHaveLength(2);
  });
});
