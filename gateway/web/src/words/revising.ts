// One item of a plan changed, said in the words that a revision understands. Pure.
import type { Ruling } from '../protocol/claim.ts';
import type { Entity, Field, Relation, Requirements } from '../protocol/requirements.ts';
import type { PermissionLine } from './plan.ts';
import { plain } from './team.ts';

/** One way to change an item. */
export interface Edit {
  id: string;
  label: string;
  /** What is asked for; null where nothing has to be said. What `stands` is a change as it is offered. */
  asks: { label: string; value: string; stands?: true } | null;
  words: (said: string) => string;
}

export type PlanItem =
  | { kind: 'record'; entity: Entity }
  | { kind: 'field'; entity: string; field: Field }
  | { kind: 'relation'; entity: string; relation: Relation }
  | { kind: 'feature'; name: string }
  | { kind: 'rights'; line: PermissionLine }
  /** What the team rules on; `own` where the person settled it. */
  | { kind: 'decision'; ruling: Ruling; own: boolean }
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
    case 'relation':
      return relation(item.entity, item.relation);
    case 'rights':
      return rights(item.line);
    case 'decision':
      return decision(item.ruling, item.own);
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

/** Whose a record is can be called otherwise, and nothing else: who may change it depends on it. */
function relation(entity: string, of: Relation): Edit[] {
  const at = `${entity}.${of.name}`;
  const optional = of.required
    ? edit('optional', 'Make optional', `make ${at} optional`)
    : edit('required', 'Make required', `make ${at} required`);
  return [
    asking('rename', 'Rename', { label: 'New name', value: of.name }, (said) => `rename ${at} to ${said}`),
    ...(of.kind === 'belongs_to' ? [optional] : []),
    ...(of.kind === 'owned_by' ? [] : [edit('drop', 'Drop', `drop ${at}`)]),
    own(),
  ];
}

/** What can be taken from a role; that somebody makes or moves a record holds up others. */
const TAKEN = new Set(['update', 'delete']);

function rights({ role, entity, deeds }: PermissionLine): Edit[] {
  const who = plain(role);
  const first = deeds.find((one) => TAKEN.has(one.name)) ?? deeds[0];
  return [
    ...deeds
      .filter((one) => TAKEN.has(one.name) && !one.own)
      .map((one) => edit(`no ${one.name}`, `Not ${one.name}`, `${who} may not ${one.name} ${entity}`)),
    asking(
      'only',
      `Only ${who}`,
      { label: `What nobody but ${who} may do with ${entity}`, value: first?.name ?? '', stands: true },
      (said) => `only ${who} may ${said} ${entity}`,
    ),
    own(`only admin may ${first?.name ?? 'delete'} ${entity}`),
  ];
}

function decision({ key, value, options }: Ruling, mine: boolean): Edit[] {
  return [
    ...options
      .filter((option) => option !== value)
      .map((option) => edit(`= ${option}`, `${option} instead of ${value}`, `set ${key} to ${option}`)),
    asking(
      'value',
      options.length > 1 ? 'Another value' : `Something else than ${value}`,
      { label: `What ${key} should be: a number, or a word or two`, value: '' },
      (said) => `set ${key} to ${said}`,
    ),
    ...(mine ? [edit('team', 'Leave it to the team', `leave ${key} to the team`)] : []),
  ];
}

const own = (value = ''): Edit =>
  asking(
    'own',
    'In your own words',
    {
      label: 'Your change, for example “only admins may delete notes”',
      value,
      ...(value !== '' && { stands: true as const }),
    },
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
  const to = entity?.relations.find((one) => one.name === second);
  if (entity && to) return { kind: 'relation', entity: entity.name, relation: to };
  if (entity && (second === '' || second === 'visibility')) return { kind: 'record', entity };
  return { kind: 'other', about };
}
