/** Filling in forms by their fields' names. */
import { fireEvent } from '@testing-library/react';
import type { EntityModel, FieldSpec } from '../schema/entity';
import { asText } from '../schema/format';
import { idText } from '../schema/ids';
import { fieldId } from '../ui/Field';
import { accountId, sampleId, <% if constrained %>sampleOf<% else %>sampleValue<% endif %> } from './samples';

export function control(name: string, scope = ''): HTMLElement {
  const element = document.getElementById(fieldId(name, scope));
  if (!element) throw new Error(`the form has no input for ${name}`);
  return element;
}

export function fill(name: string, value: string, scope = ''): void {
  fireEvent.change(control(name, scope), { target: { value } });
}

/** Fills in what must be filled in. */
export function fillRequired(entity: EntityModel): void {
  for (const field of requiredFields(entity)) fill(field.name, typed(<% if constrained %>entity, <% endif %>field));
  for (const { kind, required, key, target } of entity.relations) {
    const id = target === 'users' ? accountId : sampleId(1);
    if (kind === 'belongs_to' && required) fill(key, idText(id));
  }
}

export function requiredFields(entity: EntityModel): readonly FieldSpec[] {
  return entity.fields.filter(({ required, kind }) => required && kind !== 'boolean');
}

/** A field's sample as a person would type it. */
function typed(<% if constrained %>entity: EntityModel, <% endif %>field: FieldSpec): string {
  const value = <% if constrained %>sampleOf(entity, field, 1)<% else %>sampleValue(field, 1)<% endif %>;
  if (field.kind !== 'date_time') return asText(value === true ? null : value);
  const instant = new Date(String(value));
  const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
