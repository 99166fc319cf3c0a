// What a person asked for: each item carries the words it came from, or is listed as an assumption.

export interface Requirements {
  product: { name: string; title: string; summary: string; words: string };
  entities: Entity[];
  roles: { name: string; default: boolean; words: string }[];
  permissions: Permission[];
  features: { name: string; words: string }[];
  stack: { name: string; words: string }[];
  constraints: { kind: string; words: string }[];
  /** What the person settled instead of the team, by the key of a ruling. */
  decisions?: { key: string; value: string; words: string }[];
  assumptions: { about: string; text: string }[];
  not_understood: string[];
  unsupported: string[];
}

export interface Entity {
  name: string;
  kind: 'account' | 'record';
  fields: Field[];
  relations: Relation[];
  visibility: 'public' | 'members' | 'owner' | 'parent';
  workflow: Workflow | null;
  /** What must hold between fields, or between one record and the others. */
  constraints?: RecordConstraint[];
  words: string;
}

export type FieldConstraint =
  'optional' | 'unique' | { min: number } | { max: number } | { max_length: number };

export interface Field {
  name: string;
  type: string;
  constraints: FieldConstraint[];
  values?: string[];
  words: string;
}

export interface Relation {
  name: string;
  kind: 'belongs_to' | 'owned_by' | 'many_to_many';
  to: string;
  required: boolean;
  words: string;
}

export interface Workflow {
  field: string;
  initial: string;
  states: string[];
  transitions: { name: string; from: string[]; to: string }[];
  words: string;
}

export interface RecordConstraint {
  kind: 'unique_together' | 'no_overlap' | 'in_order';
  of: string[];
  /** What two records must share to be in each other's way. */
  within?: string[];
  words: string;
}

export interface Permission {
  role: string;
  action: string | { transition: string };
  entity: string;
  scope: 'any' | 'own';
  words: string;
}
