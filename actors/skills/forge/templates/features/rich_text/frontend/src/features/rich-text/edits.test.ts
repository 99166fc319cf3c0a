import { describe, expect, it } from 'vitest';
import {
  continueLine,
  pasteLink,
  toggleBullets,
  toggleCode,
  toggleHeading,
  toggleLink,
  toggleMark,
  toggleNumbers,
  toggleQuote,
  type Edit,
  type Selection,
} from './edits';

/** A text with its selection between ‹ and ›, or with the caret at ‹›. */
function read(marked: string): { text: string; selection: Selection } {
  const start = marked.indexOf('‹');
  const end = marked.indexOf('›') - 1;
  return { text: marked.replace(/[‹›]/g, ''), selection: { start, end } };
}

function show(text: string, { from, to, insert, select }: Edit): string {
  const after = text.slice(0, from) + insert + text.slice(to);
  const { start, end } = select;
  return `${after.slice(0, start)}‹${after.slice(start, end)}›${after.slice(end)}`;
}

type Make = (text: string, selection: Selection) => Edit | null;

function after(make: Make, before: string): string {
  const { text, selection } = read(before);
  const edit = make(text, selection);
  return edit ? show(text, edit) : 'nothing';
}

const bold = toggleMark('**');
const italic = toggleMark('_');

describe('marks', () => {
  it.each([
    ['a ‹word› b', 'a **‹word›** b'],
    ['a **‹word›** b', 'a ‹word› b'],
    ['a ‹**word**› b', 'a ‹word› b'],
    ['a ‹ word › b', 'a  **‹word›**  b'],
    ['a wo‹›rd b', 'a **‹word›** b'],
    ['a ‹› b', 'a **‹›** b'],
    ['a **‹›** b', 'a ‹› b'],
    ['‹›', '**‹›**'],
    ['‹one\n\ntwo›', '‹**one**\n\n**two**›'],
    ['‹**one**\n\n**two**›', '‹one\n\ntwo›'],
    ['‹- one\n- two›', '‹- **one**\n- **two**›'],
    ['‹# Title›', '# **‹Title›**'],
    ['‹ \n ›', '**‹›** \n '],
  ])('make %j %j', (before, expected) => {
    expect(after(bold, before)).toBe(expected);
  });

  it('of one kind leave those of another alone', () => {
    expect(after(italic, '**‹word›**')).toBe('**_‹word›_**');
    expect(after(italic, '**_‹word›_**')).toBe('**‹word›**');
  });
});

describe('lines', () => {
  it.each<[string, Make, string, string]>([
    ['heading', toggleHeading, 'a\nti‹›tle', 'a\n## ti‹›tle'],
    ['heading', toggleHeading, '## ti‹›tle', 'ti‹›tle'],
    ['heading', toggleHeading, '#### ti‹›tle', 'ti‹›tle'],
    ['heading', toggleHeading, '## t‹›', 't‹›'],
    ['heading', toggleHeading, '‹›', '## ‹›'],
    ['bullets', toggleBullets, '‹one\n\n  two›\n', '‹- one\n\n  - two›\n'],
    ['bullets', toggleBullets, '‹- one\n* two›', '‹one\ntwo›'],
    ['bullets', toggleBullets, '‹1. one\n2. two›', '‹- one\n- two›'],
    ['bullets', toggleBullets, '‹one\n›two', '‹- one›\ntwo'],
    ['numbers', toggleNumbers, '‹one\n- two\nthree›', '‹1. one\n2. two\n3. three›'],
    ['numbers', toggleNumbers, '‹1. one\n2) two›', '‹one\ntwo›'],
    ['quote', toggleQuote, '‹one\n\ntwo›', '‹> one\n> \n> two›'],
    ['quote', toggleQuote, '‹> one\n>\n> two›', '‹one\n\ntwo›'],
    ['code', toggleCode, 'a ‹b› c', 'a `‹b›` c'],
    ['code', toggleCode, 'a\n‹b\nc›\nd', 'a\n‹```\nb\nc\n```›\nd'],
    ['code', toggleCode, '‹```js\nb\n```›', '‹b›'],
    ['code', toggleCode, '‹```\nb\n```\nc›', '‹````\n```\nb\n```\nc\n````›'],
  ])('%s: %#', (_, make, before, expected) => {
    expect(after(make, before)).toBe(expected);
  });
});

describe('links', () => {
  it.each([
    ['see ‹this›', 'see [this](‹https://›)'],
    ['see th‹›is', 'see [this](‹https://›)'],
    ['see ‹›', 'see [‹link text›](https://)'],
    ['‹https://example.com/a_(b)›', '[‹link text›](https://example.com/a_%28b%29)'],
    ['‹[this](https://example.com)›', '‹this›'],
  ])('make %j %j', (before, expected) => {
    expect(after(toggleLink, before)).toBe(expected);
  });

  const paste = (pasted: string) => (text: string, selection: Selection) =>
    pasteLink(text, selection, pasted);

  it.each([
    [
      'see ‹this›',
      ' https://example.com/a?b=(c)\n',
      'see [this](https://example.com/a?b=%28c%29)‹›',
    ],
    ['see ‹this›', 'HTTP://EXAMPLE.com', 'see [this](http://example.com/)‹›'],
    ['see ‹›', 'https://example.com', 'nothing'],
    ['see ‹this›', 'two words', 'nothing'],
    ['see ‹this›', 'https://one.example https://two.example', 'nothing'],
    ['see ‹this›', 'javascript:alert(1)', 'nothing'],
    ['see ‹this›', 'https://bank.example@evil.example', 'nothing'],
    ['‹two\nlines›', 'https://example.com', 'nothing'],
    ['‹a ] b›', 'https://example.com', 'nothing'],
    ['‹https://old.example›', 'https://new.example', 'nothing'],
  ])('onto %j: %j', (before, pasted, expected) => {
    expect(after(paste(pasted), before)).toBe(expected);
  });
});

describe('enter', () => {
  it.each([
    ['- one‹›', '- one\n- ‹›'],
    ['* one‹› two', '* one\n* ‹› two'],
    ['9. one‹›', '9. one\n10. ‹›'],
    ['  1) one‹›', '  1) one\n  2) ‹›'],
    ['> one‹›', '> one\n> ‹›'],
    ['>one‹›', '>one\n> ‹›'],
    ['> - one‹›', '> - one\n> - ‹›'],
    ['- one\n- ‹›', '- one\n\n‹›'],
    ['- one\n\n- ‹›', '- one\n\n‹›'],
    ['> ‹›', '‹›'],
    ['one‹›', 'nothing'],
    ['-one‹›', 'nothing'],
    ['**bold**‹›', 'nothing'],
    ['‹- one›', 'nothing'],
    ['‹›- one', 'nothing'],
    ['```\n- one‹›', 'nothing'],
    ['```\n```\n- one‹›', '```\n```\n- one\n- ‹›'],
  ])('in %j: %j', (before, expected) => {
    expect(after(continueLine, before)).toBe(expected);
  });
});
