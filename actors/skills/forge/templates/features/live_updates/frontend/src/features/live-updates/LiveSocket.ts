/** The connection that tells of changes: opened, kept alive, and opened again with growing pauses. Silent where it cannot be. */
import { CLOSED, readMessage, type Change } from './messages';

/** `off`: not there and nothing said of it, as where WebSockets are blocked. */
export type LiveState = 'off' | 'live' | 'reconnecting';

export type LiveOptions = {
  readonly url: string;
  readonly token: () => string | null;
  /** Gets a new token; false when the session is over. */
  readonly renew: () => Promise<boolean>;
  readonly onState: (state: LiveState) => void;
  readonly onChanges: (changes: readonly Change[]) => void;
  /** Something may have happened that was not told. */
  readonly onGap: () => void;
  /** The rights of the account are others now. */
  readonly onRights: () => void;
};

const FIRST_PAUSE_MS = 1000;
const PAUSE_MAX_MS = 60_000;
/** Where there are too many connections, or none ever came about, asking often helps nobody. */
const LONG_PAUSE_MS = 5 * 60_000;
/** So many failures without a connection, and it is taken to be blocked. */
const FAILURES_UNTIL_SILENT = 4;
/** The server says something every 25 seconds. */
const SILENCE_MAX_MS = 60_000;
/** A token is renewed this long before it is over. */
const RENEW_AHEAD_S = 30;

export class LiveSocket {
  private readonly options: LiveOptions;
  private socket: WebSocket | null = null;
  private timer: number | undefined;
  private watchdog: number | undefined;
  private renewal: number | undefined;
  private failures = 0;
  private wasLive = false;
  private closed = false;
  /** Whether this very connection was answered; a second answer is one to a new token. */
  private isReady = false;
  /** The token that the server knows. */
  private shown: string | null = null;

  constructor(options: LiveOptions) {
    this.options = options;
  }

  open(): void {
    window.addEventListener('online', this.hurry);
    document.addEventListener('visibilitychange', this.hurry);
    // Not at once: a page that is shown twice in development opens one.
    this.after(0);
  }

  close(): void {
    this.closed = true;
    window.removeEventListener('online', this.hurry);
    document.removeEventListener('visibilitychange', this.hurry);
    window.clearTimeout(this.timer);
    this.forget()?.close();
    this.options.onState('off');
  }

  /** The network is back, or somebody looks at the page again: no need to wait any longer. */
  private readonly hurry = (): void => {
    const waits = this.socket === null && this.timer !== undefined && this.wasLive;
    if (waits && !document.hidden) this.after(0);
  };

  private after(pauseMs: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      this.connect();
    }, pauseMs);
  }

  private connect(): void {
    if (this.closed || this.socket !== null) return;
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.options.url);
    } catch {
      this.lost(0);
      return;
    }
    this.socket = socket;
    this.watch();
    socket.onopen = () => {
      this.shown = this.options.token();
      this.say({ type: 'hello', token: this.shown });
    };
    socket.onmessage = ({ data }) => {
      if (this.socket === socket) this.hear(data);
    };
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      this.forget();
      this.lost(code);
    };
  }

  private say(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private hear(data: unknown): void {
    this.watch();
    const message = readMessage(data);
    switch (message?.type) {
      case 'ready':
        this.ready(message.expiresInS);
        break;
      case 'changes':
        this.options.onChanges(message.changes);
        break;
      case 'reset':
        this.options.onGap();
        break;
      case 'ping':
        this.say({ type: 'pong' });
        break;
      case undefined:
        break;
    }
  }

  private ready(expiresInS: number | null): void {
    window.clearTimeout(this.renewal);
    if (expiresInS !== null) {
      const left = Math.max(expiresInS - RENEW_AHEAD_S, Math.ceil(expiresInS / 2), 1);
      this.renewal = window.setTimeout(() => void this.renew(), left * 1000);
    }
    if (this.isReady) return;
    this.failures = 0;
    this.wasLive = true;
    this.isReady = true;
    this.options.onState('live');
    // What happened between the reading of the page and now was told to nobody.
    this.options.onGap();
  }

  private async renew(): Promise<void> {
    const socket = this.socket;
    try {
      // Another request may have renewed it already.
      if (this.options.token() === this.shown && !(await this.options.renew())) return;
    } catch {
      // The server is away: the connection ends with its token, and is opened again later.
      return;
    }
    if (socket === null || this.socket !== socket) return;
    this.shown = this.options.token();
    this.say({ type: 'token', token: this.shown });
  }

  /** Nothing was heard for long: whether there is a connection is not known, so there is none. */
  private watch(): void {
    window.clearTimeout(this.watchdog);
    this.watchdog = window.setTimeout(() => {
      this.forget()?.close();
      this.lost(0);
    }, SILENCE_MAX_MS);
  }

  private forget(): WebSocket | null {
    const socket = this.socket;
    this.socket = null;
    this.isReady = false;
    window.clearTimeout(this.watchdog);
    window.clearTimeout(this.renewal);
    return socket;
  }

  private lost(code: number): void {
    if (this.closed) return;
    this.failures += 1;
    if (code === CLOSED.wrong || code === CLOSED.tooLong) {
      // Not understood: the same again would be no better.
      this.options.onState('off');
      return;
    }
    if (code === CLOSED.refused) {
      void this.signInAgain();
      return;
    }
    if (code === CLOSED.otherRights) this.options.onRights();
    this.tryAgain(code === CLOSED.tooMany);
  }

  private async signInAgain(): Promise<void> {
    // A visitor who is refused has nothing to renew.
    if (this.shown === null) {
      this.options.onState('off');
      return;
    }
    try {
      // Where the session is over, whoever shows it closes this connection.
      if (this.options.token() === this.shown && !(await this.options.renew())) return;
    } catch {
      // The server is away: later, then.
    }
    if (!this.closed) this.tryAgain(false);
  }

  private tryAgain(isCrowded: boolean): void {
    const isSilent = !this.wasLive && this.failures >= FAILURES_UNTIL_SILENT;
    this.options.onState(this.wasLive && !isCrowded ? 'reconnecting' : 'off');
    const growing = Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - 1), PAUSE_MAX_MS);
    const pause = isSilent || isCrowded ? LONG_PAUSE_MS : growing;
    // Pages that lost their connection together do not come back together.
    this.after(pause * (0.5 + Math.random() / 2));
  }
}
