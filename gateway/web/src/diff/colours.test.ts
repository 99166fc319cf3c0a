import { describe, expect, test } from 'vitest';
import { spansOf } from '../markdown/highlight.ts';
import { colouredLines, piecesOf } from './colours.ts';
import { marksOf, rowsOf } from './lines.ts';

const BEFORE = 'def short(note):\n    """Says whether\n    it is short."""\n    return len(note) < 10\n';
const AFTER =
  'def short(note):\r\n    """Says whether\n    it is really short."""\n    return len(note) < 20  # signs';
const lines = (text: string) => colouredLines(spansOf(text, 'python')!);
const colours = { before: lines(BEFORE), after: lines(AFTER) };

describe('colours of a change', () => {
  test('a line says the same text in pieces', () => {
    const rows = rowsOf(BEFORE, AFTER);
    const marks = marksOf(rows);
    for (const row of rows) {
      for (const words of [marks.get(row) ?? null, null]) {
        const pieces = piecesOf(row, words, colours);
        expect(pieces.reduce((sum, one) => sum + one.text, '')).toBe(row.text);
      }
    }
  });

  test('each side has its own, also inside of what goes over several lines', () => {
    const rows = rowsOf(BEFORE, AFTER);
    const of = (text: string) => rows.find((row) => row.text.includes(text))!;
    expect(piecesOf(of('it is short'), null, colours)[0]!.colour).toBe('string');
    expect(piecesOf(of('# signs'), null, colours).at(-1)).toEqual({
      text: '# signs',
      colour: 'comment',
      changed: false,
    });
  });

  test('words that changed keep the colour of the text, and the rest of the line has its own', () => {
    const rows = rowsOf(BEFORE, AFTER);
    const row = rows.find((one) => one.kind === 'new' && one.text.includes('return'))!;
    const pieces = piecesOf(row, marksOf(rows).get(row)!, colours);
    expect(pieces.find((one) => one.text === 'return')?.colour).toBe('keyword');
    expect(pieces.find((one) => one.changed && one.text.includes('20'))?.colour).toBeNull();
  });

  test('colours of another text than the one that is shown are not used', () => {
    const [row] = rowsOf('', 'a = 1\n');
    const pieces = piecesOf(row!, null, { before: null, after: lines('b = 2') });
    expect(pieces).toEqual([{ text: 'a = 1', colour: null, changed: false }]);
  });
});
