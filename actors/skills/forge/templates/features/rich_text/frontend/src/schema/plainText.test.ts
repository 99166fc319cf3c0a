import { describe, expect, it } from 'vitest';
import { plainText } from './plainText';

describe('a text without its marks', () => {
  it.each([
    ['plain words', 'plain words'],
    ['# Title #\n\nwords', 'Title words'],
    ['Title\n===\nwords', 'Title words'],
    ['**bold** and __bold__ and *it* and _it_ and ~~no~~', 'bold and bold and it and it and no'],
    ['**a _b_ `c`** ***d***', 'a b c d'],
    ['- one\n- two\n  1. three\n\n> quote\n>> more', 'one two three quote more'],
    ['```js\nlet a;\n```', 'let a;'],
    ['one\n\n---\n\n* * *\ntwo', 'one two'],
    ['[words](https://example.com/a_(b) "title") ![picture](x.png)', 'words picture'],
    ['[words][1]\n\n[1]: https://example.com', 'words'],
    ['<https://example.com>', 'https://example.com'],
    ['| a | b |\n| --- | :-: |\n| c | d |', 'a b c d'],
    [String.raw`\*not\* \# this \\ and C:\dir`, String.raw`*not* # this \ and C:\dir`],
    ['2 * 3 * 4, a_b_c and 5 > 4', '2 * 3 * 4, a_b_c and 5 > 4'],
    ['<b>HTML</b> is text', '<b>HTML</b> is text'],
    ['a|b', 'a|b'],
    ['***', ''],
    ['', ''],
  ])('%j is %j', (markdown, text) => {
    expect(plainText(markdown)).toBe(text);
  });

  it.each(['*', '_a', '[', '![](', '`', '> ', '- ', '|', '-', '~~a ', '\\', '[a](b', '_ a', '* a'])(
    'is there at once for any number of %j',
    (part) => {
      const begun = performance.now();
      plainText(part.repeat(50_000));
      expect(performance.now() - begun).toBeLessThan(1000);
    },
  );
});
