/** Records made from what the entities say of themselves. */
import type {
  EntityModel,
  FieldSpec,
  InputData,
  RecordData,
  RecordRef,
  WireValue,
} from '../schema/entity';
import { parseId, type Id } from '../schema/ids';

export const accountId: Id = sampleId(900);

export function sampleId(number: number): Id {
<% if uuid %>
  return parseId(`00000000-0000-4000-8000-${number.toString().padStart(12, '0')}`);
<% else %>
  return parseId(number.toString());
<% endif %>
}

/** A record with every field filled, different by number, and owned by the account of the tests. */
export function sampleRecord(entity: EntityModel, number = 1): RecordData {
  const record: Record<string, WireValue> = {};
  for (const field of entity.fields) record[field.name] = <% if constrained %>sampleOf(entity, field, number)<% else %>sampleValue(field, number)<% endif %>;
  for (const relation of entity.relations) {
    const ref = sampleRef(relation.target, relation.title);
    record[relation.name] = relation.kind === 'many_to_many' ? [ref] : ref;
  }
  if (entity.workflow) record[entity.workflow.field] = entity.workflow.initial;
  return {
    ...record,
    id: sampleId(number),
    created_at: '2030-01-15T10:00:00Z',
    updated_at: '2030-02-20T12:30:00Z',
  };
}

/** What a form sends for a record with its required parts filled. */
export function sampleInput(entity: EntityModel, number = 1): InputData {
  const input: Record<string, InputData[string]> = {};
  for (const field of entity.fields) {
    const asked = field.required && field.kind !== 'boolean';
    const empty = field.kind === 'boolean' ? false : null;
    input[field.name] = asked ? <% if constrained %>sampleOf(entity, field, number)<% else %>sampleValue(field, number)<% endif %> : empty;
  }
  for (const { kind, key, required, target, title } of entity.relations) {
    if (kind === 'many_to_many') input[key] = [];
    if (kind === 'belongs_to') input[key] = required ? sampleRef(target, title).id : null;
  }
  return input;
}

<% if constrained %>
/** The same, and later where something ends with it. */
export function sampleOf(
  entity: EntityModel,
  field: FieldSpec,
  number: number,
): string | number | boolean {
  const ends = (entity.constraints ?? []).some(
    ({ kind, of }) => kind !== 'unique_together' && of[1] === field.name,
  );
  if (ends && field.kind === 'date') return '2030-03-11';
  if (ends && field.kind === 'date_time') return '2030-03-10T09:30:00.000Z';
  return sampleValue(field, number);
}

<% endif %>
export function sampleValue(field: FieldSpec, number: number): string | number | boolean {
  const longest = field.maxLength ?? Number.POSITIVE_INFINITY;
  switch (field.kind) {
    case 'string':
    case 'text':
      return `${number} ${field.title}`.slice(0, longest);
    case 'integer':
      return withinRange(field, number);
    case 'decimal':
      return withinRange(field, number).toFixed(2);
    case 'boolean':
      return true;
    case 'date':
      return '2030-03-10';
    case 'date_time':
      return '2030-03-10T08:30:00.000Z';
    case 'email':
      return `person${number}@example.com`;
    case 'url':
      return `https://example.com/${number}`;
    case 'enum':
      return field.values?.[0] ?? '';
  }
}

function sampleRef(target: string, title: string): RecordRef {
  return target === 'users'
    ? { id: accountId, label: 'Ada Lovelace' }
    : { id: sampleId(1), label: `${title} 1` };
}

function withinRange({ min, max }: FieldSpec, number: number): number {
  return Math.min(Math.max(number, min ?? number), max ?? number);
}
