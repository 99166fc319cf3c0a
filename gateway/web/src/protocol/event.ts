// Everything that can happen in a session, in closed families, as the gateway writes it.
import type { CheckResult, RepairResult } from './check.ts';
import type { Claim, Conflict, Ruling, Vote } from './claim.ts';
import type { Command, RunOptions } from './command.ts';
import type { Change, Plan } from './plan.ts';
import type { Requirements } from './requirements.ts';
import type { Enquiries, FileView, QuestionView, Refinement, RepairView, TaskView } from './view.ts';

/** One fact with its envelope. */
export interface Event {
  /** Position in the session's log, from 1 without gaps. */
  seq: number;
  /** Milliseconds since the Unix epoch. */
  at_ms: number;
  session: string;
  agent: string;
  incarnation: number;
  /** The event that led to this one, where the record says so. */
  cause?: number;
  /** The task or command this belongs to; empty for the session itself. */
  correlation: string;
  body: Body;
}

export type Body =
  | { family: 'session'; event: SessionEvent }
  | { family: 'plan'; event: PlanEvent }
  | { family: 'task'; event: TaskEvent }
  | { family: 'message'; event: MessageEvent }
  | { family: 'claim'; event: ClaimEvent }
  | { family: 'file'; event: FileEvent }
  | { family: 'check'; event: CheckEvent }
  | { family: 'human'; event: HumanEvent }
  | { family: 'supervision'; event: SupervisionEvent }
  | { family: 'model'; event: ModelEvent }
  | { family: 'usage'; event: UsageEvent }
  | { family: 'workspace'; event: WorkspaceEvent }
  | { family: 'enquiry'; event: EnquiryEvent };

export type Family = Body['family'];

export type Outcome = 'done' | 'refused' | 'failed' | 'cancelled';
export type Stage = 'planning' | 'approval' | 'building' | 'checking' | 'finished';
export type TaskEnd = 'done' | 'failed' | 'timed_out' | 'cancelled';
export type Failure = 'panicked' | 'hung' | 'nonsense' | 'declined' | 'interrupted' | 'undeliverable';

export type SessionEvent =
  | { kind: 'opened'; request: string; options: RunOptions; program: string }
  | { kind: 'command_accepted'; id: string; command?: Command }
  | { kind: 'forked'; parent: string; at: number; head: string; out: string; program: string }
  | { kind: 'recovered'; program: string }
  | { kind: 'paused' }
  | { kind: 'resumed'; approve: boolean }
  | { kind: 'finished'; outcome: Outcome; reason: string }
  | { kind: 'rewound'; to: number; past: Past; out?: string };

export type PlanEvent =
  | { kind: 'understood'; requirements: Requirements; refusal: string | null }
  | { kind: 'refined'; requirements: Requirements; changes: Change[]; left_out: string[] }
  | { kind: 'revision_requested'; text: string }
  | { kind: 'revised'; requirements: Requirements; changes: Change[]; not_understood: string[] }
  | { kind: 'revision_refused'; text: string; message: string }
  | { kind: 'drafted'; plan: Plan }
  | { kind: 'approved'; revision: number; by: string }
  | { kind: 'rejected' }
  | { kind: 'milestone_reached'; name: string };

export type TaskKind =
  | { kind: 'understand' | 'refine' | 'propose' | 'dispute' | 'vote' | 'rule' | 'plan' }
  | { kind: 'revise'; text: string }
  | { kind: 'render'; pack: string }
  | { kind: 'check'; name: string }
  | { kind: 'repair'; check: string }
  | { kind: 'route' | 'consult'; number: number }
  | { kind: 'look'; number: number | null; by: string; query: Query };

export interface TaskSpec {
  id: string;
  kind: TaskKind;
  role: string;
  deadline_ms: number;
}

export type TaskEvent =
  | { kind: 'started'; task: TaskSpec; attempt: number }
  | { kind: 'progressed'; task: string; done: number; total: number; note: string }
  | { kind: 'attempt_failed'; task: string; attempt: number; failure: Failure; why: string }
  | { kind: 'ended'; task: string; end: TaskEnd; why: string };

export type MessageEvent =
  | { kind: 'sent'; from: string; to: string; about: string; subject: 'assignment' | 'answer' | 'query' }
  | { kind: 'dead_lettered'; to: string; about: string; reason: 'closed' | 'expired' | 'overflow' | 'stale' };

export type ClaimEvent =
  | { kind: 'published'; claim: Claim }
  | { kind: 'disputed'; conflict: Conflict }
  | { kind: 'vote_cast'; vote: Vote }
  | { kind: 'ruled'; ruling: Ruling };

export interface FileRecord {
  path: string;
  hash: string;
  bytes: number;
  lines: number;
  executable: boolean;
}

export type FileEvent =
  | { kind: 'staged'; file: FileRecord; task: string; bundle: string; offset: number }
  | { kind: 'delivery_started'; target: string; tree_hash: string }
  | { kind: 'delivered'; tree_hash: string; files: number; lines: number; head: string | null; note: string }
  | { kind: 'amendment_started'; before: string; tree_hash: string }
  | { kind: 'amended'; tree_hash: string; head: string | null; note: string }
  | { kind: 'amendment_refused'; why: string };

export type CheckEvent =
  | { kind: 'ended'; name: string; result: CheckResult }
  | { kind: 'repair_ended'; name: string; result: RepairResult };

export interface Question {
  id: string;
  key: string;
  text: string;
  options: string[];
  recommended: string;
}

export type HumanEvent =
  { kind: 'asked'; question: Question } | { kind: 'answered'; question: string; value: string; by: string };

export type SupervisionEvent =
  | { kind: 'agent_started'; role: string; incarnation: number }
  | { kind: 'agent_failed'; role: string; incarnation: number; failure: Failure; why: string }
  | { kind: 'agent_restarting'; role: string; incarnation: number; delay_ms: number }
  | { kind: 'gave_up'; role: string; why: string }
  | { kind: 'agent_stopped'; role: string; incarnation: number };

export type Finish = { kind: 'stop' } | { kind: 'length' } | { kind: 'other'; value: string };

export interface Usage {
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
}

export type ModelEvent =
  | {
      kind: 'requested';
      call: string;
      task: string;
      ask: string;
      model: string;
      attempt: number;
      reservation: number;
    }
  | { kind: 'answered'; call: string; answer: string; finish: Finish; usage: Usage | null }
  | { kind: 'failed'; call: string; failure: string; why: string; retry_after_ms: number | null };

export interface Amount {
  tokens: number;
  /** Null where the model's price is unknown. */
  micro_dollars: number | null;
}

export type UsageEvent = { call: string; prices: string } & (
  | { kind: 'reserved'; id: number; worst: Amount }
  | { kind: 'settled'; id: number; used: Amount; basis: 'reported' | 'estimated' | 'assumed_worst' }
  | { kind: 'released'; id: number }
);

export interface SavePoint {
  checkpoint: number;
  manifest: string;
}

export interface Restored {
  folder: string;
  before: SavePoint;
  after: SavePoint;
}

export interface Cited {
  text: string;
  file?: string;
  line?: number;
  level: number;
}

export type WorkspaceEvent =
  | { kind: 'saved'; folder: string; line: string; save: SavePoint }
  | { kind: 'ran'; folder: string; line: string; exit: number | null; after?: SavePoint }
  | {
      kind: 'indexed';
      folder: string;
      files: number;
      symbols: number;
      skipped: number;
      added?: string[];
      changed?: string[];
      removed?: string[];
      more?: number;
    }
  | { kind: 'asked'; question: string }
  | { kind: 'answered'; question: string; known: boolean; lines: Cited[]; based_on: string[] }
  | { kind: 'reader_restarted'; why: string }
  | { kind: 'restored'; to: number; files: Restored };

export type Query =
  | { kind: 'changes' | 'untested' | 'stack' }
  | { kind: 'question'; text: string }
  | { kind: 'models' | 'endpoints' | 'requests' | 'settings'; about: string[] }
  | { kind: 'impact'; of: string }
  | { kind: 'flow'; from: string };

export interface Finding {
  known: boolean;
  lines?: Cited[];
  based_on?: string[];
}

export type EnquiryEvent =
  | { kind: 'look_asked' }
  | { kind: 'asked'; number: number; question: string }
  | { kind: 'routed'; number: number; to: string; why: string }
  | { kind: 'queried'; number: number; queries: Query[] }
  | { kind: 'found'; number: number; task: string; query: Query; finding: Finding }
  | { kind: 'answered'; number: number; question: string; finding: Finding };

/** The part of a view that a rewind takes back; what is missing has its default. */
export interface Past {
  stage?: Stage;
  outcome?: Outcome | null;
  outcome_reason?: string;
  requirements?: Requirements | null;
  earlier?: Requirements[];
  refusal?: string | null;
  round?: number;
  revision_text?: string | null;
  changes?: Change[];
  revision_note?: string;
  refinement?: Refinement | null;
  plan?: Plan | null;
  approved_revision?: number | null;
  tasks?: Record<string, TaskView>;
  claims?: Claim[];
  conflicts?: Conflict[];
  votes?: Vote[];
  rulings?: Record<string, Ruling>;
  questions?: Record<string, QuestionView>;
  files?: Record<string, FileView>;
  delivery?: import('./view.ts').Delivery | null;
  checks?: Record<string, CheckResult>;
  repairs?: RepairView[];
  restaged?: Record<string, FileView>;
  amending?: string | null;
  amendments?: number;
  milestones?: string[];
  enquiries?: Partial<Enquiries>;
  drafted_ms?: number | null;
  approved_ms?: number | null;
  delivered_ms?: number | null;
}
