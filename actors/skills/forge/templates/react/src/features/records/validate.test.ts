import { describe, expect, it } from 'vitest';
import type { FieldKind, FieldSpec, RelationSpec } from '../../schema/entity';
import { fieldOf, modelOf } from '../../test/model';
import { checkFields, validate } from './validate';

type Case = [kind: FieldKind, value: string, error: RegExp | null, limits?: Partial<FieldSpec>];

const cases: readonly Case[] = [
  ['string', '', /Fill this in/],
  ['string', '   ', /Fill this in/],
  ['string', '', null, { required: false }],
  ['string', 'abcd', /at most 3/, { maxLength: 3 }],
  ['string', 'ab👍', null, { maxLength: 3 }],
  ['text', 'a\0b', /invisible/],
  ['text', 'any words', null],
  ['integer', '12', null],
  ['integer', '-12', null],
  ['integer', '1.5', /whole number/],
  ['integer', '3000000000', /whole number/],
  ['integer', '0', /1 or more/, { min: 1 }],
  ['integer', '10', /9 or less/, { max: 9 }],
  ['decimal', '12.50', null],
  ['decimal', '12.505', /such as 12.50/],
  ['decimal', '-1', /0 or more/, { min: 0 }],
  ['date', '2030-01-31', null],
  ['date', '2030-31-31', /Enter a date/],
  ['date_time', '2030-01-31T10:00', null],
  ['email', 'name@example.com', null],
  ['email', 'name', /e-mail address/],
  ['url', 'https://example.com/a', null],
  ['url', 'javascript:alert(1)', /https/],
  ['url', 'example', /https/],
  ['enum', 'small', null, { values: ['small', 'large'] }],
  ['enum', 'huge', /one of the values/, { values: ['small', 'large'] }],
];

describe('a field', () => {
  it.each(cases)('of kind %s with %j', (kind, value, error, limits) => {
    const found = checkFields([fieldOf(kind, limits)], { [kind]: value })[kind];
    if (error) expect(found).toMatch(error);
    else expect(found).toBeUndefined();
  });

  it('that is ticked or not is always right', () => {
    expect(checkFields([fieldOf('boolean')], { boolean: false })).toEqual({});
  });
});

describe('a relation', () => {
  const relation: RelationSpec = {
    name: 'shelf',
    key: 'shelf_id',
    title: 'Shelf',
    kind: 'belongs_to',
    target: 'shelves',
    required: true,
  };

  it('that is required must be chosen', () => {
    const entity = modelOf({ relations: [relation] });
    expect(validate(entity, { shelf_id: '' })).toEqual({ shelf_id: 'Choose one' });
    expect(validate(entity, { shelf_id: '1' })).toEqual({});
  });

  it('may stay open otherwise', () => {
    const entity = modelOf({ relations: [{ ...relation, required: false }] });
    expect(validate(entity, { shelf_id: '' })).toEqual({});
  });
});
<% if constrained %>

describe('a beginning and an end', () => {
  type Order = [kind: FieldKind, how: 'no_overlap' | 'in_order', first: string, second: string];
  const check = ([kind, how, first, second]: Order) => {
    const fields = ['first', 'second'].map((name) => ({
      ...fieldOf(kind),
      name,
      title: name,
      required: false,
    }));
    const days = kind === 'date';
    const entity = modelOf({ fields, constraints: [{ kind: how, of: ['first', 'second'], days }] });
    return validate(entity, { first, second }).second;
  };

  it.each<Order>([
    ['date_time', 'no_overlap', '2030-01-31T10:00', '2030-01-31T09:00'],
    ['date_time', 'no_overlap', '2030-01-31T10:00', '2030-01-31T10:00'],
    ['date', 'in_order', '2030-01-31', '2030-01-30'],
    ['integer', 'in_order', '10', '9'],
    ['decimal', 'in_order', '10.00', '9.50'],
  ])('of kind %s, %s, from %s to %s are refused', (...order) => {
    expect(check(order)).toMatch(/This must (not be before|be after) “first”/);
  });

  it.each<Order>([
    ['date_time', 'no_overlap', '2030-01-31T10:00', '2030-01-31T11:00'],
    ['date', 'no_overlap', '2030-01-31', '2030-01-31'],
    ['integer', 'in_order', '9', '10'],
    ['date', 'in_order', '2030-01-31', ''],
  ])('of kind %s, %s, from %s to %s are right', (...order) => {
    expect(check(order)).toBeUndefined();
  });
});
<% endif %>
