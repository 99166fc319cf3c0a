// What the team is going to do.
import type { CheckSpec } from './check.ts';

export interface Plan {
  revision: number;
  summary: string;
  steps: Step[];
  milestones: { name: string; steps: string[] }[];
  checks: CheckSpec[];
  estimate: { files: number; lines: number; build_ms: number; checks_s: number };
}

export interface Step {
  task: string;
  role: string;
  title: string;
  pack: string;
  after: string[];
  files: number;
}

export interface Change {
  what: 'added' | 'dropped' | 'changed';
  about: string;
  words: string;
}
