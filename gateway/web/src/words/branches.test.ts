import { expect, test } from 'vitest';
import type { Event } from '../protocol/event.ts';
import { branchings, folderBeside, forkBefore, rewordings, type Known } from './branches.ts';

const known = (id: string, parent: Known['parent'] = null): Known => ({ id, title: id, parent });
const parent = (session: string, at: number) => ({ session, at, head: '', at_ms: 0 });
// As the gateway lists them: the newest first.
const sessions = [known('c', { session: 'a', at: 10 }), known('b', { session: 'a', at: 10 }), known('a')];

test('a session and its forks stand beside one another where they parted', () => {
  const of = branchings('a', [], sessions, [1, 12]);
  expect([...of.keys()]).toEqual([12]);
  expect(of.get(12)).toMatchObject({ here: 0, all: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] });
});

test('from within a fork', () => {
  const of = branchings('c', [parent('a', 10)], sessions, [1, 14]);
  expect(of.get(14)).toMatchObject({ here: 2 });
});

test('where nobody parted there is nothing to show', () => {
  expect(branchings('a', [], [known('a')], [1, 12]).size).toBe(0);
  expect(branchings('a', [], sessions, [1]).size).toBe(0);
});

test('another revision begins at the plan before it', () => {
  const drafted = (seq: number) =>
    ({ seq, body: { family: 'plan', event: { kind: 'drafted' } } }) as unknown as Event;
  expect(forkBefore([drafted(5), drafted(9)], 8)).toBe(5);
  expect(forkBefore([drafted(5)], 4)).toBeNull();
});

test('a folder of its own', () => {
  expect(folderBeside('/p/notes', [])).toBe('/p/notes-2');
  expect(folderBeside('/p/notes-2', ['/p/notes-2', '/p/notes-3'])).toBe('/p/notes-4');
});

test('a request that was said otherwise stands beside the first, wherever one looks from', () => {
  const all = [known('d'), known('c'), known('b'), known('a')];
  const of = new Map([
    ['b', 'a'],
    ['d', 'b'],
  ]);
  const ids = (session: string, lineage = [] as ReturnType<typeof parent>[]) => {
    const found = rewordings(session, lineage, all, of);
    return found && [found.here, found.all.map((one) => one.id).join('')];
  };
  expect(ids('a')).toEqual([0, 'abd']);
  expect(ids('d')).toEqual([2, 'abd']);
  expect(ids('c')).toBeNull();
  expect(ids('x', [parent('b', 4)])).toEqual([1, 'abd']);
  expect(rewordings('a', [], all, new Map([['a', 'a']]))).toBeNull();
});
