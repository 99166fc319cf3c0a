import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Event } from '../protocol/event.ts';
import { changesOf, plainSum, type Listed } from './files.ts';
import { hunksOf, marksOf, pairsOf, partsOf, rowsOf, sumOf, wordsOf } from './lines.ts';
import { patchOf } from './patch.ts';
import { scopesOf } from './scopes.ts';

const text = (n: number, change: Record<number, string> = {}) =>
  Array.from({ length: n }, (_, at) => `${change[at + 1] ?? `line ${at + 1}`}\n`).join('');

/** Small texts by a fixed rule, so that a failure comes again. */
function* texts() {
  let seed = 7;
  const next = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  for (let i = 0; i < 300; i += 1) {
    const one = () => Array.from({ length: next(9) }, () => 'abc'[next(3)] + (next(9) ? '\n' : '')).join('');
    yield [one(), one()] as const;
  }
}

describe('lines', () => {
  test('what stays and goes is the one text, what stays and comes the other', () => {
    for (const [before, after] of texts()) {
      const rows = rowsOf(before, after);
      const side = (not: string) =>
        rows.flatMap((row) => (row.kind === not ? [] : [row.text + (row.bare ? '' : '\n')])).join('');
      expect(side('new')).toBe(before);
      expect(side('gone')).toBe(after);
    }
  });

  test('numbers count each side on its own', () => {
    const rows = rowsOf(text(5), text(5, { 3: 'other' }));
    expect(rows.filter((row) => row.kind === 'gone')).toEqual([
      { kind: 'gone', left: 3, right: null, text: 'line 3', bare: false },
    ]);
    expect(rows.at(-1)).toMatchObject({ left: 5, right: 5 });
    expect(sumOf(rows)).toEqual({ added: 1, removed: 1 });
  });

  test('a newline that is missing at the end is a change', () => {
    expect(sumOf(rowsOf('a\n', 'a'))).toEqual({ added: 1, removed: 1 });
    expect(rowsOf('a\n', 'a').at(-1)?.bare).toBe(true);
  });

  test('texts with nothing in common end soon', () => {
    const [left, right] = ['a', 'b'].map((sign) =>
      Array.from({ length: 20_000 }, (_, at) => `${sign}${at}\n`).join(''),
    );
    expect(sumOf(rowsOf(left!, right!))).toEqual({ added: 20_000, removed: 20_000 });
  });

  test('unchanged lines fold away, and open again', () => {
    const rows = rowsOf(text(40), text(40, { 20: 'x' }));
    const parts = partsOf(rows);
    expect(parts.map((part) => part.kind)).toEqual(['gap', 'rows', 'gap']);
    expect(parts.reduce((sum, part) => sum + part.to - part.from, 0)).toBe(rows.length);
    expect(partsOf(rows, new Set([0])).map((part) => part.kind)).toEqual(['rows', 'gap']);
  });

  test('a gap of few lines is not worth a click', () => {
    const rows = rowsOf(text(20), text(20, { 4: 'x', 14: 'y' }));
    expect(partsOf(rows).map((part) => part.kind)).toEqual(['rows']);
    expect(hunksOf(rows)).toHaveLength(2);
  });

  test('in two columns, what went stands beside what came', () => {
    const pairs = pairsOf(rowsOf('a\nb\nc\n', 'a\nB\nBB\nc\n'));
    expect(pairs.map(({ left, right }) => [left?.text ?? null, right?.text ?? null])).toEqual([
      ['a', 'a'],
      ['b', 'B'],
      [null, 'BB'],
      ['c', 'c'],
    ]);
  });

  test('words within a line, unless nearly all are other ones', () => {
    const words = wordsOf('const a = one + 2;', 'const a = two + 2;');
    expect(words?.left.filter((span) => span.changed).map((span) => span.text)).toEqual(['one']);
    expect(words?.right.map((span) => span.text).join('')).toBe('const a = two + 2;');
    expect(wordsOf('entirely', 'different words here')).toBeNull();
    expect(
      [...marksOf(rowsOf('const a = one;\nb\n', 'const a = two;\nb\n')).values()]
        .flat()
        .filter((span) => span.changed),
    ).toEqual([
      { text: 'one', changed: true },
      { text: 'two', changed: true },
    ]);
  });
});

describe('files', () => {
  const file = (path: string, hash: string, more: Partial<Listed> = {}): Listed => ({
    path,
    hash,
    size: 10,
    lines: 2,
    executable: false,
    ...more,
  });

  test('each file has one fate', () => {
    const before = [file('a', '1'), file('b', '2'), file('c', '3'), file('d', '4')];
    const after = [
      file('a', '1'),
      file('b', '22'),
      file('e', '3'),
      file('f', '6'),
      file('d', '4', { executable: true }),
    ];
    expect(changesOf(before, after).map((one) => [one.path, one.fate, one.was])).toEqual([
      ['b', 'changed', 'b'],
      ['d', 'permitted', 'd'],
      ['e', 'moved', 'c'],
      ['f', 'added', 'f'],
    ]);
    expect(changesOf(after, before).map((one) => one.fate)).toContain('removed');
  });

  test('empty files do not move', () => {
    const empty = { size: 0, lines: 0 };
    const fates = changesOf([file('a', '0', empty)], [file('b', '0', empty)]).map((one) => one.fate);
    expect(fates).toEqual(['removed', 'added']);
  });

  test('lines are counted where the record counts them', () => {
    const [added] = changesOf([], [file('a', '1')]);
    expect(plainSum(added!)).toEqual({ added: 2, removed: 0 });
    expect(plainSum(changesOf([], [file('a', '1', { lines: null })])[0]!)).toBeNull();
  });
});

test('a patch names files that were not there by /dev/null', () => {
  const patch = patchOf('a.txt', null, 'one\n');
  expect(patch).toContain('--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1,1 @@\n+one');
  expect(patchOf('b.txt', 'x\n', 'y\n', 'a.txt')).toContain('--- a/a.txt\n+++ b/b.txt');
});

describe('scopes', () => {
  const recorded = (name: string): Event[] =>
    readFileSync(new URL(`../../../../protocol/fixtures/${name}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Event);

  test('of a session that made something', () => {
    const events = recorded('diary');
    const { turn, session, since } = scopesOf(events, events.length);
    expect(turn).not.toBeNull();
    expect(session.stretches).toEqual([
      { folder: '', from: { kind: 'nothing' }, to: { kind: 'event', seq: events.length } },
    ]);
    expect(since.map((scope) => scope.label)).toContain('Delivered');
  });

  test('of a session that ran commands in a folder', () => {
    const events = recorded('rewound');
    const { since, session } = scopesOf(events, events.length);
    expect(session.stretches.map((stretch) => stretch.folder)).toContain('/home/ada/notes');
    expect(since.map((scope) => scope.label)).toContain('Checkpoint 1, before “git clean -fdx”');
    for (const scope of since) expect(scope.stretches.length).toBeGreaterThan(0);
  });

  test('a turn that began in what came as a summary is not known', () => {
    expect(scopesOf(recorded('diary').slice(-3), 311).turn).toBeNull();
  });
});
