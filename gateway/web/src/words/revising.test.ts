import { expect, test } from 'vitest';
import type { Entity, Field, Requirements } from '../protocol/requirements.ts';
import { editsOf, itemOf, type PlanItem } from './revising.ts';

const field: Field = { name: 'due_date', type: 'date', constraints: ['optional'], words: '' };
const entity: Entity = {
  name: 'Note',
  kind: 'record',
  fields: [field],
  relations: [],
  visibility: 'members',
  workflow: null,
  words: '',
};

const said = (item: PlanItem, id: string, words = '') =>
  editsOf(item)
    .find((edit) => edit.id === id)
    ?.words(words);

test('a record and a field are changed in words', () => {
  const record: PlanItem = { kind: 'record', entity };
  expect(said(record, 'add', ' colour ')).toBe('add colour to Note');
  expect(said(record, 'rename', 'Memo')).toBe('rename Note to Memo');
  expect(said(record, 'public')).toBe('make Note public');
  expect(said(record, 'drop')).toBe('drop Note');
  const of: PlanItem = { kind: 'field', entity: 'Note', field };
  expect(said(of, 'required')).toBe('make Note.due_date required');
  expect(said(of, 'optional')).toBeUndefined();
  expect(said(of, 'drop')).toBe('drop Note.due_date');
  expect(said({ kind: 'feature', name: 'full_text_search' }, 'drop')).toBe('drop full text search');
});

test('an account is neither dropped nor shown to others', () => {
  const ids = editsOf({ kind: 'record', entity: { ...entity, kind: 'account' } }).map((edit) => edit.id);
  expect(ids).not.toContain('drop');
  expect(ids).not.toContain('public');
});

test('an assumption is changed where it holds', () => {
  const found = {
    entities: [entity],
    features: [{ name: 'authentication', words: '' }],
  } as unknown as Requirements;
  expect(itemOf('Note.due_date', found).kind).toBe('field');
  expect(itemOf('Note.visibility', found).kind).toBe('record');
  expect(itemOf('features.authentication', found).kind).toBe('feature');
  expect(itemOf('roles.admin', found)).toEqual({ kind: 'other', about: 'roles.admin' });
});
