import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { allEntities } from '../entities';
import { accountOf, FakeApi } from '../test/fakeApi';
import { renderApp } from '../test/renderApp';
import { roles, type Role } from './roles';
import { mayEver } from './rules';

const address = () => screen.getByTestId('address').textContent;

describe('visitors', () => {
  it.each(['/account', '/admin', '/admin/users'])('are sent to log in from %s', async (path) => {
    new FakeApi();
    renderApp(path);
    expect(await screen.findByRole('heading', { name: 'Log in' })).toBeInTheDocument();
    expect(address()).toBe(`/login?next=${encodeURIComponent(path)}`);
  });

  const closed = allEntities.filter(({ rules }) => !mayEver(rules.create, null));
  it.each(closed.map(({ key }) => `/${key}/new`))('are sent to log in from %s', async (path) => {
    new FakeApi();
    renderApp(path);
    expect(await screen.findByRole('heading', { name: 'Log in' })).toBeInTheDocument();
  });
});

const ordinary = (Object.keys(roles) as Role[]).filter((role) => role !== 'admin');
const cases = ordinary.flatMap((role) => [
  { role, path: '/admin', allowed: false },
  ...allEntities.flatMap(({ key, rules }) => [
    { role, path: `/${key}`, allowed: mayEver(rules.list, accountOf(role)) },
    { role, path: `/${key}/new`, allowed: mayEver(rules.create, accountOf(role)) },
  ]),
]);

describe.each(cases)('$role at $path', ({ role, path, allowed }) => {
  it(allowed ? 'is let in' : 'is told that it is not for them', async () => {
    new FakeApi().signedIn(accountOf(role));
    renderApp(path);
    expect(await screen.findByRole('heading', { level: 1 })).toBeInTheDocument();
    const refused = screen.queryByRole('heading', { name: 'Not for your role' });
    expect(refused === null).toBe(allowed);
  });
});
