/** The rules of an entity's fields, checked before anything is sent. The server checks them again. */
import type { FieldErrors } from '../../api/errors';
import type { <% if constrained %>ConstraintSpec, <% endif %>EntityModel, FieldSpec } from '../../schema/entity';
import { chosenRelations, type FormValues } from './values';

/** 32-bit signed, as the database stores them. */
const INTEGER_MAX = 2_147_483_647;
/** Ten digits before the point and two after, as the database stores them. */
const DECIMAL = /^-?\d{1,10}(\.\d{1,2})?$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function validate(entity: EntityModel, values: FormValues): FieldErrors {
  const errors = checkFields(entity.fields, values);
  for (const relation of chosenRelations(entity)) {
    const empty = values[relation.key] === '';
    if (relation.required && empty) errors[relation.key] = 'Choose one';
  }
<% if constrained %>
  for (const constraint of entity.constraints ?? []) {
    const [first, second] = constraint.of;
    if (first === undefined || second === undefined || first in errors || second in errors)
      continue;
    const error = checkOrder(entity, constraint, [values[first], values[second]]);
    if (error !== null) errors[second] = error;
  }
<% endif %>
  return errors;
}
<% if constrained %>

/** The end is not before the beginning; whether others are in the way is for the server to see. */
function checkOrder(
  entity: EntityModel,
  { kind, of, days = false }: ConstraintSpec,
  [first, second]: readonly [FormValues[string] | undefined, FormValues[string] | undefined],
): string | null {
  const field = entity.fields.find(({ name }) => name === of[0]);
  if (
    kind === 'unique_together' ||
    !field ||
    typeof first !== 'string' ||
    typeof second !== 'string'
  ) {
    return null;
  }
  if (first.trim() === '' || second.trim() === '') return null;
  const distance =
    field.kind === 'integer' || field.kind === 'decimal'
      ? Number(second) - Number(first)
      : Date.parse(second) - Date.parse(first);
  const strict = kind === 'no_overlap' && !days;
  if (distance > 0 || (distance === 0 && !strict)) return null;
  return strict
    ? `This must be after “${field.title}”`
    : `This must not be before “${field.title}”`;
}
<% endif %>

export function checkFields(
  fields: readonly FieldSpec[],
  values: FormValues,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const value = values[field.name];
    const error = typeof value === 'string' ? checkField(field, value.trim()) : null;
    if (error !== null) errors[field.name] = error;
  }
  return errors;
}

function checkField(field: FieldSpec, text: string): string | null {
  if (text === '') return field.required ? 'Fill this in' : null;
  if (field.maxLength !== undefined && Array.from(text).length > field.maxLength) {
    return `Use at most ${field.maxLength} characters`;
  }
  return checkFormat(field, text) ?? checkRange(field, text);
}

function checkFormat(field: FieldSpec, text: string): string | null {
  switch (field.kind) {
    case 'integer':
      return isInteger(text) ? null : 'Enter a whole number';
    case 'decimal':
      return DECIMAL.test(text) ? null : 'Enter an amount such as 12.50';
    case 'email':
      return EMAIL.test(text) ? null : 'Enter an e-mail address such as name@example.com';
    case 'url':
      return isWebAddress(text) ? null : 'Enter an address that starts with https://';
    case 'date':
    case 'date_time':
      return Number.isNaN(Date.parse(text)) ? 'Enter a date' : null;
    case 'enum':
      return (field.values ?? []).includes(text) ? null : 'Choose one of the values';
    case 'string':
    case 'text':
      return text.includes('\0') ? 'Remove the invisible characters' : null;
    case 'boolean':
      return null;
  }
}

function checkRange(field: FieldSpec, text: string): string | null {
  if (field.kind !== 'integer' && field.kind !== 'decimal') return null;
  const value = Number(text);
  if (field.min !== undefined && value < field.min) return `Enter ${field.min} or more`;
  if (field.max !== undefined && value > field.max) return `Enter ${field.max} or less`;
  return null;
}

function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text) && Math.abs(Number(text)) <= INTEGER_MAX;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
