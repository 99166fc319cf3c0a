// The colours of code beside the words that changed: both cut a line, and neither knows of the other. Pure.
import type { Colour, Span as Coloured } from '../markdown/highlight.ts';
import type { Row, Span } from './lines.ts';

export interface Piece {
  text: string;
  colour: Colour | null;
  changed: boolean;
}

/** Coloured spans of each line of a text, as they stand one below another. */
export function colouredLines(spans: readonly Coloured[]): Coloured[][] {
  const lines: Coloured[][] = [[]];
  for (const { text, colour } of spans) {
    text.split('\n').forEach((part, at) => {
      if (at > 0) lines.push([]);
      if (part !== '') lines.at(-1)!.push({ text: part, colour });
    });
  }
  return lines;
}

/** What both sides of a change look like in colours; null for a side that has none. */
export interface Colours {
  before: Coloured[][] | null;
  after: Coloured[][] | null;
}

export const NO_COLOURS: Colours = { before: null, after: null };

/** A removed line is coloured as it was, every other one as it is now. */
export function colouredOf(row: Row, { before, after }: Colours): Coloured[] | undefined {
  return row.kind === 'gone' ? before?.[row.left - 1] : after?.[row.right - 1];
}

/** One line cut by both. Where they do not say the same text, the words that changed are what counts. */
export function piecesOf(row: Row, words: readonly Span[] | null, colours: Colours): Piece[] {
  const marks = words ?? [{ text: row.text, changed: false }];
  // A carriage return is shown by a sign, and colours were read from the text as it is.
  const found = colouredOf(row, colours)?.map((one) => ({ ...one, text: one.text.replaceAll('\r', '␍') }));
  const same = found !== undefined && found.reduce((sum, one) => sum + one.text, '') === row.text;
  return cut(marks, same ? found : [{ text: row.text, colour: null }]);
}

function cut(marks: readonly Span[], colours: readonly Coloured[]): Piece[] {
  const pieces: Piece[] = [];
  let [at, from] = [0, 0];
  for (const { text, changed } of marks) {
    for (let left = text; left !== '' && at < colours.length;) {
      const { text: whole, colour } = colours[at]!;
      const part = whole.slice(from, from + left.length);
      // Words that changed are told apart by their ground alone, on which not every colour could be read.
      if (part !== '') pieces.push({ text: part, colour: changed ? null : colour, changed });
      left = left.slice(part.length);
      from += part.length;
      if (from >= whole.length) [at, from] = [at + 1, 0];
    }
  }
  return pieces;
}
