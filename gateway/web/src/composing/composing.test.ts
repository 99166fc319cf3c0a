import { describe, expect, test } from 'vitest';
import { emptyView } from '../fold/empty.ts';
import { commandIn, commandName, commandsOf, takes, whyNot as whyNotNow } from './commands.ts';
import { find, score } from './fuzzy.ts';
import { AT_ONCE_MAX, FILE_BYTES_MAX, grouped, sorted, whyNot } from './handing.ts';
import { History, KEPT_MAX, remembered } from './history.ts';
import { complete, triggerAt } from './trigger.ts';

describe('what is typed', () => {
  test('a command stands at the beginning alone', () => {
    expect(triggerAt('/rev', 4)).toEqual({ sign: '/', query: 'rev', from: 0, to: 4 });
    expect(triggerAt('/', 1)?.query).toBe('');
    expect(triggerAt('a /rev', 6)).toBeNull();
    expect(triggerAt('/rev iew', 8)).toBeNull();
  });

  test('a mention begins after a space, and an address is none', () => {
    expect(triggerAt('add x to @No', 12)).toMatchObject({ sign: '@', query: 'No', from: 9 });
    expect(triggerAt('@', 1)).not.toBeNull();
    expect(triggerAt('ada@example', 11)).toBeNull();
    expect(triggerAt('@a b', 4)).toBeNull();
    expect(triggerAt('@src/a.py rest', 9)).toMatchObject({ query: 'src/a.py' });
  });

  test('a mention is written out where it stands', () => {
    const trigger = triggerAt('add x to @No, please', 12)!;
    expect(complete('add x to @No, please', trigger, 'Note')).toEqual({
      text: 'add x to Note, please',
      caret: 14,
    });
    expect(complete('@n', triggerAt('@n', 2)!, 'Note')).toEqual({ text: 'Note ', caret: 5 });
  });
});

describe('finding', () => {
  const paths = ['backend/app/models/note.py', 'frontend/src/Notes.svelte', 'README.md', 'backend/notify.py'];
  const names = (query: string) => find(query, paths, (path) => path, 10).map((hit) => hit.it);

  test('by letters in order, a name before its folders', () => {
    expect(names('note')[0]).toBe('backend/app/models/note.py');
    expect(names('rdm')).toEqual(['README.md']);
    expect(names('bamn')).toContain('backend/app/models/note.py');
    expect(names('zzz')).toEqual([]);
    expect(names('')).toEqual(paths);
  });

  test('says which letters were found', () => {
    expect(score('rm', 'README.md')?.at).toEqual([0, 4]);
  });
});

test('the arrows go back, forth, and to what was typed', () => {
  const history = new History(['one', 'two']);
  expect(history.newer()).toBeNull();
  expect([history.older('dra'), history.older(''), history.older('')]).toEqual(['two', 'one', null]);
  expect([history.newer(), history.newer(), history.newer()]).toEqual(['two', 'dra', null]);
  expect(remembered(['a', 'b'], 'a')).toEqual(['b', 'a']);
  expect(
    remembered(
      Array.from({ length: 200 }, (_, at) => `${at}`),
      'x',
    ),
  ).toHaveLength(KEPT_MAX);
});

test('commands are those that hold', () => {
  const names = (view: ReturnType<typeof emptyView>) => commandsOf(view).map((command) => command.name);
  expect(names(emptyView())).toContain('pause');
  expect(names({ ...emptyView(), paused: true })).toContain('resume');
  expect(names({ ...emptyView(), outcome: 'done' })).not.toContain('pause');
  const all = commandsOf(emptyView());
  expect(commandIn(' /Changes ', all)?.name).toBe('changes');
  expect(commandIn('/approve', all)).toBeNull();
  expect(commandIn('go /changes', all)).toBeNull();
});

describe('files that are handed over', () => {
  const file = (name: string, size = 1) => ({ name, size, file: null });

  test('are refused with the reason', () => {
    for (const name of ['../x', 'a//b', 'a\\b', 'C:x', '', 'a\nb', 'a/../b', '.', 'x'.repeat(256)])
      expect(whyNot(name, 1), name).not.toBeNull();
    for (const name of ['a.txt', 'a/b.txt', '.hidden', 'ünï.txt', 'a b'])
      expect(whyNot(name, 1), name).toBeNull();
    expect(whyNot('a/node_modules/b.js', 1)).toContain('node_modules');
    expect(whyNot('a', FILE_BYTES_MAX)).toBeNull();
    expect(whyNot('a', FILE_BYTES_MAX + 1)).toContain('16 MB');
  });

  test('each name once, and not too many', () => {
    const { taken, refused } = sorted([file('a'), file('a'), file('b')], new Set(['b']));
    expect(taken.map((one) => one.name)).toEqual(['a']);
    expect(refused).toHaveLength(2);
    const many = sorted(
      Array.from({ length: AT_ONCE_MAX + 5 }, (_, at) => file(`${at}`)),
      new Set(),
    );
    expect([many.taken.length, many.refused.length]).toEqual([AT_ONCE_MAX, 5]);
    expect(grouped(many.refused)).toMatchObject([{ names: ['200', '201', '202'], more: 2 }]);
  });
});

test('what can be done follows from how the session stands', () => {
  const view = emptyView();
  const names = (of: typeof view, stopped = false) => commandsOf(of, stopped).map((command) => command.name);
  const building = { ...view, stage: 'building' as const };
  for (const name of ['pause', 'cancel', 'fork', 'export', 'compare', 'help'])
    expect(names(building), name).toContain(name);
  expect(names(building)).not.toContain('resume');
  expect(names(building, true)).toContain('resume');
  expect(names(building, true)).not.toContain('pause');
  const reads = { ...view, options: { out: '/a', approve: false, verify: 'none' as const, reads: true } };
  expect(names(reads)).toEqual(expect.arrayContaining(['look', 'cancel']));
  for (const name of ['pause', 'resume', 'fork']) expect(names(reads), name).not.toContain(name);
});

test('words are taken where the team takes them, and else it is said what is possible', () => {
  const view = emptyView();
  const plan = { revision: 1 } as typeof view.plan;
  const waits = { ...view, stage: 'approval' as const, plan };
  const question = { id: 'q', key: 'id.type', text: '', options: [], recommended: '' };
  const asked = { ...view, questions: { q: { question, answer: null } } } as unknown as typeof view;
  expect(takes(waits)).toBe('revision');
  expect(takes(asked)).toBe('revision');
  expect(takes({ ...waits, paused: true })).toBe('nothing');
  expect(takes({ ...waits, revision_text: 'x' })).toBe('nothing');
  expect(takes({ ...waits, outcome: 'done' })).toBe('nothing');
  expect(takes(view)).toBe('nothing');
  const building = { ...view, stage: 'building' as const };
  expect(takes(building)).toBe('nothing');
  expect(whyNotNow(building)).toContain('/pause');
  expect(whyNotNow({ ...waits, paused: true })).toContain('/resume');
  expect(whyNotNow({ ...waits, outcome: 'done' })).toContain('/fork');
  expect(commandName(' /Pause ')).toBe('pause');
  expect(commandName('a /pause')).toBeNull();
});
