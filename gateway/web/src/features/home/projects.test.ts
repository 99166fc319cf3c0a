import { expect, test } from 'vitest';
import type { Listed } from '../../state/sessions.svelte.ts';
import { folderName, projectsOf, sumOf } from './projects.ts';

const one = (id: string, path: string | null, changed_ms: number, more: Partial<Listed> = {}): Listed => ({
  id,
  state: 'done',
  path,
  request: id,
  created_ms: 1,
  changed_ms,
  ...more,
});

test('sessions of one folder are one project, newest first', () => {
  const all = [one('a', '/p/shop', 10), one('b', '/p/blog', 30), one('c', '/p/shop', 20), one('d', null, 5)];
  const told = projectsOf(all).map(({ place, sessions }) => [place, ...sessions.map(({ id }) => id)]);
  expect(told).toEqual([
    ['/p/blog', 'b'],
    ['/p/shop', 'c', 'a'],
    ['d', 'd'],
  ]);
  expect(all.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
});

test('what was spent is summed, and calls without a price are told apart', () => {
  const sum = sumOf([
    one('a', '/x', 1, { tokens: 5, cost_usd: 0.5 }),
    one('b', '/x', 1, { tokens: 7, cost_usd: null, unpriced_calls: 2 }),
  ]);
  expect(sum).toEqual({ tokens: 12, dollars: 0.5, unpriced: 2 });
  expect(folderName('/p/shop/')).toBe('shop');
  expect(folderName('/')).toBe('/');
});
