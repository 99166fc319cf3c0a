import { expect, test } from 'vitest';
import { withDraft, type Written } from './drafts.ts';

const written = (...parts: [at: number, text: string, attempt?: number][]) =>
  parts.reduce<Written | undefined>(
    (known, [at, text, attempt = 1]) => withDraft(known, { session: 's', call: 'c', attempt, at, text }),
    undefined,
  );

test('parts that follow one another are one text, counted in bytes', () => {
  expect(written([0, 'één '], [6, 'twee'])).toEqual({ attempt: 1, parts: ['één twee'], end: 10 });
});

test('a part that was lost leaves a gap, also at the beginning', () => {
  expect(written([0, 'one '], [9, 'three'], [14, ' four'])?.parts).toEqual(['one ', 'three four']);
  expect(written([4, 'two'], [7, ' three'])?.parts).toEqual(['', 'two three']);
});

test('another attempt begins anew, and the one before says no more', () => {
  expect(written([0, 'one'], [0, 'uno', 2], [3, ' more', 1], [3, ' due', 2])).toEqual({
    attempt: 2,
    parts: ['uno due'],
    end: 7,
  });
});

test('what is told again changes nothing', () => {
  expect(written([0, 'one '], [4, 'two'], [4, 'two'])?.parts).toEqual(['one two']);
});
