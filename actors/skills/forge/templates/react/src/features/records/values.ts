/** Between records and what a form's inputs hold: text, ticks and lists of ids. */
import { idText, parseId } from '../../schema/ids';
import type {
  EntityModel,
  FieldSpec,
  InputData,
  RecordData,
  RelationSpec,
} from '../../schema/entity';
import { references } from '../../schema/format';

export type FormValue = string | boolean | readonly string[];
export type FormValues = Readonly<Record<string, FormValue>>;

/** The relations a person chooses; the owner is set by the server. */
export function chosenRelations(entity: EntityModel): readonly RelationSpec[] {
  return entity.relations.filter((relation) => relation.kind !== 'owned_by');
}

/** The values of an empty form, or of one for a record that is there. */
export function formValues(entity: EntityModel, record?: RecordData): FormValues {
  const values = fieldValues(entity.fields, record);
  for (const relation of chosenRelations(entity)) {
    const ids = references(record?.[relation.name]).map((reference) => idText(reference.id));
    values[relation.key] = relation.kind === 'many_to_many' ? ids : (ids[0] ?? '');
  }
  return values;
}

/** The values of some fields; of empty ones when there is nothing to read them from. */
export function fieldValues(
  fields: readonly FieldSpec[],
  source: Partial<RecordData> = {},
): Record<string, FormValue> {
  return Object.fromEntries(fields.map((field) => [field.name, fieldValue(field, source)]));
}

/** The values of some fields, to send. */
export function fieldsToInput(
  fields: readonly FieldSpec[],
  values: FormValues,
): Record<string, InputData[string]> {
  return Object.fromEntries(
    fields.map((field) => [field.name, wireValue(field, values[field.name])]),
  );
}

/** What to send: every field of a new record. */
export function toInput(entity: EntityModel, values: FormValues): InputData {
  const input = fieldsToInput(entity.fields, values);
  for (const relation of chosenRelations(entity)) {
    input[relation.key] = wireRelation(values[relation.key]);
  }
  return input;
}

/** What to send when a record is edited: only what differs, so that nobody else's change is undone. */
export function toChanges(entity: EntityModel, before: FormValues, after: FormValues): InputData {
  const changed = Object.entries(toInput(entity, after)).filter(
    ([name]) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return Object.fromEntries(changed);
}

function fieldValue(field: FieldSpec, source: Partial<RecordData>): FormValue {
  const value = source[field.name];
  if (field.kind === 'boolean') return value === true;
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return field.kind === 'date_time' ? toLocalTime(String(value)) : String(value);
}

function wireValue(field: FieldSpec, value: FormValue | undefined): InputData[string] {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '') return null;
  if (field.kind === 'integer') return Number(text);
  return field.kind === 'date_time' ? new Date(text).toISOString() : text;
}

function wireRelation(value: FormValue | undefined): InputData[string] {
  if (typeof value === 'string') return value === '' ? null : parseId(value);
  return Array.isArray(value) ? (value as readonly string[]).map(parseId) : [];
}

/** An instant as `<input type="datetime-local">` takes it: the reader's own clock, to the minute. */
function toLocalTime(iso: string): string {
  const instant = new Date(iso);
  const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
