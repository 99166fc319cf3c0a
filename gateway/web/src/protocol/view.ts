// The state of a session: a fold of its events and nothing else.
import type { CheckResult, RepairResult } from './check.ts';
import type { Claim, Conflict, Ruling, Vote } from './claim.ts';
import type { RunOptions } from './command.ts';
import type {
  Amount,
  Failure,
  Finding,
  Finish,
  Outcome,
  Query,
  Question,
  Stage,
  TaskEnd,
  TaskSpec,
} from './event.ts';
import type { Change, Plan } from './plan.ts';
import type { Requirements } from './requirements.ts';

export interface View {
  session: string | null;
  seq: number;
  request: string;
  options: RunOptions | null;
  stage: Stage;
  paused: boolean;
  outcome: Outcome | null;
  outcome_reason: string;
  requirements: Requirements | null;
  earlier: Requirements[];
  refusal: string | null;
  round: number;
  revision_text: string | null;
  changes: Change[];
  revision_note: string;
  refinement: Refinement | null;
  plan: Plan | null;
  approved_revision: number | null;
  tasks: Record<string, TaskView>;
  claims: Claim[];
  conflicts: Conflict[];
  votes: Vote[];
  rulings: Record<string, Ruling>;
  questions: Record<string, QuestionView>;
  files: Record<string, FileView>;
  delivery: Delivery | null;
  checks: Record<string, CheckResult>;
  repairs: RepairView[];
  restaged: Record<string, FileView>;
  amending: string | null;
  amendments: number;
  milestones: string[];
  enquiries: Enquiries;
  agents: Record<string, AgentView>;
  messages_sent: number;
  messages_dead: number;
  commands: string[];
  lineage: Parent[];
  calls: Record<string, CallView>;
  spending: Spending;
  timing: Timing;
}

export interface TaskView {
  spec: TaskSpec;
  round: number;
  attempt: number;
  failures: number;
  failure: Failure | null;
  end: TaskEnd | null;
  why: string;
  done: number;
  total: number;
  note: string;
  started_ms: number;
  ended_ms: number | null;
}

export interface Parent {
  session: string;
  at: number;
  head: string;
  at_ms: number;
}

export interface Refinement {
  changes: Change[];
  left_out: string[];
}

export interface CallView {
  task: string;
  ask: string;
  model: string;
  attempts: number;
  reservations: number[];
  why: string;
  answer: { text: string; finish: Finish } | null;
}

export interface QuestionView {
  question: Question;
  answer: string | null;
}

export interface FileView {
  hash: string;
  bytes: number;
  lines: number;
  executable: boolean;
  task: string;
  bundle: string;
  offset: number;
}

export interface Delivery {
  target: string;
  tree_hash: string;
  done: boolean;
  head: string | null;
  note: string;
}

export type RepairState =
  | { kind: 'useless' }
  | { kind: 'pending' }
  | { kind: 'delivered'; head: string | null }
  | { kind: 'refused'; why: string };

export interface RepairView {
  check: string;
  tree: string | null;
  before: CheckResult;
  result: RepairResult;
  state: RepairState;
}

export type AgentState = 'running' | 'restarting' | 'given_up' | 'stopped';

export interface AgentView {
  incarnation: number;
  state: AgentState;
  restarts: number;
  restarts_at_ms: number[];
  why: string;
}

export interface Enquiries {
  looks: number;
  asked: number;
  open: Record<string, Enquiry>;
}

export interface Enquiry {
  question: string;
  to: string | null;
  rounds: number;
  queries: Query[];
  findings: Finding[];
  seq: number;
}

export interface Total {
  tokens: number;
  micro_dollars: number;
  unpriced: number;
}

export interface Spending {
  given_out: number;
  held: Record<string, Amount>;
  spent: Total;
  overrun: Total;
}

export interface Timing {
  opened_ms: number;
  drafted_ms: number | null;
  approved_ms: number | null;
  delivered_ms: number | null;
  last_ms: number;
}
