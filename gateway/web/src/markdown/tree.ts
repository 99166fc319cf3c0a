// Markdown as a closed tree: what is not in these types cannot be drawn. Pure; no HTML is ever made of a text.
import { Marked, type Token, type Tokens, type TokenizerAndRendererExtension } from 'marked';

export type Inline =
  | { kind: 'text' | 'code' | 'math'; text: string }
  | { kind: 'strong' | 'em' | 'del'; inner: Inline[] }
  | { kind: 'link'; href: string; inner: Inline[] }
  | { kind: 'break' };

export interface ListItem {
  /** Whether its box is ticked; null without a box. */
  ticked: boolean | null;
  blocks: Block[];
}

export type Block =
  | { kind: 'paragraph'; inner: Inline[] }
  | { kind: 'heading'; level: number; inner: Inline[] }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'math'; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; start: number | null; items: ListItem[] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][]; ends: (boolean | null)[] }
  | { kind: 'rule' };

/** What a person reads in one piece; the rest is shown as it is. */
export const CHARS_MAX = 100_000;
/** Signs that may begin something; each costs a look at all that follows. */
const SIGNS_MAX = 4_000;
/** Deeper is no writing but an attack on whoever draws it. */
const DEPTH_MAX = 24;
/** Marks of nesting in a row that cost the reader of marks more than they can mean. */
const NESTED = /^(?:[ \t]*>){25,}|^[ \t]*(?:[-*+][ \t]+){25,}|[*_~[]{200,}/m;

const math = (name: string, level: 'block' | 'inline', starts: RegExp, rules: RegExp[]) =>
  ({
    name,
    level,
    start: (source: string) => starts.exec(source)?.index,
    tokenizer(source: string) {
      for (const rule of rules) {
        const found = rule.exec(source);
        if (found) return { type: name, raw: found[0], text: found[1]!.trim() };
      }
      return undefined;
    },
  }) satisfies TokenizerAndRendererExtension;

const formulas = {
  extensions: [
    math('math_block', 'block', /\$\$|\\\[/, [
      /^ {0,3}\$\$([^$]+?)\$\$[ \t]*(?:\n|$)/,
      /^ {0,3}\\\[([\s\S]+?)\\\][ \t]*(?:\n|$)/,
    ]),
    // A price is no formula: no space within, no digit after.
    math('math_inline', 'inline', /\$|\\\(/, [
      /^\$\$([^$\n]+?)\$\$/,
      /^\$(?![\s$])((?:[^$\\\n]|\\[^\n])+?)(?<![\s\\])\$(?!\d)/,
      /^\\\(([^\n]+?)\\\)/,
    ]),
  ],
};

const pages = new Marked({ gfm: true }).use(formulas);
/** In talk of code `__init__.py` is a name, and no shouting. */
const talk = new Marked({ gfm: true }).use(formulas, {
  tokenizer: {
    emStrong: (source: string) => (source.startsWith('_') ? undefined : false),
  },
});

/** `named`: what stands between underscores is a name. */
export function treeOf(text: string, named = false): Block[] {
  if (text.length > CHARS_MAX || NESTED.test(text) || signs(text) > SIGNS_MAX) return [plain(text)];
  try {
    return blocks((named ? talk : pages).lexer(text), 0);
  } catch {
    return [plain(text)];
  }
}

const signs = (text: string): number => text.match(/[$*_~`[]/g)?.length ?? 0;

const plain = (text: string): Block => ({ kind: 'paragraph', inner: [{ kind: 'text', text }] });

const blocks = (tokens: readonly Token[], depth: number): Block[] =>
  depth > DEPTH_MAX
    ? [plain(tokens.map((token) => token.raw).join(''))]
    : tokens.flatMap((token) => block(token, depth + 1));

function block(token: Token, depth: number): Block[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return [{ kind: 'heading', level: (token as Tokens.Heading).depth, inner: inner(token, depth) }];
    case 'code': {
      const { lang = '', text } = token as Tokens.Code;
      return [{ kind: 'code', language: /^[\w+#.-]*/.exec(lang)?.[0] ?? '', text }];
    }
    case 'math_block':
      return [{ kind: 'math', text: (token as Tokens.Generic)['text'] as string }];
    case 'blockquote':
      return [{ kind: 'quote', blocks: blocks(token.tokens ?? [], depth) }];
    case 'list': {
      const { ordered, start, items } = token as Tokens.List;
      return [
        {
          kind: 'list',
          start: ordered ? Number(start) : null,
          items: items.map((item) => itemOf(item, depth)),
        },
      ];
    }
    case 'table': {
      const { header, rows, align } = token as Tokens.Table;
      const cells = (row: Tokens.TableCell[]) => row.map((cell) => inlines(cell.tokens, depth));
      const ends = align.map((side) => (side === null ? null : side === 'right'));
      return [{ kind: 'table', head: cells(header), rows: rows.map(cells), ends }];
    }
    case 'hr':
      return [{ kind: 'rule' }];
    case 'paragraph':
    case 'text':
      return [{ kind: 'paragraph', inner: inner(token, depth) }];
    default:
      // HTML, and whatever a later reader knows, stays the text that it is.
      return token.raw.trim() === '' ? [] : [plain(token.raw.trimEnd())];
  }
}

function itemOf(item: Tokens.ListItem, depth: number): ListItem {
  const tokens = item.tokens.filter((token) => token.type !== 'checkbox');
  return { ticked: item.task ? item.checked === true : null, blocks: blocks(tokens, depth) };
}

const inner = (token: Token, depth: number): Inline[] =>
  'tokens' in token && token.tokens
    ? inlines(token.tokens, depth)
    : [{ kind: 'text', text: decoded('text' in token ? String(token.text) : token.raw) }];

const inlines = (tokens: readonly Token[], depth: number): Inline[] =>
  depth > DEPTH_MAX
    ? [{ kind: 'text', text: tokens.map((token) => token.raw).join('') }]
    : tokens.flatMap((token) => inline(token, depth + 1));

function inline(token: Token, depth: number): Inline[] {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return [{ kind: token.type, inner: inner(token, depth) }];
    case 'codespan':
      return [{ kind: 'code', text: (token as Tokens.Codespan).text }];
    case 'math_inline':
      return [{ kind: 'math', text: (token as Tokens.Generic)['text'] as string }];
    case 'br':
      return [{ kind: 'break' }];
    case 'link':
      return link((token as Tokens.Link).href, inner(token, depth));
    case 'image': {
      // Nothing is loaded because a text says so: what a picture would show is named, and can be followed.
      const { href, text } = token as Tokens.Image;
      return link(href, [{ kind: 'text', text: decoded(text) || href }]);
    }
    case 'checkbox':
      return [];
    case 'text':
      return inner(token, depth);
    case 'escape':
      return [{ kind: 'text', text: (token as Tokens.Escape).text }];
    default:
      return [{ kind: 'text', text: token.raw }];
  }
}

/** Only to where a person can go by a click without running anything. */
export function safeHref(href: string): string | null {
  // What browsers leave out when they read an address is not seen by whoever checks it.
  if (/[\u0000-\u0020]/.test(href)) return null;
  try {
    const url = new URL(href);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const link = (href: string, inner: Inline[]): Inline[] => {
  const safe = safeHref(href);
  return safe === null ? inner : [{ kind: 'link', href: safe, inner }];
};

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Signs that are written as entities. */
function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
    (all, dec, hex, name) => {
      if (name) return NAMED[(name as string).toLowerCase()] ?? all;
      const code = dec ? Number(dec) : parseInt(hex as string, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}

/** All that is read of a tree, for tests and for those who copy it. */
export function textOf(tree: readonly Block[]): string {
  const of = (inner: readonly Inline[]): string =>
    inner.map((it) => ('text' in it ? it.text : 'inner' in it ? of(it.inner) : '\n')).join('');
  return tree
    .map((it): string => {
      if ('inner' in it) return of(it.inner);
      if ('text' in it) return it.text;
      if (it.kind === 'quote') return textOf(it.blocks);
      if (it.kind === 'list') return it.items.map((item) => textOf(item.blocks)).join('\n');
      if (it.kind === 'table') return [it.head, ...it.rows].map((row) => row.map(of).join('\t')).join('\n');
      return '';
    })
    .join('\n');
}
