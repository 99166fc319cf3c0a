import { describe, expect, test } from 'vitest';
import { emptyView } from '../fold/empty.ts';
import { commandIn, commandsOf } from './commands.ts';
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
