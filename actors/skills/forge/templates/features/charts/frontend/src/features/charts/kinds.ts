/** What can be charted: accounts and every kind of record, with the titles of their fields. */
import { roles } from '../../auth/roles';
import { allEntities } from '../../entities';
import { profileFields } from '../account/fields';
import type { EntityModel, FieldSpec } from '../../schema/entity';
import { humanize } from '../../schema/format';

export type Kind = {
  /** As the API calls it. */
  readonly table: string;
  readonly titlePlural: string;
  readonly titleOf: (field: string) => string;
  readonly valueOf: (field: string, value: string | boolean | null) => string;
};

const accounts: Kind = {
  table: 'users',
  titlePlural: 'Accounts',
  titleOf: (field) => {
    if (field === 'role') return 'Role';
    return field === 'is_active' ? 'Active' : titleIn(profileFields, field);
  },
  valueOf: (field, value) => {
    const role = Object.entries(roles).find(([name]) => field === 'role' && name === value);
    return role?.[1] ?? nameOf(value);
  },
};

export const kinds: readonly Kind[] = [...allEntities.map(kindOf), accounts];

function kindOf(entity: EntityModel): Kind {
  const { key, titlePlural, fields, workflow } = entity;
  return {
    table: key.replaceAll('-', '_'),
    titlePlural,
    titleOf: (field) => (field === workflow?.field ? workflow.title : titleIn(fields, field)),
    valueOf: (_field, value) => nameOf(value),
  };
}

function titleIn(fields: readonly FieldSpec[], field: string): string {
  return fields.find(({ name }) => name === field)?.title ?? humanize(field);
}

function nameOf(value: string | boolean | null): string {
  if (value === null) return 'Not given';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return humanize(value);
}
