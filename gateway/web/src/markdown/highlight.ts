// Code in colours: a text becomes spans of known kinds. The reader of languages is a library's, loaded when there is code.
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

export type Colour =
  'keyword' | 'string' | 'comment' | 'number' | 'name' | 'type' | 'mark' | 'added' | 'removed';

export interface Span {
  text: string;
  colour: Colour | null;
}

/** Longer texts are read as they are. */
export const CHARS_MAX = 80_000;

const reader = createLowlight({
  bash,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  markdown,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
});
reader.registerAlias({ bash: ['console', 'shell'], typescript: ['svelte', 'tsx'], ini: ['env', 'conf'] });

const COLOURS: Record<string, Colour> = {
  keyword: 'keyword',
  'selector-tag': 'keyword',
  operator: 'keyword',
  string: 'string',
  regexp: 'string',
  char: 'string',
  comment: 'comment',
  quote: 'comment',
  number: 'number',
  literal: 'number',
  symbol: 'number',
  title: 'name',
  name: 'name',
  section: 'name',
  attr: 'name',
  attribute: 'name',
  property: 'name',
  type: 'type',
  built_in: 'type',
  class: 'type',
  meta: 'mark',
  variable: 'mark',
  'template-variable': 'mark',
  tag: 'mark',
  addition: 'added',
  deletion: 'removed',
};

interface Node {
  type: string;
  value?: string;
  properties?: { className?: unknown };
  children?: readonly Node[];
}

/** Null where the language is not known, or the text too long. */
export function spansOf(text: string, language: string): Span[] | null {
  const name = language.toLowerCase();
  if (text.length > CHARS_MAX || !reader.registered(name)) return null;
  const spans: Span[] = [];
  walk(reader.highlight(name, text) as Node, null, spans);
  return spans;
}

function walk(node: Node, colour: Colour | null, spans: Span[]): void {
  if (node.value !== undefined) {
    spans.push({ text: node.value, colour });
    return;
  }
  const classes = node.properties?.className;
  const known = Array.isArray(classes)
    ? classes.map((one) => COLOURS[String(one).replace(/^hljs-/, '')]).find(Boolean)
    : undefined;
  for (const child of node.children ?? []) walk(child, known ?? colour, spans);
}
