import { expect, test } from 'vitest';
import { CHARACTERS, QUESTION, isMeasured, leaveOut, messageOf, misplaced, type Reading } from './reading.ts';

const reading = (name: string, text: string): Reading => ({ id: name, name, kind: 'words', text, note: '' });
const sized = (name: string, length: number) => reading(name, 'x'.repeat(length));

test('a message is what was typed, then each file, a blank line between', () => {
  const files = [reading('a', 'Book: title\n'), reading('b', ' Loan: due ')];
  expect(messageOf('  A library ', files)).toBe('A library\n\nBook: title\n\nLoan: due');
  expect(messageOf('', files.slice(0, 1))).toBe('Book: title');
  expect(messageOf('only this', [])).toBe('only this');
  expect(messageOf(' ', [reading('empty', ' \n')])).toBe('');
});

test('says which file to leave out: the smallest that is enough', () => {
  const files = [sized('small', 500), sized('middle', 4_000), sized('large', 7_000)];
  expect(leaveOut('', files.slice(0, 2), CHARACTERS)).toEqual([]);
  expect(leaveOut('', files, CHARACTERS)?.map((one) => one.name)).toEqual(['middle']);
  const most = [sized('a', 6_000), sized('b', 9_000), sized('c', 8_000)];
  expect(leaveOut('words', most, CHARACTERS)?.map((one) => one.name)).toEqual(['b', 'c']);
  expect(leaveOut('x'.repeat(10_001), files, CHARACTERS)).toBeNull();
});

test('the blank lines between count, and signs are counted as the gateway does', () => {
  expect(leaveOut('x'.repeat(5_000), [sized('a', 4_998)], CHARACTERS)).toEqual([]);
  expect(leaveOut('x'.repeat(5_000), [sized('a', 4_999)], CHARACTERS)).toHaveLength(1);
  expect(CHARACTERS.of('👩a')).toBe(2);
  expect(QUESTION.of('é')).toBe(2);
});

test('a description of a product stands alone at the beginning', () => {
  const shop: Reading = { ...reading('shop.yaml', 'blueprint: 1'), kind: 'description' };
  expect(misplaced(' ', [shop], true)).toBe('');
  expect(misplaced('and fast', [shop], true)).toMatch(/^shop\.yaml describes a whole product, and stands/);
  expect(misplaced('', [reading('a', 'b'), shop], true)).toMatch(/send it alone/);
  expect(misplaced('', [shop], false)).toMatch(/begin a new request/);
  expect(misplaced('words', [reading('a', 'b')], false)).toBe('');
  expect([isMeasured([shop]), isMeasured([reading('a', 'b')])]).toEqual([false, true]);
});
