// The palette offers what can be done now, and everything that was found is counted.
import { expect, it, vi } from 'vitest';

vi.stubGlobal('location', { hash: '' });
vi.stubGlobal('addEventListener', () => undefined);
const { found, fromHits, fromSessions, fromShortcuts } = await import('./entries.ts');

const shortcut = (label: string, now?: boolean) => ({
  keys: '',
  label,
  group: 'Session',
  run: () => undefined,
  ...(now !== undefined && { now: () => now }),
});
const session = (id: string, request: string) => ({ id, request, state: 'done', created_ms: 0 });
const hit = (seq: number) => ({ session: 's', seq, title: 'Notes', excerpt: 'a page of notes' });

it('leaves out what cannot be done now, and itself', () => {
  const all = fromShortcuts([
    shortcut('Pause the session', true),
    shortcut('Go on with the session', false),
    shortcut('Conversation'),
    shortcut('Command palette'),
  ]);
  expect(all.map((one) => one.label)).toEqual(['Pause the session', 'Conversation']);
});

it('finds by name and state, keeps all hits however many, and none twice', () => {
  const named = [
    ...fromShortcuts([shortcut('Replay')]),
    ...fromSessions([session('s', 'Notes'), session('t', 'Shop')]),
  ];
  const hits = fromHits([...Array.from({ length: 90 }, (_, at) => hit(at + 1)), hit(1)]);
  expect(found('notes done', named, []).map((one) => one.id)).toEqual(['s']);
  expect(found('notes', named, hits)).toHaveLength(91);
  expect(found('', named, [])).toHaveLength(3);
});
