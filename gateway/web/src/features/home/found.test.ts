import { expect, test } from 'vitest';
import { placesOf, reach, type Hit } from './found.ts';

const hit = (seq: number | null): Hit => ({ session: 's', seq, title: '', excerpt: '' });

test('places are events; a hit in a request is in the list of sessions', () => {
  const answer = { hits: [hit(null), hit(4)], sessions: 1, searched: 1, complete: true };
  expect(placesOf(answer).map((one) => one.seq)).toEqual([4]);
});

test('says how far the search went', () => {
  expect(reach({ hits: [], sessions: 1, searched: 1, complete: true })).toBe(
    'All of 1 session looked through.',
  );
  const cut = { sessions: 9, searched: 3, complete: false };
  expect(reach({ ...cut, hits: [] })).toMatch(/3 of 9 sessions.*may still be in the others/);
  expect(reach({ ...cut, hits: [hit(1)] })).toMatch(/more places than these/);
});
