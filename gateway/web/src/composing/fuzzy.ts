// Finding by the letters of a name, in order. Pure.

export interface Hit<T> {
  it: T;
  score: number;
  /** Which letters were found. */
  at: number[];
}

/** Letters at the beginnings of words count most, then those beside one another; null where one is missing. */
export function score(query: string, text: string): { score: number; at: number[] } | null {
  if (query === '') return { score: 0, at: [] };
  const [wanted, within] = [query.toLowerCase(), text.toLowerCase()];
  const name = within.lastIndexOf('/') + 1;
  let best: { score: number; at: number[] } | null = null;
  // A name's own letters are what a person remembers of a path.
  for (const start of name > 0 ? [name, 0] : [0]) {
    const at: number[] = [];
    let sum = start === name ? 8 : 0;
    let place = start;
    for (const letter of wanted) {
      const found = within.indexOf(letter, place);
      if (found < 0) break;
      const begins =
        found === 0 ||
        /[\s/_.-]/.test(within[found - 1]!) ||
        /[a-z][A-Z]/.test(text.slice(found - 1, found + 1));
      sum += begins ? 6 : at.at(-1) === found - 1 ? 4 : 1;
      at.push(found);
      place = found + 1;
    }
    if (at.length < [...wanted].length) continue;
    // The whole name, with or without its ending.
    if (within.slice(name).replace(/\.[^.]*$/, '') === wanted || within.slice(name) === wanted) sum += 20;
    const total = sum - text.length / 50;
    if (!best || total > best.score) best = { score: total, at };
  }
  return best;
}

export function find<T>(query: string, all: readonly T[], nameOf: (it: T) => string, most: number): Hit<T>[] {
  const hits = all.flatMap((it) => {
    const found = score(query, nameOf(it));
    return found ? [{ it, ...found }] : [];
  });
  // The sort is stable: of equals the first stays first.
  return hits.sort((a, b) => b.score - a.score).slice(0, most);
}
