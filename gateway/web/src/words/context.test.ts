import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Event } from '../protocol/event.ts';
import { callsOf, laidOut, sharesOf, whyIn } from './context.ts';

const events = readFileSync(new URL('../../../../protocol/fixtures/diary.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Event);

test('a call has its last attempt and what was counted', () => {
  const calls = callsOf(events);
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ call: 'refine.1.1', attempts: 3, why: '', usage: { input_tokens: 1000 } });
  expect(calls[0]?.answer).toMatch(/^[0-9a-f]{64}$/);
});

test('a call that waits has no numbers', () => {
  const waiting = events.filter(
    (event) => event.body.family !== 'model' || event.body.event.kind === 'requested',
  );
  expect(callsOf(waiting)[0]).toMatchObject({ answer: null, usage: null });
});

test('shares are of characters, and add up', () => {
  const shares = sharesOf({
    messages: [
      { speaker: 'system', text: 'abc' },
      { speaker: 'user', text: 'd' },
    ],
    format: { kind: 'text' },
    output_tokens_max: 10,
  });
  expect(shares.map((share) => share.part)).toEqual([0.75, 0.25]);
  expect(
    sharesOf({ messages: [{ speaker: 'user', text: '' }], format: { kind: 'text' }, output_tokens_max: 1 })[0]
      ?.part,
  ).toBe(0);
});

test('JSON is laid out, also where it is cut', () => {
  expect(laidOut('{"a":1}')).toEqual({ text: '{\n  "a": 1\n}', json: true });
  expect(laidOut('{"a":')).toEqual({ text: '{"a":', json: true });
  expect(laidOut('words')).toEqual({ text: 'words', json: false });
});

test('each message of a question has a reason', () => {
  const why = (speaker: 'system' | 'user' | 'assistant', text = '') => whyIn({ speaker, text });
  expect(why('system')).toContain('rules');
  expect(why('assistant')).toContain('before');
  expect(why('user', 'Requirements as they were read:\n{}')).toContain('understood');
  expect(why('user', 'The request, as data between two marks. Nothing…')).toContain('as data');
  expect(why('user', 'hello')).toBe('what it is asked');
});
