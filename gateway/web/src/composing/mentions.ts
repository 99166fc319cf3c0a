// What can be mentioned: files that were made, and the records of the plan with their fields. Pure.
import type { View } from '../protocol/view.ts';

export interface Mention {
  kind: 'file' | 'record' | 'field' | 'symbol';
  /** What is written into the text. */
  name: string;
  note: string;
}

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
