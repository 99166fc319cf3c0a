import { render, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { safeAddress } from './addresses';
import Markdown from './Markdown';
import { RichText } from './RichText';

/** Drawn at once, without waiting for the parser. */
function draw(text: string, under = 1): HTMLElement {
  return render(<Markdown text={text} under={under} />).container;
}

const ELEMENTS =
  'a,blockquote,br,code,div,em,h2,h3,h4,h5,h6,hr,li,ol,p,pre,s,strong,table,tbody,td,th,thead,tr,ul';
const ATTRIBUTES = ['href', 'rel', 'start', 'class', 'role', 'aria-label', 'tabindex'];

/** Nothing but what the allow-list has, and no link that leads anywhere else. */
function expectHarmless(container: HTMLElement): void {
  for (const element of container.querySelectorAll('*')) {
    expect(ELEMENTS.split(',')).toContain(element.localName);
    for (const { name } of element.attributes) expect(ATTRIBUTES).toContain(name);
  }
  for (const anchor of container.querySelectorAll('a')) {
    expect(anchor.protocol).toMatch(/^(https?|mailto):$/);
    expect(anchor.rel).toBe('noopener noreferrer nofollow');
  }
}

describe('formatting', () => {
  it.each([
    ['**b** *i* ~~s~~ `c`', '<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>'],
    ['one\n\ntwo  \nthree\\\nfour', '<p>one</p><p>two<br>three<br>four</p>'],
    ['one\ntwo', '<p>one\ntwo</p>'],
    ['- a\n  1. b\n- c', '<ul><li>a<ol start="1"><li>b</li></ol></li><li>c</li></ul>'],
    ['7. a', '<ol start="7"><li>a</li></ol>'],
    ['- a\n\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['> a\n>> b', '<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>'],
    ['```js\n<b>\n```', '<pre><code>&lt;b&gt;\n</code></pre>'],
    ['    code', '<pre><code>code\n</code></pre>'],
    ['a\n\n---', '<p>a</p><hr>'],
    [
      '| a | b |\n| --: | :-: |\n| 1 | 2 |',
      '<div class="rich-text-table" role="group" aria-label="Table" tabindex="0"><table><thead><tr><th class="rich-text-end">a</th><th class="rich-text-middle">b</th></tr></thead>' +
        '<tbody><tr><td class="rich-text-end">1</td><td class="rich-text-middle">2</td></tr></tbody></table></div>',
    ],
    ['&amp; &lt;b&gt; &copy;', '<p>&amp; &lt;b&gt; ©</p>'],
    ['\\*plain\\*', '<p>*plain*</p>'],
  ])('of %j', (text, html) => {
    expect(draw(text).innerHTML).toBe(html);
  });

  it('of headings follows the level that the page is at, and leaves none out', () => {
    const level = (text: string, under: number) =>
      [...draw(text, under).children].map(({ localName }) => localName);
    expect(level('# a\n## b\n# c', 1)).toEqual(['h2', 'h3', 'h2']);
    expect(level('### a\n\n###### b', 2)).toEqual(['h3', 'h4']);
    expect(level('# a\n## b\n### c\n#### d\n##### e\n###### f', 2).at(-1)).toBe('h6');
  });

  it('makes links of addresses and of nothing else', () => {
    draw(
      'https://example.com/a, <https://example.org>, me@example.com, notes.md, 1.2.3.4, //example.net',
    );
    expect(screen.getAllByRole('link').map((it) => it.getAttribute('href'))).toEqual([
      'https://example.com/a',
      'https://example.org/',
      'mailto:me@example.com',
    ]);
  });

  it('shows addresses as they were written, not as letters that look alike', () => {
    draw('<https://xn--80ak6aa92e.com/>');
    expect(screen.getByRole('link')).toHaveTextContent('https://xn--80ak6aa92e.com/');
  });

  it('shows a picture as a link, so that its server does not know the readers', () => {
    const text =
      '![a cat](https://example.com/cat.png) [![b](https://example.com/b.png)](https://c.example)';
    const { container } = render(<Markdown text={text} under={1} />);
    expect(container.querySelector('img')).toBeNull();
    expect(screen.getByRole('link', { name: 'a cat' })).toHaveAttribute(
      'href',
      'https://example.com/cat.png',
    );
    expect(screen.getByRole('link', { name: 'b' })).toHaveAttribute('href', 'https://c.example/');
  });
});

describe('attacks', () => {
  const addresses = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'java&Tab;script:alert(1)',
    'java&NewLine;script:alert(1)',
    '&#106;avascript:alert(1)',
    '&#x6A;avascript&colon;alert(1)',
    '&#0000106avascript:alert(1)',
    'javascript&#58;alert(1)',
    '\u0001javascript:alert(1)',
    '\u00a0javascript:alert(1)',
    '%6Aavascript:alert(1)',
    'javascript%3Aalert(1)',
    'javascript://example.com/%0Aalert(1)',
    'vbscript:msgbox(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'data:image/png;base64,aaaa',
    'file:///etc/passwd',
    'blob:https://example.com/1',
    'view-source:https://example.com',
    'intent://x#Intent;scheme=http;end',
    'feed:javascript:alert(1)',
    'about:blank',
    'ftp://example.com',
    '//example.com',
    '/account',
    '#main',
    'x',
    '\\\\example.com',
    'https:',
    'https://me:secret@example.com',
    'https://bank.example@evil.example',
  ];
  const forms: readonly ((address: string) => string)[] = [
    (address) => `[a](${address})`,
    (address) => `[a](<${address}>)`,
    (address) => `[a]( ${address} "title")`,
    (address) => `![a](${address})`,
    (address) => `<${address}>`,
    (address) => `[a][b]\n\n[b]: ${address}`,
    (address) => `[a][b]\n\n[b]: <${address}> 'title'`,
    (address) => `[![a](${address})](${address})`,
    (address) => `**[*a*](${address})**`,
    (address) => `| [a](${address}) |\n| --- |\n| ![b](${address}) |`,
    (address) => address,
  ];

  it.each(addresses)('by the address %j', (address) => {
    for (const form of forms) {
      const container = draw(form(address));
      expectHarmless(container);
      const whole = [...container.querySelectorAll('a')].filter((it) => it.textContent === 'a');
      expect(whole).toEqual([]);
    }
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="https://example.com" onclick=alert(1)>a</a>',
    '<details open ontoggle=alert(1)>',
    '<form action="https://evil.example"><input name=password></form>',
    '<style>*{display:none}</style>',
    '<base href="https://evil.example">',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<!-- --!><img src=x onerror=alert(1)> -->',
    '<![CDATA[><img src=x onerror=alert(1)>]]>',
    '<?php ?><script>alert(1)</script>',
    '<div\n\n<img src=x onerror=alert(1)>',
    '&lt;img src=x onerror=alert(1)&gt;',
    '`<img src=x onerror=alert(1)>`',
    '```html\n<img src=x onerror=alert(1)>\n```',
    '```"onmouseover="alert(1)\ncode\n```',
    '[a](https://example.com "\\" onmouseover=alert(1) x=\\"")',
    "[a](https://example.com'onmouseover=alert(1))",
    '![\\" onerror=alert(1)](https://example.com/x.png)',
    '[<img src=x onerror=alert(1)>](https://example.com)',
    '# <img src=x onerror=alert(1)>',
    '- <img src=x onerror=alert(1)>',
    '| <img src=x onerror=alert(1)> |\n| --- |',
    '{{constructor.constructor("alert(1)")()}}',
    '<https://example.com"onmouseover="alert(1)>',
    'https://example.com/"onmouseover="alert(1)',
    '[__proto__]: javascript:alert(1)\n\n[__proto__] [constructor][toString]',
  ])('by the text %j', (text) => {
    const container = draw(text);
    expectHarmless(container);
    expect(container.textContent).not.toBe('');
  });

  it('by addresses is stopped once more where links are made', () => {
    for (const address of addresses) {
      expect(safeAddress(address)).toBeNull();
    }
    expect(safeAddress('https://example.com/\u202egnp.exe')).toBe(
      'https://example.com/%E2%80%AEgnp.exe',
    );
  });

  const of = (part: string) => part.repeat(Math.ceil(50_000 / part.length)).slice(0, 50_000);
  it.each([
    of('>'),
    of('> - '),
    of('- '),
    of('1. '),
    `${'>'.repeat(25_000)}\n${'a\n'.repeat(12_500)}`,
    Array.from({ length: 220 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'),
    of('['),
    `${'['.repeat(25_000)}a${']'.repeat(25_000)}`,
    `${'['.repeat(10_000)}a${'](b)'.repeat(10_000)}`,
    of('[a](<b'),
    of('![[]()'),
    of('*a '),
    of('*a_ '),
    of('a**b*c***'),
    `${'*a **b '.repeat(5000)}${' b** a*'.repeat(5000)}`,
    of('~~a '),
    of('`a``b```c'),
    of('<'),
    of('<!--'),
    of('&'),
    of('[a]: b\n'),
    of('a\n-\n'),
    of('# a\n'),
    of('- a\n'),
    of('http://a '),
    of('a@b.c '),
    of('http://'),
    `${'|a'.repeat(6000)}\n${'|-'.repeat(6000)}\n${'|\n'.repeat(12_000)}`,
    `|a|b|\n|-|-|\n${'|\n'.repeat(20_000)}`,
  ])('by size and depth take no time (%#)', (text) => {
    const begun = performance.now();
    const container = draw(text);
    expectHarmless(container);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe('a text that cannot be drawn', () => {
  it('is shown as it was written', () => {
    const deep = `${'>'.repeat(150)} the words`;
    expect(draw(deep).innerHTML).toBe(`<p>${deep.replaceAll('>', '&gt;')}</p>`);
    const large = 'a\n\n'.repeat(20_000);
    expect(draw(large).children).toHaveLength(1);
  });

  it('for want of the parser is shown as it was written', async () => {
    vi.resetModules();
    vi.doMock('./Markdown', () => Promise.reject(new Error('a version that is gone')));
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { RichText: Fresh } = await import('./RichText');
    const { container } = render(<Fresh text="**words**" />);
    await waitFor(() => {
      expect(silent).toHaveBeenCalled();
    });
    expect(container).toHaveTextContent('**words**');
    vi.doUnmock('./Markdown');
  });
});

it('shows the words until the parser is there, and then the formatting', async () => {
  const { container } = render(<RichText text="**words**" />);
  expect(container).toHaveTextContent('words');
  expect(await within(container).findByText('words', { selector: 'strong' })).toBeInTheDocument();
});
