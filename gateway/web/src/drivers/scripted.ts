// A session that goes on by a script: it stops at a person's turn, and the right command lets it go on. For tests and for showing the page around.
import type { Command } from '../protocol/command.ts';
import type { Event } from '../protocol/event.ts';
import { Refused, type Driver, type Marked, type Watcher } from './driver.ts';

/** Whether the script waits after this event, and for which command. */
export type Turn = (event: Event) => Command['command'] | null;

export class ScriptedDriver implements Driver {
  readonly accepts = true;
  private at = 0;
  private awaited: Command['command'] | null = null;
  private watcher: Watcher | null = null;
  private readonly script: readonly Marked[];
  private readonly turn: Turn;

  constructor(script: readonly Marked[], turn: Turn) {
    this.script = script;
    this.turn = turn;
  }

  watch(_session: string, watcher: Watcher): () => void {
    this.watcher = watcher;
    for (const marked of this.script.slice(watcher.place().after, this.at)) watcher.event(marked);
    watcher.caughtUp(this.at);
    this.goOn();
    return () => {
      this.watcher = null;
    };
  }

  send(command: Command): Promise<string> {
    if (command.command !== this.awaited) {
      return Promise.reject(new Refused('not now', `the script waits for ${this.awaited ?? 'nothing'}`));
    }
    this.awaited = null;
    this.goOn();
    return Promise.resolve(this.script[0]?.event.session ?? '');
  }

  private goOn(): void {
    while (this.watcher && this.awaited === null) {
      const marked = this.script[this.at];
      if (!marked) return;
      this.at += 1;
      this.watcher.event(marked);
      this.awaited = this.turn(marked.event);
    }
  }
}
