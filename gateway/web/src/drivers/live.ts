// A gateway over its socket: hello, watching from where one was, commands that survive a lost connection.
import type { Command } from '../protocol/command.ts';
import { CLOSES_FOR_GOOD, PROTOCOL_VERSION, type ClientFrame, type ServerFrame } from '../protocol/frame.ts';
import { Refused, type Driver, type Watcher } from './driver.ts';

/** A gateway on this machine answers at once; one that does not is not there. */
export const HANDSHAKE_MS_MAX = 10_000;
export const RETRY_MS_FIRST = 500;
export const RETRY_MS_MAX = 30_000;

/** How the connection stands, for people. */
export type Standing =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'waiting'; until_ms: number; why: string }
  | { kind: 'locked_out' }
  | { kind: 'ended'; why: string };

/** What of the browser it needs; tests give their own. */
export interface Surroundings {
  open(): WebSocket;
  now(): number;
  chance(): number;
  newId(): string;
  /** Whether the gateway lets this page in; asked when a connection is refused, as a browser does not say why. */
  letIn(): Promise<boolean>;
}

interface Pending {
  command: Command;
  resolve(session: string): void;
  reject(error: Refused): void;
}

export class LiveDriver implements Driver {
  readonly accepts = true;
  private socket: WebSocket | null = null;
  private greeted = false;
  private retryMs = RETRY_MS_FIRST;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pending = new Map<string, Pending>();
  private watched = new Map<string, Watcher>();
  private attaching = new Map<string, string>();
  private readonly around: Surroundings;
  private readonly tell: (standing: Standing) => void;

  constructor(around: Surroundings, tell: (standing: Standing) => void) {
    this.around = around;
    this.tell = tell;
  }

  watch(session: string, watcher: Watcher): () => void {
    this.watched.set(session, watcher);
    if (this.greeted) this.attach(session, watcher);
    return () => {
      if (this.watched.get(session) === watcher) this.watched.delete(session);
    };
  }

  send(command: Command): Promise<string> {
    const id = this.around.newId();
    return new Promise((resolve, reject) => {
      this.pending.set(id, { command, resolve, reject });
      if (this.greeted) this.say({ frame: 'command', id, command });
    });
  }

  /** Connects at once, also while it waits for the next try. */
  connect(): void {
    clearTimeout(this.timer);
    this.tell({ kind: 'connecting' });
    this.greeted = false;
    const mine = this.around.open();
    const before = this.socket;
    this.socket = mine;
    before?.close();
    this.timer = setTimeout(() => mine.close(), HANDSHAKE_MS_MAX);
    mine.addEventListener('open', () => {
      if (this.socket === mine) this.say({ frame: 'hello', protocol: PROTOCOL_VERSION });
    });
    mine.addEventListener('message', (message) => {
      if (this.socket === mine) this.receive(JSON.parse(String(message.data)) as ServerFrame);
    });
    mine.addEventListener('close', (close) => {
      if (this.socket === mine) void this.lost(close.code);
    });
  }

  close(): void {
    clearTimeout(this.timer);
    const mine = this.socket;
    this.socket = null;
    mine?.close();
  }

  private async lost(code: number): Promise<void> {
    clearTimeout(this.timer);
    const was = this.greeted;
    this.greeted = false;
    const forGood = CLOSES_FOR_GOOD[code];
    if (forGood) return this.tell({ kind: 'ended', why: forGood });
    const mine = this.socket;
    if (!was && !(await this.around.letIn())) return this.tell({ kind: 'locked_out' });
    if (this.socket !== mine) return;
    // All pages that lost the same gateway would otherwise come back in the same moment.
    const waitMs = Math.round(this.retryMs * (0.5 + this.around.chance() / 2));
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MS_MAX);
    const why = was ? 'The connection was lost' : 'The gateway does not answer';
    this.tell({ kind: 'waiting', until_ms: this.around.now() + waitMs, why });
    this.timer = setTimeout(() => this.connect(), waitMs);
  }

  private say(frame: ClientFrame): void {
    this.socket?.send(JSON.stringify(frame));
  }

  private attach(session: string, watcher: Watcher): void {
    const id = this.around.newId();
    const { after, mark } = watcher.place();
    this.attaching.set(id, session);
    const command: Command = { command: 'attach', session, after, ...(mark && { mark }), history: 'events' };
    this.say({ frame: 'command', id, command });
  }

  private greet(): void {
    clearTimeout(this.timer);
    this.greeted = true;
    this.retryMs = RETRY_MS_FIRST;
    this.attaching.clear();
    this.tell({ kind: 'live' });
    for (const [session, watcher] of this.watched) this.attach(session, watcher);
    // With the same ids: a gateway that has done one already does not do it twice.
    for (const [id, { command }] of this.pending) this.say({ frame: 'command', id, command });
  }

  private receive(frame: ServerFrame): void {
    switch (frame.frame) {
      case 'hello':
        return this.greet();
      case 'ack':
        this.attaching.delete(frame.id);
        this.pending.get(frame.id)?.resolve(frame.session);
        this.pending.delete(frame.id);
        return;
      case 'error':
        return this.refused(frame);
      case 'event':
        return this.watched.get(frame.event.session)?.event({ mark: frame.mark, event: frame.event });
      case 'snapshot':
        return this.watched.get(frame.session)?.snapshot(frame.view, frame.mark);
      case 'reset':
        return this.watched.get(frame.session)?.reset(frame.reason);
      case 'caught_up':
        return this.watched.get(frame.session)?.caughtUp(frame.seq);
      case 'draft':
        return this.watched.get(frame.session)?.draft(frame);
      default:
        // A frame of a later version tells nothing that this page could show.
        frame satisfies never;
    }
  }

  private refused({ id, problem }: Extract<ServerFrame, { frame: 'error' }>): void {
    if (id === null) return;
    const session = this.attaching.get(id);
    this.attaching.delete(id);
    if (session !== undefined) this.watched.get(session)?.refused(sentence(problem));
    this.pending.get(id)?.reject(new Refused(problem.message, problem.hint));
    this.pending.delete(id);
  }
}

const sentence = ({ message, hint }: { message: string; hint: string }) =>
  hint ? `${message}: ${hint}` : message;
