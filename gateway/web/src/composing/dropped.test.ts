import { expect, test } from 'vitest';
import { filesOf } from './dropped.ts';
import { AT_ONCE_MAX } from './handing.ts';

const failure = () => new DOMException('not allowed', 'NotReadableError');

const file = (path: string, fails = false) =>
  ({
    isFile: true,
    fullPath: `/${path}`,
    file: (resolve: (file: File) => void, reject: (error: DOMException) => void) =>
      fails ? reject(failure()) : resolve(new File(['words'], path.split('/').at(-1)!)),
  }) as unknown as FileSystemFileEntry;

/** As a browser gives them: a part at a time, then an empty one. */
const folder = (path: string, inside: FileSystemEntry[], atATime = 100, fails = false) =>
  ({
    isFile: false,
    fullPath: `/${path}`,
    createReader: () => {
      let at = 0;
      return {
        readEntries(resolve: (part: FileSystemEntry[]) => void, reject: (error: DOMException) => void) {
          if (fails) return reject(failure());
          resolve(inside.slice(at, at + atATime));
          at += atATime;
        },
      };
    },
  }) as unknown as FileSystemDirectoryEntry;

const names = (all: readonly { name: string }[]) => all.map((one) => one.name);

test('a folder is read to its end, part by part and into its depth', async () => {
  const inner = folder('a/b', [file('a/b/1'), file('a/b/2'), file('a/b/3')], 1);
  const { files, refused } = await filesOf([folder('a', [inner, file('a/4')], 1), file('5')]);
  expect(names(files)).toEqual(['a/b/1', 'a/b/2', 'a/b/3', 'a/4', '5']);
  expect(files[0]?.size).toBe(5);
  expect(refused).toEqual([]);
});

test('what cannot be read does not keep the rest', async () => {
  const closed = folder('closed', [], 100, true);
  const { files, refused } = await filesOf([file('a', true), closed, file('b'), folder('c', [file('c/d')])]);
  expect(names(files)).toEqual(['b', 'c/d']);
  expect(names(refused)).toEqual(['a', 'closed']);
  expect(refused.every((one) => one.why.includes('cannot read it (not allowed)'))).toBe(true);
});

test('an empty folder is named', async () => {
  expect((await filesOf([folder('none', [])])).refused).toEqual([
    { name: 'none', why: 'the folder is empty' },
  ]);
});

test('what is beyond the limit is named, and nothing is lost up to there', async () => {
  const most = AT_ONCE_MAX * 2;
  const all = Array.from({ length: most + 3 }, (_, at) => file(`a/${at}`));
  const { files, refused } = await filesOf([folder('a', all)]);
  expect(files).toHaveLength(most);
  expect(names(refused)).toEqual([`a/${most}`, `a/${most + 1}`, `a/${most + 2}`]);
  expect(refused[0]?.why).toContain(`first ${most} files`);
});

test('what is never taken does not use up the limit', async () => {
  const installed = Array.from({ length: AT_ONCE_MAX * 2 }, (_, at) => file(`a/node_modules/${at}`));
  const { files, refused } = await filesOf([
    folder('a', [folder('a/node_modules', installed), file('a/main.ts')]),
  ]);
  expect(names(files)).toEqual(['a/main.ts']);
  expect(names(refused)).toEqual(['a/node_modules']);
});
