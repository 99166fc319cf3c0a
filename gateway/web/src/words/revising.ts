// One item of a plan changed, said in the words that a revision understands. Pure.
import type { Entity, Field, Requirements } from '../protocol/requirements.ts';
import { plain } from './team.ts';

/** One way to change an item. */
export interface Edit {
  id: string;
  label: string;
  /** What is asked for; null where nothing has to be said. */
  asks: { label: string; value: string } | null;
  words: (said: string) => string;
}

export type PlanItem =
  | { kind: 'record'; entity: Entity }
  | { kind: 'field'; entity: string; field: Field }
  | { kind: 'feature'; name: string }
  /** What no rule has words for: the person's own. */
  | { kind: 'other'; about: string };

const edit = (id: string, label: string, words: string): Edit => ({
  id,
  label,
  asks: null,
  words: () => words,
});

const asking = (id: string, label: string, asks: Edit['asks'], words: (said: string) => string): Edit => ({
  id,
  label,
  asks,
  words: (said) => words(said.trim()),
});

export function editsOf(item: PlanItem): Edit[] {
  switch (item.kind) {
    case 'record':
      return record(item.entity);
    case 'field':
      return field(item.entity, item.field);
    case 'feature':
      return [edit('drop', 'Drop', `drop ${plain(item.name)}`), own()];
    case 'other':
      return [own()];
  }
}

function record(entity: Entity): Edit[] {
  const { name, visibility } = entity;
  return [
    asking(
      'add',
      'Add a field',
      { label: 'Name of the field', value: '' },
      (said) => `add ${said} to ${name}`,
    ),
    asking('rename', 'Rename', { label: 'New name', value: name }, (said) => `rename ${name} to ${said}`),
    ...(entity.kind === 'account'
      ? []
      : [
          ...(visibility === 'public' ? [] : [edit('public', 'Let anyone read', `make ${name} public`)]),
          ...(visibility === 'owner' ? [] : [edit('private', 'Keep to its owner', `make ${name} private`)]),
        ]),
    ...(entity.kind === 'account' ? [] : [edit('drop', 'Drop', `drop ${name}`)]),
    own(),
  ];
}

function field(entity: string, of: Field): Edit[] {
  const at = `${entity}.${of.name}`;
  const has = (limit: string) => of.constraints.some((one) => one === limit);
  return [
    asking('rename', 'Rename', { label: 'New name', value: of.name }, (said) => `rename ${at} to ${said}`),
    has('optional')
      ? edit('required', 'Make required', `make ${at} required`)
      : edit('optional', 'Make optional', `make ${at} optional`),
    ...(has('unique') ? [] : [edit('unique', 'Make unique', `make ${at} unique`)]),
    edit('drop', 'Drop', `drop ${at}`),
    own(),
  ];
}

const own = (): Edit =>
  asking(
    'own',
    'In your own words',
    { label: 'Your change, for example “only admins may delete notes”', value: '' },
    (said) => said,
  );

/** What an assumption speaks of, so that it is changed where it holds. */
export function itemOf(about: string, found: Requirements): PlanItem {
  const [first = '', second = ''] = about.split('.');
  if (first === 'features' && found.features.some((one) => one.name === second))
    return { kind: 'feature', name: second };
  const entity = found.entities.find((one) => one.name === first);
  const of = entity?.fields.find((one) => one.name === second);
  if (entity && of) return { kind: 'field', entity: entity.name, field: of };
  if (entity && (second === '' || second === 'visibility')) return { kind: 'record', entity };
  return { kind: 'other', about };
}
