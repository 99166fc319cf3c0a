import { expect, test } from 'vitest';
import { readDollars, readTokens } from './limits.ts';

test('money is read with a point or a comma, to the millionth', () => {
  expect(readDollars('0.50').max).toBe(500_000);
  expect(readDollars(' 0,50 ').max).toBe(500_000);
  expect(readDollars('$2').max).toBe(2_000_000);
  expect(readDollars('0.005').max).toBe(5_000);
  expect(readDollars('0.000001').max).toBe(1);
  expect(readDollars('123456.7').max).toBe(123_456_700_000);
});

test('what is no amount of money is refused, and never no limit', () => {
  for (const text of [
    '',
    'abc',
    '-1',
    '.5',
    '1.',
    '1e3',
    '0.5.0',
    '1 000',
    'NaN',
    'Infinity',
    '0.0000001',
    '0',
    '0,00',
  ]) {
    const { max, why } = readDollars(text);
    expect(max, text).toBeNull();
    expect(why, text).toBeTruthy();
  }
});

test('an amount with two meanings is refused with both', () => {
  expect(readDollars('1,000').why).toContain('1000 or 1.0000');
  expect(readDollars('1.000').why).toContain('two ways');
});

test('tokens are whole, grouped or not, and may be without a limit', () => {
  expect(readTokens('200000')).toEqual({ max: 200_000, why: null });
  expect(readTokens('200 000').max).toBe(200_000);
  expect(readTokens('1,500,000').max).toBe(1_500_000);
  expect(readTokens(' ')).toEqual({ max: null, why: null });
  for (const text of ['abc', '-5', '1.5', '20 00', '0', '1e6', '1,50'])
    expect(readTokens(text).why, text).toBeTruthy();
});
