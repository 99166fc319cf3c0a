import { describe, expect, it } from 'vitest';
import { accountOf } from '../test/fakeApi';
import { accountId, sampleId, sampleRecord } from '../test/samples';
import { modelOf } from '../test/model';
import { roles, type Role } from './roles';
import { allows, mayEver, owns, type Rule } from './rules';

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
