// Checks, their proofs, and what was done about those that failed.

export type CheckStatus = 'verified' | 'failed' | 'not_checked';

export interface CheckSpec {
  name: string;
  role: string;
  tier: 'quick' | 'full';
  /** What a zero exit code proves, in plain words. */
  criterion: string;
  argv: string[];
  cwd: string;
  env: [string, string][];
  needs: string[];
  after: string[];
  setup: boolean;
  repairs?: string[][];
  deadline_s: number;
  estimate_s: number;
}

export interface Output {
  blob: string;
  bytes: number;
  written_bytes: number;
  head: string;
  tail: string;
}

/** What the processes of a check took, sampled while they ran. */
export interface Used {
  /** Processor time of all of them. */
  cpu_ms: number;
  /** The most they held at once. */
  memory_bytes: number;
}

export interface CheckResult {
  status: CheckStatus;
  reason: string;
  exit_code: number | null;
  output_hash: string | null;
  tree_hash: string | null;
  output_tail: string;
  output?: Output;
  /** Absent where it was not measured. */
  used?: Used;
  duration_ms: number;
}

export interface RepairResult {
  how: 'commands';
  commands: string[][];
  changed: string[];
  /** Why it did not help; empty when it did. */
  why: string;
  output_tail: string;
  check: CheckResult | null;
  duration_ms: number;
}
