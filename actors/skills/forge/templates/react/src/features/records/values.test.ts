import { describe, expect, it } from 'vitest';
import { idText } from '../../schema/ids';
import { fieldOf, modelOf } from '../../test/model';
import { sampleId } from '../../test/samples';
import { formValues, toChanges, toInput } from './values';

const entity = modelOf({
  fields: [fieldOf('string'), fieldOf('integer'), fieldOf('boolean'), fieldOf('date_time')],
  relations: [
    {
      name: 'shelf',
      key: 'shelf_id',
      title: 'Shelf',
      kind: 'belongs_to',
      target: 'shelves',
      required: false,
    },
    {
      name: 'tags',
      key: 'tag_ids',
      title: 'Tags',
      kind: 'many_to_many',
      target: 'tags',
      required: false,
    },
    {
      name: 'owner',
      key: 'owner_id',
      title: 'Owner',
      kind: 'owned_by',
      target: 'users',
      required: true,
    },
  ],
});

const record = {
  id: sampleId(1),
  string: 'Words',
  integer: 4,
  boolean: true,
  date_time: '2030-03-10T08:30:00.000Z',
  shelf: { id: sampleId(2), label: 'Top' },
  tags: [{ id: sampleId(3), label: 'Red' }],
  owner: { id: sampleId(4), label: 'Ada' },
  created_at: '2030-01-15T10:00:00Z',
  updated_at: '2030-01-15T10:00:00Z',
};

describe('form values', () => {
  it('come back as they were sent', () => {
    expect(toInput(entity, formValues(entity, record))).toEqual({
      string: 'Words',
      integer: 4,
      boolean: true,
      date_time: '2030-03-10T08:30:00.000Z',
      shelf_id: sampleId(2),
      tag_ids: [sampleId(3)],
    });
  });

  it('that are empty send nothing', () => {
    expect(toInput(entity, formValues(entity))).toEqual({
      string: null,
      integer: null,
      boolean: false,
      date_time: null,
      shelf_id: null,
      tag_ids: [],
    });
  });

  it('send only what was changed', () => {
    const before = formValues(entity, record);
    expect(toChanges(entity, before, before)).toEqual({});
    const after = { ...before, string: ' Other ', tag_ids: [idText(sampleId(5))] };
    expect(toChanges(entity, before, after)).toEqual({ string: 'Other', tag_ids: [sampleId(5)] });
  });
});
