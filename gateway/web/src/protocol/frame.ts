// What goes over the socket, one JSON text message each.
import type { Command } from './command.ts';
import type { Event } from './event.ts';
import type { View } from './view.ts';

export const PROTOCOL_VERSION = 3;

export interface Problem {
  code: string;
  message: string;
  hint: string;
}

export type ClientFrame =
  { frame: 'hello'; protocol: number } | { frame: 'command'; id: string; command: Command };

export interface Draft {
  session: string;
  call: string;
  attempt: number;
  /** Bytes of the answer before this part. */
  at: number;
  text: string;
}

export type ServerFrame =
  | { frame: 'hello'; protocol: number; version: string; start: string }
  | { frame: 'ack'; id: string; session: string }
  | { frame: 'reset'; session: string; reason: 'shorter' | 'replaced' }
  | { frame: 'snapshot'; session: string; mark: string; view: View }
  | { frame: 'event'; mark: string; event: Event }
  | { frame: 'caught_up'; session: string; seq: number }
  | ({ frame: 'draft' } & Draft)
  | { frame: 'error'; id: string | null; problem: Problem };

/** Close codes after which coming back changes nothing. */
export const CLOSES_FOR_GOOD: Record<number, string> = {
  1002: 'the gateway could not read what this page sent',
  1007: 'the gateway could not read what this page sent',
  1008: 'the gateway does not accept what this page says',
  1009: 'a message was larger than 1 MB',
  4002: 'the gateway speaks another version of the protocol: reload this page',
};
