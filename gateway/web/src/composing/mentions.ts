// What can be mentioned: files that were made, and the records of the plan with their fields. Pure.
import type { View } from '../protocol/view.ts';

export interface Mention {
  kind: 'file' | 'record' | 'field' | 'symbol';
  /** What is written into the text. */
  name: string;
  note: string;
}

/** What can be mentioned, and what of it is not here. */
export interface Mentioned {
  all: readonly Mention[];
  /** How many there are that were not told. */
  more: number;
  /** Why those of the repository are not known; empty where they are. */
  trouble: string;
}

export const NONE: Mentioned = { all: [], more: 0, trouble: '' };

export function mentionsOf(view: View): Mention[] {
  const records = (view.requirements?.entities ?? []).flatMap((entity): Mention[] => [
    { kind: 'record', name: entity.name, note: entity.kind === 'account' ? 'people who sign in' : 'record' },
    ...entity.fields.map((field): Mention => ({
      kind: 'field',
      name: `${entity.name}.${field.name}`,
      note: field.type,
    })),
    ...entity.relations.map((relation): Mention => ({
      kind: 'field',
      name: `${entity.name}.${relation.name}`,
      note: `→ ${relation.to}`,
    })),
  ]);
  const files = Object.keys(view.files)
    .sort()
    .map((path): Mention => ({ kind: 'file', name: path, note: `${view.files[path]!.lines} lines` }));
  return [...records, ...files];
}

/** What a repository on the disk can be asked about, as the gateway lists it. */
export interface Names {
  files: string[];
  symbols: { name: string; file: string; line: number }[];
  /** How many there are beside these. */
  more?: number;
}

/** Names of the plan come first; a file is named once. */
export function withNames(known: readonly Mention[], names: Names): Mention[] {
  const files = new Set(known.flatMap((one) => (one.kind === 'file' ? [one.name] : [])));
  return [
    ...known,
    ...names.files
      .filter((path) => !files.has(path))
      .map((path): Mention => ({ kind: 'file', name: path, note: 'file' })),
    ...names.symbols.map((one): Mention => ({
      kind: 'symbol',
      name: one.name,
      note: `${one.file}:${one.line}`,
    })),
  ];
}
