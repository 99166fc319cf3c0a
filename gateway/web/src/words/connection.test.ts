// A lost connection is said once, and that it is back once, however many tries lie between.
import { expect, it } from 'vitest';
import type { Standing } from '../drivers/live.ts';
import { announced, shortly } from './connection.ts';

const LOST: Standing = { kind: 'waiting', until_ms: 5, why: 'The connection was lost' };
const AWAY: Standing = { kind: 'waiting', until_ms: 9, why: 'The gateway does not answer' };

/** As the bar does it: whoever tries again tells of nothing new. */
function heard(all: Standing[]): string[] {
  let settled: Standing['kind'] | null = null;
  return all.flatMap((now) => {
    if (now.kind === 'connecting') return [];
    const text = announced(settled, now);
    settled = now.kind;
    return text ? [text] : [];
  });
}

it('is said once, and once that it is back', () => {
  const told = heard([
    { kind: 'connecting' },
    { kind: 'live' },
    LOST,
    { kind: 'connecting' },
    AWAY,
    { kind: 'connecting' },
    AWAY,
    { kind: 'connecting' },
    { kind: 'live' },
  ]);
  expect(told).toEqual(['The connection was lost. It is tried again by itself', 'The connection is back']);
});

it('says at once that a gateway is not there, and why nothing comes after an end', () => {
  expect(heard([{ kind: 'connecting' }, AWAY])).toEqual([
    'The gateway does not answer. It is tried again by itself',
  ]);
  expect(heard([{ kind: 'live' }, { kind: 'ended', why: 'reload this page' }])).toEqual([
    'The connection ended: reload this page',
  ]);
});

it('has no word that means its contrary', () => {
  for (const one of [LOST, { kind: 'connecting' }, { kind: 'ended', why: '' }] as Standing[])
    expect(shortly(one)).not.toContain('Connected');
});
