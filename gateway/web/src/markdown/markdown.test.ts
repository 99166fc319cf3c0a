import { describe, expect, test } from 'vitest';
import { spansOf } from './highlight.ts';
import { languageOf } from './language.ts';
import { HOSTILE } from './hostile.ts';
import { safeHref, textOf, treeOf, type Block, type Inline } from './tree.ts';

const inner = (text: string): Inline[] => {
  const [first] = treeOf(text);
  return first && 'inner' in first ? first.inner : [];
};

describe('the tree', () => {
  test('of the usual marks', () => {
    expect(inner('a **b** *c* ~~d~~ `e`').map((it) => it.kind)).toEqual([
      'text',
      'strong',
      'text',
      'em',
      'text',
      'del',
      'text',
      'code',
    ]);
    expect(treeOf('# One\n\ntwo\n\n> three\n\n---\n').map((it) => it.kind)).toEqual([
      'heading',
      'paragraph',
      'quote',
      'rule',
    ]);
  });

  test('of lists, boxes, tables, code', () => {
    const [list, table, code] = treeOf(
      '3. a\n4. b\n\n| x | y |\n|--:|---|\n| 1 | 2 |\n\n```py\nprint(1)\n```\n',
    ) as [Block, Block, Block];
    expect(list).toMatchObject({ kind: 'list', start: 3 });
    expect(table).toMatchObject({ kind: 'table', ends: [true, null] });
    expect(code).toEqual({ kind: 'code', language: 'py', text: 'print(1)' });
    expect(treeOf('- [x] done\n- [ ] open')[0]).toMatchObject({
      items: [{ ticked: true }, { ticked: false }],
    });
    expect(textOf(treeOf('- [x] done\n- [ ] open'))).toBe('done\nopen');
  });

  test('formulas, and prices that are none', () => {
    expect(inner('so $a^2 + b$ holds')[1]).toEqual({ kind: 'math', text: 'a^2 + b' });
    expect(inner('and \\(x\\) too')[1]).toEqual({ kind: 'math', text: 'x' });
    expect(treeOf('$$\nE = mc^2\n$$')).toEqual([{ kind: 'math', text: 'E = mc^2' }]);
    expect(treeOf('\\[ x \\]')).toEqual([{ kind: 'math', text: 'x' }]);
    for (const price of ['it costs $5 and $6', 'from $5-$7', 'a $ b $ c', '`$x$`', '\\$x\\$']) {
      expect(JSON.stringify(treeOf(price)), price).not.toContain('math');
    }
  });

  test('names with underscores stay names where code is talked of', () => {
    expect(textOf(treeOf('see app/__init__.py and _x_', true))).toBe('see app/__init__.py and _x_');
    expect(treeOf('**a**', true)).toMatchObject([{ inner: [{ kind: 'strong' }] }]);
    expect(treeOf('_a_')).toMatchObject([{ inner: [{ kind: 'em' }] }]);
  });

  test('entities are the signs they stand for', () => {
    expect(textOf(treeOf('a &lt;b&gt; &amp; &#65;&#x42;'))).toBe('a <b> & AB');
    expect(textOf(treeOf('`a &lt; b`'))).toBe('a &lt; b');
  });

  test('pictures are links, and load nothing', () => {
    expect(inner('![a cat](https://a.example/x.png)')).toEqual([
      { kind: 'link', href: 'https://a.example/x.png', inner: [{ kind: 'text', text: 'a cat' }] },
    ]);
  });
});

describe('hostile texts', () => {
  const hrefs = (blocks: readonly Block[]): string[] =>
    [...JSON.stringify(blocks).matchAll(/"href":"([^"]*)"/g)].map(([, href]) => href!);

  test.each(HOSTILE.map((text) => [text]))('%s', (text) => {
    const tree = treeOf(text);
    for (const href of hrefs(tree)) expect(href).toMatch(/^(?:https?:|mailto:)/);
  });

  test('addresses that run something are none', () => {
    for (const href of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java\nscript:alert(1)',
      ' javascript:alert(1)',
      '\u0001javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:x',
      'blob:https://a.example/1',
      'file:///etc/passwd',
      '//a.example',
      '/api/leave',
      '#/s/x',
      '',
    ]) {
      expect(safeHref(href), href).toBeNull();
    }
    expect(safeHref('https://a.example/?q=<x>')).toBe('https://a.example/?q=%3Cx%3E');
  });

  test('what is nested without end stays text, soon', () => {
    const from = performance.now();
    for (const text of [
      '>'.repeat(20_000),
      '- '.repeat(5_000) + 'x',
      '['.repeat(20_000),
      '*'.repeat(20_000) + 'a',
      '`'.repeat(20_000),
      '|'.repeat(5_000),
      '![['.repeat(5000),
      '$'.repeat(20_000),
      '\\('.repeat(8_000),
      '<!--'.repeat(5_000),
      '*a _b '.repeat(10_000),
      '[a]('.repeat(10_000),
      '`a'.repeat(20_000),
      '$ '.repeat(1_900),
    ]) {
      expect(treeOf(text).length).toBeGreaterThan(0);
    }
    expect(performance.now() - from).toBeLessThan(3_000);
  });
});

describe('code in colours', () => {
  test('says the same text', () => {
    const text = 'def f(x):\n    return "<b>" + str(x)  # why\n';
    const spans = spansOf(text, 'python')!;
    expect(spans.map((span) => span.text).join('')).toBe(text);
    expect(spans.find((span) => span.text === 'def')?.colour).toBe('keyword');
    expect(spans.find((span) => span.text.includes('why'))?.colour).toBe('comment');
  });

  test('of unknown languages and long texts is left as it is', () => {
    expect(spansOf('x', 'klingon')).toBeNull();
    expect(spansOf('x'.repeat(100_000), 'rust')).toBeNull();
  });

  test('goes by the name of a file', () => {
    expect(['a/b.py', 'Dockerfile', 'x.svelte', 'LICENSE'].map(languageOf)).toEqual([
      'python',
      'dockerfile',
      'xml',
      '',
    ]);
  });
});
