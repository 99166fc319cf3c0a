import { describe, expect, it, vi } from 'vitest';
import { batched } from './batch';

/** Answers every number with its double, and odd ones not at all. */
function doubling(most: number) {
  const ask = vi.fn((keys: readonly number[]) => {
    const even = keys.filter((key) => key % 2 === 0);
    return Promise.resolve(new Map(even.map((key) => [key, 2 * key])));
  });
  return { ask, get: batched(ask, most) };
}

describe('what is asked for at the same moment', () => {
  it('is one question, each thing once', async () => {
    const { ask, get } = doubling(10);
    expect(await Promise.all([2, 4, 2].map(get))).toEqual([4, 8, 4]);
    expect(ask.mock.calls).toEqual([[[2, 4]]]);
  });

  it('is as many questions as it needs', async () => {
    const { ask, get } = doubling(2);
    expect(await Promise.all([2, 4, 6, 8, 10, 10].map(get))).toEqual([4, 8, 12, 16, 20, 20]);
    expect(ask.mock.calls).toEqual([[[2, 4]], [[6, 8]], [[10]]]);
  });

  it('is nothing where the answer has nothing', async () => {
    const { get } = doubling(10);
    expect(await Promise.all([1, 2].map(get))).toEqual([null, 4]);
  });

  it('fails together, and can be asked for again', async () => {
    const { ask, get } = doubling(10);
    ask.mockRejectedValueOnce(new Error('away'));
    const failed = await Promise.allSettled([2, 4].map(get));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await get(2)).toBe(4);
  });
});

it('what is asked for later is another question', async () => {
  const { ask, get } = doubling(10);
  await get(2);
  await get(2);
  expect(ask).toHaveBeenCalledTimes(2);
});
