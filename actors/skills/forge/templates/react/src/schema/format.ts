/** Values of records as people read them. */
import { idText } from './ids';
import type { EntityModel, FieldSpec, RecordData, RecordRef, WireValue } from './entity';
<% if on.rich_text %>
import { plainText } from './plainText';
<% endif %>

/** Records whose label is a long text are named by its beginning. */
const LABEL_LENGTH_MAX = 80;

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
// A calendar date has no zone: shown in the reader's it could move by a day.
const calendarDates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function recordLabel(entity: EntityModel, record: RecordData): string {
<% if on.rich_text %>
  const text = entity.label === 'id' ? '' : asText(record[entity.label]);
  const field = entity.fields.find(({ name }) => name === entity.label);
  const named = field?.kind === 'text' ? plainText(text) : text.trim();
<% else %>
  const named = entity.label === 'id' ? '' : asText(record[entity.label]).trim();
<% endif %>
  const label = named === '' ? describe(entity, record) : named;
  return label.length > LABEL_LENGTH_MAX ? `${label.slice(0, LABEL_LENGTH_MAX).trimEnd()}…` : label;
}

/** A record without a name of its own is known by what it belongs to. */
function describe(entity: EntityModel, record: RecordData): string {
  const relation = entity.relations.find(({ kind }) => kind === 'belongs_to');
  const whole = relation ? references(record[relation.name])[0] : undefined;
  if (whole) return `${entity.title}: ${whole.label}`;
  return `${entity.title} ${idText(record.id).slice(0, 8)}`;
}

/** `in_progress` as `In progress`. */
export function humanize(name: string): string {
<% if on.i18n %>
  return choiceName(name);
<% else %>
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
<% endif %>
}

export function formatDate(iso: string): string {
  return dates.format(new Date(iso));
}

export function formatTime(iso: string): string {
  return times.format(new Date(iso));
}

export function formatCalendarDate(date: string): string {
  return calendarDates.format(new Date(`${date}T00:00:00Z`));
}

/** A text or a number as text; anything else is empty. */
export function asText(value: WireValue | undefined): string {
  if (typeof value === 'number') return value.toString();
  return typeof value === 'string' ? value : '';
}

/** A field's value as text; an empty one is a dash. */
export function formatField(field: FieldSpec, value: WireValue | undefined): string {
  if (field.kind === 'boolean') return value === true ? 'Yes' : 'No';
  const text = asText(value);
  if (text === '') return '–';
  switch (field.kind) {
    case 'date':
      return formatCalendarDate(text);
    case 'date_time':
      return formatTime(text);
    case 'enum':
      return humanize(text);
    case 'string':
    case 'text':
    case 'integer':
    case 'decimal':
    case 'email':
    case 'url':
      return text;
  }
}

/** The records a relation points at: none, one or many. */
export function references(value: WireValue | undefined): readonly RecordRef[] {
  if (typeof value !== 'object' || value === null) return [];
  return 'id' in value ? [value] : value;
}
