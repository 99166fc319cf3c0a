import { describe, expect, it } from 'vitest';
import { fieldOf, modelOf, relationTo } from '../test/model';
import { sampleId } from '../test/samples';
import { formatField, humanize, recordLabel, references } from './format';
import { idText } from './ids';

const record = {
  id: sampleId(1),
  name: 'x'.repeat(200),
  created_at: '2030-01-15T10:00:00Z',
  updated_at: '2030-01-15T10:00:00Z',
};

describe('recordLabel', () => {
  it('shortens what would not fit a line', () => {
    expect(recordLabel(modelOf({ label: 'name' }), record)).toBe(`${'x'.repeat(80)}…`);
  });

  it('falls back to what the record belongs to', () => {
    const entity = modelOf({ relations: [relationTo('shelves')] });
    const shelved = { ...record, thing: { id: sampleId(2), label: 'Top shelf' } };
    expect(recordLabel(entity, shelved)).toBe('Thing: Top shelf');
  });

  it('falls back to the kind and the id', () => {
    const id = idText(record.id).slice(0, 8);
    expect(recordLabel(modelOf({ label: 'id' }), record)).toBe(`Thing ${id}`);
    expect(recordLabel(modelOf({ label: 'missing' }), record)).toBe(`Thing ${id}`);
  });
});

describe('formatField', () => {
  it.each([
    ['string', 'words', /^words$/],
    ['integer', 12, /^12$/],
    ['decimal', '12.50', /^12.50$/],
    ['enum', 'in_progress', /^In progress$/],
    ['date', '2030-01-31', /31/],
    ['date_time', '2030-01-15T10:00:00Z', /15/],
    ['boolean', true, /^Yes$/],
    ['boolean', null, /^No$/],
    ['text', '', /^–$/],
    ['url', null, /^–$/],
  ] as const)('shows a %s %j', (kind, value, expected) => {
    expect(formatField(fieldOf(kind), value)).toMatch(expected);
  });
});

it('humanize makes words of a name', () => {
  expect(humanize('in_progress')).toBe('In progress');
});

it('references reads none, one or many', () => {
  const ref = { id: sampleId(1), label: 'One' };
  expect(references(null)).toEqual([]);
  expect(references(ref)).toEqual([ref]);
  expect(references([ref, ref])).toHaveLength(2);
});
