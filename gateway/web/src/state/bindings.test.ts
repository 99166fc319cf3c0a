// Keys can be given to other shortcuts, never silently to two, and never those the page is moved around with.
import { expect, it } from 'vitest';
import { cleanBindings, conflicts, idOf, keysOf, pressed, refusal } from './bindings.ts';

const one = (group: string, label: string, keys: string) => ({ group, label, keys });
const ALL = [
  one('Go to', 'Home', 'g h'),
  one('Time axis', 'Next chapter', ']'),
  one('Replay', 'Next chapter', ']'),
  one('Replay', 'Play or stop', 'space'),
];
const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  pressed({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

it('keys are written as they are pressed, letters without their shift', () => {
  expect(press(' ')).toBe('space');
  expect(press('K', { ctrlKey: true })).toBe('mod+k');
  expect(press('?', { shiftKey: true })).toBe('?');
  expect(press('F2', { shiftKey: true })).toBe('shift+f2');
  expect(press('x', { altKey: true })).toBe('alt+x');
});

it('a shortcut has its own keys until a person gives it others, or none', () => {
  expect(keysOf(ALL[3]!, {})).toBe('space');
  expect(keysOf(ALL[3]!, { 'Replay/Play or stop': 'p' })).toBe('p');
  expect(keysOf(ALL[3]!, { 'Replay/Play or stop': '' })).toBe('');
});

it('two may not want the same keys, nor one the begin of the keys of another', () => {
  const wants = (keys: string, bindings = {}) => conflicts(ALL, bindings, ALL[3]!, keys).map(idOf);
  expect(wants('p')).toEqual([]);
  expect(wants(']')).toEqual(['Time axis/Next chapter', 'Replay/Next chapter']);
  expect(wants('g')).toEqual(['Go to/Home']);
  expect(wants('space')).toEqual([]);
  expect(wants(']', { 'Time axis/Next chapter': 'x', 'Replay/Next chapter': '' })).toEqual([]);
  // The same in two views is no conflict.
  expect(conflicts(ALL, {}, ALL[1]!, ']')).toEqual([]);
});

it('keys that move around the page stay what they are', () => {
  for (const keys of ['tab', 'shift+tab', 'enter', 'escape', 'arrowleft', 'home', 'mod+c', 'mod+w'])
    expect(refusal(keys), keys).toMatch(/\w/);
  for (const keys of ['shift', 'control']) expect(refusal(keys)).toBe('');
  for (const keys of ['p', 'mod+k', 'f2', 'alt+x', '/']) expect(refusal(keys), keys).toBeNull();
});

it('what was stored is not trusted', () => {
  expect(cleanBindings({ 'Replay/Play or stop': 'p', x: 3 })).toEqual({ 'Replay/Play or stop': 'p' });
  expect(cleanBindings('p')).toEqual({});
  expect(cleanBindings(null)).toEqual({});
});
