import { describe, expect, it } from 'vitest';
import { axisTime, every, percent, spokenNumber, spokenTime, ticksOf } from './scale';

describe('the ticks of an axis', () => {
  it.each([
    [[0, 7], true, [0, 2, 4, 6, 8]],
    [[0, 1], true, [0, 1]],
    [[], true, [0, 1]],
    [[0, 0], false, [0, 0.25, 0.5, 0.75, 1]],
    [[3, 10], true, [0, 5, 10]],
    [[0, 100], true, [0, 25, 50, 75, 100]],
    [[0.1, 0.3], false, [0, 0.1, 0.2, 0.3]],
    [[-40, 120], false, [-50, 0, 50, 100, 150]],
    [[-5, -1], false, [-6, -4, -2, 0]],
    [[2_500_000], true, [0, 1_000_000, 2_000_000, 3_000_000]],
  ])('of %j, whole %j, are %j', (values, whole, ticks) => {
    expect(ticksOf(values, whole)).toEqual(ticks);
  });

  it('hold every value between them', () => {
    for (let most = 1; most < 2000; most += 7) {
      const ticks = ticksOf([most], true);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every(Number.isInteger)).toBe(true);
    }
  });
});

describe('words on a chart', () => {
  it('name days, weeks and months, without a zone that would move them', () => {
    expect(axisTime('2030-01-01', 'month')).toBe('Jan');
    expect(axisTime('2030-01-01', 'day')).toContain('1');
    expect(spokenTime('2030-01-01', 'month')).toContain('2030');
    expect(spokenTime('2030-01-07', 'week')).toMatch(/^Week of .*7.*2030/);
  });

  it('are left out where there is no room', () => {
    expect(every(30, 10)).toBe(3);
    expect(every(7, 10)).toBe(1);
    expect(every(7, 0)).toBe(7);
  });

  it('say numbers and shares', () => {
    expect(spokenNumber(0.125)).toMatch(/^0.1[23]$/);
    expect(percent(1, 4)).toContain('25');
    expect(percent(0, 0)).toContain('0');
  });
});
