import { expect, test } from 'vitest';
import type { Ruling } from '../protocol/claim.ts';
import type { Entity, Field, Relation, Requirements } from '../protocol/requirements.ts';
import { permissionLines } from './plan.ts';
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

test('what the team ruled is settled by the person, or left to the team again', () => {
  const ruling: Ruling = {
    key: 'id.type',
    value: 'uuid',
    basis: { kind: 'vote', for_winner: 13, for_next: 6 },
    reason: '',
    options: ['integer', 'uuid'],
    votes: [],
  };
  const edits = editsOf({ kind: 'decision', ruling, own: false });
  expect(edits.map((edit) => edit.label)).toEqual(['integer instead of uuid', 'Another value']);
  const item: PlanItem = { kind: 'decision', ruling, own: true };
  expect(said(item, '= integer')).toBe('set id.type to integer');
  expect(said(item, 'value', ' cuid ')).toBe('set id.type to cuid');
  expect(said(item, 'team')).toBe('leave id.type to the team');
  const alone = editsOf({ kind: 'decision', ruling: { ...ruling, options: ['uuid'] }, own: false });
  expect(alone.map((edit) => edit.id)).toEqual(['value']);
});

test('a relation is renamed, loosened and dropped, but for whose a record is', () => {
  const relation: Relation = { name: 'book', kind: 'belongs_to', to: 'Book', required: true, words: '' };
  const item: PlanItem = { kind: 'relation', entity: 'Loan', relation };
  expect(said(item, 'optional')).toBe('make Loan.book optional');
  expect(said(item, 'drop')).toBe('drop Loan.book');
  expect(said(item, 'rename', 'volume')).toBe('rename Loan.book to volume');
  const ids = (kind: Relation['kind']) =>
    editsOf({ ...item, relation: { ...relation, kind } }).map((edit) => edit.id);
  expect(ids('owned_by')).toEqual(['rename', 'own']);
  expect(ids('many_to_many')).toEqual(['rename', 'drop', 'own']);
});

test('rights are taken or kept to one role in the words that are understood', () => {
  const permission = (action: string, scope: 'any' | 'own' = 'any') =>
    ({ role: 'shop_keeper', action, entity: 'Book', scope, words: 'keep books' }) as const;
  const [line] = permissionLines([permission('create'), permission('update', 'own'), permission('delete')]);
  expect(line?.words).toEqual(['keep books']);
  const item: PlanItem = { kind: 'rights', line: line! };
  expect(editsOf(item).map((edit) => edit.id)).toEqual(['no delete', 'only', 'own']);
  expect(said(item, 'no delete')).toBe('shop keeper may not delete Book');
  expect(said(item, 'only', 'update')).toBe('only shop keeper may update Book');
  const offered = editsOf(item).at(-1)?.asks;
  expect(offered).toMatchObject({ value: 'only admin may update Book', stands: true });
});
