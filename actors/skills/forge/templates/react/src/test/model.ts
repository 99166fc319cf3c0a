/** An entity with a field of every kind, for tests of what is made from fields. */
import type { EntityModel, FieldKind, FieldSpec, RelationSpec } from '../schema/entity';

const unused = () => Promise.reject(new Error('this entity has no API'));

export function fieldOf(kind: FieldKind, changes: Partial<FieldSpec> = {}): FieldSpec {
  return { name: kind, title: kind, kind, required: true, ...changes };
}

export function relationTo(target: string, changes: Partial<RelationSpec> = {}): RelationSpec {
  return {
    name: 'thing',
    key: 'thing_id',
    title: 'Thing',
    kind: 'belongs_to',
    target,
    required: true,
    ...changes,
  };
}

export function modelOf(changes: Partial<EntityModel>): EntityModel {
  return {
    key: 'things',
    name: 'thing',
    title: 'Thing',
    titlePlural: 'Things',
    label: 'id',
    layout: 'table',
    inNavigation: true,
    searchable: false,
    sorts: ['created_at'],
    fields: [],
    relations: [],
    children: [],
    rules: {},
    api: {
      list: unused,
      read: unused,
      create: unused,
      update: unused,
      remove: unused,
      transitions: {},
    },
    ...changes,
  };
}
