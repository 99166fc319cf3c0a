/** What the toolbar and the keyboard do to a text: pure, from a text and a selection to one replacement in it. */
import { webAddress } from './addresses';

export type Selection = { readonly start: number; readonly end: number };

/** Puts `insert` between `from` and `to`, and selects a part of what is then there. */
export type Edit = {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly select: Selection;
};

export type Format = (text: string, selection: Selection) => Edit;

/** What a line may begin with that belongs to the line and not to its words. */
const LINE_MARKS = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)*/;

/** Bold, italic and the like: the marks around the words, or off them if they are there. */
export function toggleMark(mark: string): Format {
  return (text, selection) => {
    const { start, end } = selection.start === selection.end ? wordAt(text, selection) : selection;
    const inside = text.slice(start, end);
    const size = mark.length;
    if (text.slice(0, start).endsWith(mark) && text.slice(end).startsWith(mark)) {
      const from = start - size;
      return {
        from,
        to: end + size,
        insert: inside,
        select: { start: from, end: from + inside.length },
      };
    }
    const lines = inside.split('\n').map((line, index) => {
      const begins = index > 0 || start === lineStart(text, start);
      return parted(line, begins);
    });
    const words = lines.filter(({ core }) => core !== '');
    const marked = words.length > 0 && words.every(({ core }) => isMarked(core, mark));
    const insert = lines
      .map(({ before, core, after }) => {
        if (core === '') return before + after;
        return before + (marked ? core.slice(size, -size) : mark + core + mark) + after;
      })
      .join('\n');
    const [first] = lines;
    if (words.length === 0) {
      return replacing(start, start, mark + mark, { start: start + size, end: start + size });
    }
    if (lines.length > 1 || marked || first === undefined) {
      return replacing(start, end, insert, { start, end: start + insert.length });
    }
    // The words alone stay selected, so that the same key takes the marks off again.
    const from = start + first.before.length + size;
    return replacing(start, end, insert, { start: from, end: from + first.core.length });
  };
}

/** A single line between backticks, several as a block. */
export const toggleCode: Format = (text, selection) => {
  if (!text.slice(selection.start, selection.end).includes('\n')) {
    return toggleMark('`')(text, selection);
  }
  const { from, to, lines } = linesOf(text, selection);
  const [first = '', last = ''] = [lines[0], lines.at(-1)];
  if (/^`{3,}/.test(first) && /^`{3,}[ \t]*$/.test(last)) {
    const insert = lines.slice(1, -1).join('\n');
    return replacing(from, to, insert, { start: from, end: from + insert.length });
  }
  const longest = Math.max(
    2,
    ...Array.from(text.slice(from, to).matchAll(/`+/g), ([it]) => it.length),
  );
  const fence = '`'.repeat(longest + 1);
  const insert = [fence, ...lines, fence].join('\n');
  return replacing(from, to, insert, { start: from, end: from + insert.length });
};

export const toggleHeading = toggleLines(/^#{1,6}[ \t]+/, /^#{1,6}[ \t]+/, () => '## ');
export const toggleQuote = toggleLines(/^>[ \t]?/, /^$/, () => '> ', true);
const LIST = /^(?:[-*+]|\d{1,9}[.)])[ \t]+/;
export const toggleBullets = toggleLines(/^[-*+][ \t]+/, LIST, () => '- ');
export const toggleNumbers = toggleLines(/^\d{1,9}[.)][ \t]+/, LIST, (number) => `${number}. `);

/** A mark before each line that is selected, or off them if all have it; `others` is what it takes the place of. */
function toggleLines(
  own: RegExp,
  others: RegExp,
  mark: (number: number) => string,
  blanks = false,
): Format {
  return (text, selection) => {
    const { from, to, lines } = linesOf(text, selection);
    const counts = (line: string) => blanks || lines.length === 1 || line.trim() !== '';
    const off = lines.filter(counts).every((line) => own.test(line.trimStart()));
    let number = 0;
    const changed = lines.map((line) => {
      if (!counts(line)) return line;
      const words = line.trimStart();
      const indent = line.slice(0, line.length - words.length);
      number += 1;
      return indent + (off ? words.replace(own, '') : mark(number) + words.replace(others, ''));
    });
    const insert = changed.join('\n');
    if (selection.start !== selection.end) {
      return replacing(from, to, insert, { start: from, end: from + insert.length });
    }
    const moved = Math.max(from, selection.start + insert.length - (to - from));
    return replacing(from, to, insert, { start: moved, end: moved });
  };
}

const ADDRESS = 'https://';
const WORDS = 'link text';

/** The words as a link whose address is to be typed; a link as its words. */
export const toggleLink: Format = (text, selection) => {
  const { start, end } = selection.start === selection.end ? wordAt(text, selection) : selection;
  const inside = text.slice(start, end);
  const words = /^\[([^\]\n]*)\]\([^)\n]*\)$/.exec(inside)?.[1];
  if (words !== undefined) {
    return replacing(start, end, words, { start, end: start + words.length });
  }
  const address = webAddress(inside);
  if (address !== null || inside === '') {
    const insert = `[${WORDS}](${address === null ? ADDRESS : encoded(address)})`;
    return replacing(start, end, insert, { start: start + 1, end: start + 1 + WORDS.length });
  }
  const insert = `[${inside}](${ADDRESS})`;
  const from = start + inside.length + 3;
  return replacing(start, end, insert, { start: from, end: from + ADDRESS.length });
};

/** An address that is pasted onto words makes them a link; none when it should be pasted as it is. */
export function pasteLink(text: string, { start, end }: Selection, pasted: string): Edit | null {
  const words = text.slice(start, end);
  const address = webAddress(pasted);
  if (address === null || words.trim() === '' || /[\n[\]]/.test(words)) return null;
  if (webAddress(words) !== null) return null;
  const insert = `[${words}](${encoded(address)})`;
  return replacing(start, end, insert, {
    start: start + insert.length,
    end: start + insert.length,
  });
}

/** Enter in a list or a quote goes on with it, and ends it where its line is empty; none where it does what it always does. */
export function continueLine(text: string, { start, end }: Selection): Edit | null {
  if (start !== end) return null;
  const from = lineStart(text, start);
  const before = text.slice(from, start);
  const marks = /^[ \t]*(?:>[ \t]?)*(?:[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)?/.exec(before)?.[0] ?? '';
  if (marks.trim() === '' || inFence(text.slice(0, from))) return null;
  const rest = text.slice(start, lineEnd(text, start));
  if (before === marks && rest.trim() === '') {
    // Without an empty line between, what follows would still be part of the last item.
    const gap = from === 0 || text.slice(0, from).endsWith('\n\n') ? '' : '\n';
    return replacing(from, start, gap, { start: from + gap.length, end: from + gap.length });
  }
  const next = marks.replace(/\d+(?=[.)])/, (number) => String(Number(number) + 1));
  const insert = `\n${next.endsWith('>') ? `${next} ` : next}`;
  return replacing(start, start, insert, {
    start: start + insert.length,
    end: start + insert.length,
  });
}

function replacing(from: number, to: number, insert: string, select: Selection): Edit {
  return { from, to, insert, select };
}

function parted(line: string, begins: boolean) {
  const marks = begins ? (LINE_MARKS.exec(line)?.[0] ?? '') : '';
  const words = line.slice(marks.length);
  const core = words.trim();
  const at = core === '' ? words.length : words.indexOf(core);
  return {
    before: marks + words.slice(0, at),
    core,
    after: words.slice(at + core.length),
  };
}

function isMarked(core: string, mark: string): boolean {
  return core.length > 2 * mark.length && core.startsWith(mark) && core.endsWith(mark);
}

/** The word that the caret is in; where it is in none, the caret. */
function wordAt(text: string, { start }: Selection): Selection {
  const before = /[\p{L}\p{N}]*$/u.exec(text.slice(lineStart(text, start), start))?.[0] ?? '';
  const after = /^[\p{L}\p{N}]*/u.exec(text.slice(start, lineEnd(text, start)))?.[0] ?? '';
  if (before === '' || after === '') return { start, end: start };
  return { start: start - before.length, end: start + after.length };
}

function linesOf(text: string, { start, end }: Selection) {
  const from = lineStart(text, start);
  // A selection that ends where a line begins has nothing of that line.
  const last = end > start && text[end - 1] === '\n' ? end - 1 : end;
  const to = lineEnd(text, last);
  return { from, to, lines: text.slice(from, to).split('\n') };
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Whether a block of code is open where the text ends. */
function inFence(text: string): boolean {
  return (text.match(/^ {0,3}(?:```|~~~)/gm) ?? []).length % 2 === 1;
}

/** Brackets would end the address too early. */
function encoded(address: string): string {
  return address.replaceAll('(', '%28').replaceAll(')', '%29');
}
