// Two texts as lines that stayed, went and came. Pure; the algorithm is a library's, the shapes are what is drawn.
import { diffArrays, diffWordsWithSpace } from 'diff';

export type Row =
  | { kind: 'same'; left: number; right: number; text: string; bare: boolean }
  | { kind: 'gone'; left: number; right: null; text: string; bare: boolean }
  | { kind: 'new'; left: null; right: number; text: string; bare: boolean };

/** Beyond so many changed lines the two texts have nothing in common that is worth the wait. */
const EDITS_MAX = 1_500;
/** Lines around a change that are always seen. */
export const AROUND = 3;
/** Words are compared within lines up to this length. */
const WORDS_CHARS_MAX = 1_000;

/** Lines with their ends, so that a missing newline at the end is a difference. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

export function rowsOf(before: string, after: string): Row[] {
  const left = linesOf(before);
  const right = linesOf(after);
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head += 1;
  let tail = 0;
  const most = Math.min(left.length, right.length) - head;
  while (tail < most && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail += 1;

  const rows = new Rows();
  for (const line of left.slice(0, head)) rows.same(line);
  const [gone, come] = [left.slice(head, left.length - tail), right.slice(head, right.length - tail)];
  const parts = diffArrays(gone, come, { maxEditLength: EDITS_MAX });
  for (const part of parts ?? [
    { value: gone, removed: true, added: false },
    { value: come, added: true, removed: false },
  ]) {
    for (const line of part.value) {
      if (part.removed) rows.gone(line);
      else if (part.added) rows.come(line);
      else rows.same(line);
    }
  }
  for (const line of left.slice(left.length - tail)) rows.same(line);
  return rows.all;
}

class Rows {
  readonly all: Row[] = [];
  private left = 0;
  private right = 0;

  same(line: string): void {
    this.all.push({ kind: 'same', left: ++this.left, right: ++this.right, ...shown(line) });
  }

  gone(line: string): void {
    this.all.push({ kind: 'gone', left: ++this.left, right: null, ...shown(line) });
  }

  come(line: string): void {
    this.all.push({ kind: 'new', left: null, right: ++this.right, ...shown(line) });
  }
}

/** A carriage return is seen; a last line without its newline is `bare`. */
const shown = (line: string) => ({
  text: line.replace(/\n$/, '').replaceAll('\r', '␍'),
  bare: !line.endsWith('\n'),
});

export interface Sum {
  added: number;
  removed: number;
}

export function sumOf(rows: readonly Row[]): Sum {
  let [added, removed] = [0, 0];
  for (const row of rows) {
    if (row.kind === 'new') added += 1;
    else if (row.kind === 'gone') removed += 1;
  }
  return { added, removed };
}

/** A stretch that is seen, or one of unchanged lines that is not until it is asked for. */
export type Part = { kind: 'rows' | 'gap'; from: number; to: number };

/** Unchanged lines away from any change fold away, unless that hides next to nothing. */
export function partsOf(rows: readonly Row[], opened: ReadonlySet<number> = new Set()): Part[] {
  const seen = new Uint8Array(rows.length);
  rows.forEach((row, at) => {
    if (row.kind === 'same') return;
    seen.fill(1, Math.max(0, at - AROUND), Math.min(rows.length, at + AROUND + 1));
  });
  const parts: Part[] = [];
  for (let at = 0; at < rows.length;) {
    let to = at;
    while (to < rows.length && seen[to] === seen[at]) to += 1;
    const folds = !seen[at] && to - at > AROUND && !opened.has(at);
    const last = parts.at(-1);
    if (!folds && last?.kind === 'rows') last.to = to;
    else parts.push({ kind: folds ? 'gap' : 'rows', from: at, to });
    at = to;
  }
  return parts;
}

/** Where each run of changed lines begins. */
export function hunksOf(rows: readonly Row[]): number[] {
  return rows.flatMap((row, at) =>
    row.kind !== 'same' && (rows[at - 1]?.kind ?? 'same') === 'same' ? [at] : [],
  );
}

export interface Pair {
  left: Row | null;
  right: Row | null;
}

/** For two columns: what went stands beside what came in its place. */
export function pairsOf(rows: readonly Row[]): Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at < rows.length;) {
    if (rows[at]!.kind === 'same') {
      pairs.push({ left: rows[at]!, right: rows[at]! });
      at += 1;
      continue;
    }
    const run: { gone: Row[]; come: Row[] } = { gone: [], come: [] };
    for (; at < rows.length && rows[at]!.kind !== 'same'; at += 1) {
      run[rows[at]!.kind === 'gone' ? 'gone' : 'come'].push(rows[at]!);
    }
    for (let i = 0; i < Math.max(run.gone.length, run.come.length); i += 1) {
      pairs.push({ left: run.gone[i] ?? null, right: run.come[i] ?? null });
    }
  }
  return pairs;
}

export interface Span {
  text: string;
  changed: boolean;
}

/** Which words of a changed line are other ones; null where nearly all are, and marks would only be noise. */
export function wordsOf(before: string, after: string): { left: Span[]; right: Span[] } | null {
  if (Math.max(before.length, after.length) > WORDS_CHARS_MAX) return null;
  const parts = diffWordsWithSpace(before, after);
  const kept = parts.reduce(
    (sum, part) => (part.added || part.removed ? sum : sum + part.value.trim().length),
    0,
  );
  if (kept * 3 < Math.min(before.trim().length, after.trim().length)) return null;
  const side = (other: 'added' | 'removed'): Span[] =>
    parts
      .filter((part) => !part[other])
      .map((part) => ({ text: part.value, changed: part.added || part.removed }));
  return { left: side('added'), right: side('removed') };
}

/** The words that changed of each line that has a counterpart. */
export function marksOf(rows: readonly Row[]): Map<Row, Span[]> {
  const marks = new Map<Row, Span[]>();
  for (const { left, right } of pairsOf(rows)) {
    if (left?.kind !== 'gone' || right?.kind !== 'new') continue;
    const words = wordsOf(left.text, right.text);
    if (words) marks.set(left, words.left).set(right, words.right);
  }
  return marks;
}
