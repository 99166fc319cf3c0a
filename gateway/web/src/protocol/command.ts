// What a client can ask a session to do.
import type { Restored, WorkspaceEvent } from './event.ts';

export type Verify = 'none' | 'quick' | 'full';

export interface RunOptions {
  /** Absolute path of the repository to make. */
  out: string;
  approve: boolean;
  verify: Verify;
  model?: string;
  budget?: { tokens_max: number | null; micro_dollars_max: number | null };
  reads?: boolean;
}

export type Command =
  | { command: 'submit'; request: string; options: RunOptions }
  | { command: 'revise'; session: string; text: string }
  | { command: 'approve'; session: string; revision: number }
  | { command: 'reject'; session: string }
  | { command: 'answer'; session: string; question: string; value: string }
  | { command: 'pause'; session: string }
  | { command: 'resume'; session: string; approve: boolean }
  | { command: 'cancel'; session: string }
  | {
      command: 'rewind';
      session: string;
      to: number;
      conversation: boolean;
      out?: string;
      files?: Restored;
    }
  | { command: 'ask'; session: string; question: string }
  | { command: 'look'; session: string }
  | { command: 'note'; session: string; event: WorkspaceEvent }
  | { command: 'fork'; session: string; at: number; out: string }
  | {
      command: 'attach';
      session: string;
      after: number;
      mark?: string;
      history?: 'short' | 'events' | 'state';
    };
