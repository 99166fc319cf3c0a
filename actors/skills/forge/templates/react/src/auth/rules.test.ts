import { describe, expect, it } from 'vitest';
import { accountOf } from '../test/fakeApi';
import { accountId, sampleId, sampleRecord } from '../test/samples';
import { modelOf } from '../test/model';
import { roles, type Role } from './roles';
import { allows, mayEver, names, owns, type Rule } from './rules';

const everyRole = Object.keys(roles) as Role[];
const nobody: Rule = { anonymous: false, roles: [], ownRoles: [] };

describe('allows', () => {
  it.each(everyRole)('lets %s do what the role is named for', (role) => {
    const user = accountOf(role);
    expect(allows({ ...nobody, roles: [role] }, user, false)).toBe(true);
    expect(allows({ ...nobody, ownRoles: [role] }, user, true)).toBe(true);
    expect(allows({ ...nobody, ownRoles: [role] }, user, false)).toBe(role === 'admin');
    expect(allows(nobody, user, true)).toBe(role === 'admin');
  });

  it.each(everyRole)('lets %s do what is open to whom the record names', (role) => {
    const rule = { ...nobody, namedRoles: [role] };
    expect(allows(rule, accountOf(role), false, true)).toBe(true);
    expect(allows(rule, accountOf(role), true, false)).toBe(role === 'admin');
    expect(allows(nobody, accountOf(role), false, true)).toBe(role === 'admin');
    expect(mayEver(rule, accountOf(role))).toBe(true);
  });

  it('lets visitors do only what is open to them', () => {
    expect(allows({ ...nobody, anonymous: true }, null, false)).toBe(true);
    expect(allows({ ...nobody, roles: everyRole }, null, true)).toBe(false);
    expect(mayEver(undefined, null)).toBe(false);
  });
});

describe('owns', () => {
  const record = { ...sampleRecord(modelOf({})), keeper: { id: accountId, label: 'Ada' } };

  it('compares the record’s owner with the account', () => {
    expect(owns(accountOf('admin'), 'keeper', record)).toBe(true);
    expect(owns(accountOf('admin', { id: sampleId(7) }), 'keeper', record)).toBe(false);
  });

  it('is never so without an owner or an account', () => {
    expect(owns(accountOf('admin'), undefined, record)).toBe(false);
    expect(owns(null, 'keeper', record)).toBe(false);
    expect(owns(accountOf('admin'), 'created_at', record)).toBe(false);
  });
});

describe('names', () => {
  const record = { ...sampleRecord(modelOf({})), helper: { id: accountId, label: 'Ada' } };

  it('looks at the relations that give a right, and at no other', () => {
    expect(names(accountOf('admin'), ['helper'], record)).toBe(true);
    expect(names(accountOf('admin', { id: sampleId(7) }), ['helper'], record)).toBe(false);
    expect(names(accountOf('admin'), ['keeper'], record)).toBe(false);
    expect(names(accountOf('admin'), undefined, record)).toBe(false);
    expect(names(null, ['helper'], record)).toBe(false);
  });
});
