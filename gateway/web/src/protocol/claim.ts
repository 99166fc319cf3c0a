// Disagreement as types: claims, conflicts, votes and rulings.

export interface Claim {
  key: string;
  value: string;
  by: string;
  reason: string;
  evidence: Evidence;
}

export type Evidence =
  | { kind: 'words'; words: string }
  | { kind: 'fact'; fact: { is: string } & Record<string, string> }
  | { kind: 'judgement' };

export interface Conflict {
  key: string;
  options: { value: string; claims: Claim[] }[];
}

export interface Vote {
  key: string;
  by: string;
  value: string;
  weight: number;
  reason: string;
}

export type Basis =
  | { kind: 'undisputed' | 'words' | 'evidence' | 'person' }
  | { kind: 'authority'; role: string }
  | { kind: 'vote'; for_winner: number; for_next: number };

export interface Ruling {
  key: string;
  value: string;
  basis: Basis;
  reason: string;
  /** Every option that was claimed; more than one where it was disputed. */
  options: string[];
  votes: Vote[];
}
