/** Values that the API takes, different each time where they have room to be. */
import { randomBytes<% if constrained %>, randomInt<% endif %> } from 'node:crypto';
import type { <% if constrained %>EntityModel, <% endif %>FieldSpec } from '../../src/schema/entity';

export function uniqueName(word: string): string {
  return `${word} ${randomBytes(4).toString('hex')}`;
}

/** A value as the API takes it. */
export function valueOf(field: FieldSpec): string | number | boolean {
  switch (field.kind) {
    case 'string':
    case 'text':
      return randomText(field);
    case 'integer':
      return inRange(field);
    case 'decimal':
      return inRange(field).toFixed(2);
    case 'boolean':
      return true;
    case 'date':
      return '2030-03-10';
    case 'date_time':
      return '2030-03-10T08:30:00.000Z';
    case 'email':
      return `${randomBytes(6).toString('hex')}@example.com`;
    case 'url':
      return `https://example.com/${randomBytes(6).toString('hex')}`;
    case 'enum':
      return field.values?.[0] ?? '';
  }
}

/** A value as a person types it. */
export function typedValue(field: FieldSpec): string {
  return field.kind === 'date_time' ? '2030-03-10T08:30' : valueOf(field).toString();
}

/** Short fields hold the random end alone: it is what makes the value unique. */
function randomText({ title, maxLength = Number.POSITIVE_INFINITY }: FieldSpec): string {
  const random = randomBytes(4).toString('hex');
  const text = `${title} ${random}`;
  return text.length <= maxLength ? text : random.slice(0, maxLength);
}

function inRange({ min = 1, max = min + 8 }: FieldSpec): number {
  return Math.min(min + 1, max);
}
<% if constrained %>

const DAY_MS = 24 * 60 * 60 * 1000;
/** Days among which a time is chosen: two records seldom get the same one. */
const DAYS = 300_000;

/** Beginnings and ends that fit together, each time when nothing else is. */
export function timesOf(entity: EntityModel): Readonly<Record<string, string>> {
  const times: Record<string, string> = {};
  for (const { kind, of } of entity.constraints ?? []) {
    const [first, second] = of;
    const field = entity.fields.find(({ name }) => name === first);
    if (kind === 'unique_together' || !field || second === undefined) continue;
    if (field.kind !== 'date' && field.kind !== 'date_time') continue;
    const begins = Date.parse('2100-01-01T08:30:00Z') + randomInt(DAYS) * DAY_MS;
    const whole = field.kind === 'date';
    const ends = begins + (whole ? DAY_MS : 60 * 60 * 1000);
    for (const [name, moment] of [
      [field.name, begins],
      [second, ends],
    ] as const) {
      const text = new Date(moment).toISOString();
      times[name] = whole ? text.slice(0, 10) : text;
    }
  }
  return times;
}
<% endif %>
