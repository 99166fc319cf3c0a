// Where a session's events come from. Live, recorded and scripted sessions have this one shape, so that views cannot tell them apart.
import type { Command } from '../protocol/command.ts';
import type { Event } from '../protocol/event.ts';
import type { Draft } from '../protocol/frame.ts';
import type { View } from '../protocol/view.ts';

/** An event with the name of its record. */
export interface Marked {
  mark: string;
  event: Event;
}

/** How far whoever watches has come. */
export interface Place {
  after: number;
  mark: string | null;
}

/** What whoever watches is told. */
export interface Watcher {
  /** Asked again at each connection, so that watching goes on from where it was. */
  place(): Place;
  event(marked: Marked): void;
  /** State so far, instead of very many events. */
  snapshot(view: View, mark: string): void;
  /** What was known of the session counts no more; it is told anew. */
  reset(reason: 'shorter' | 'replaced'): void;
  /** All that was recorded has been told; what follows is live. */
  caughtUp(seq: number): void;
  draft(draft: Draft): void;
  refused(why: string): void;
}

export interface Driver {
  /** Returns how to stop watching. */
  watch(session: string, watcher: Watcher): () => void;
  /** Resolves to the session it concerns, once it is on disk. */
  send(command: Command): Promise<string>;
  /** False where nothing can be said to the session. */
  readonly accepts: boolean;
}

/** A command that was refused, with what to do about it. */
export class Refused extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
