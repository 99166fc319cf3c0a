// Files that a person hands over: which can be, and why others cannot. Pure; the limits are the gateway's.

export const FILE_BYTES_MAX = 16 * 1024 * 1024;
export const AT_ONCE_MAX = 200;
const NAME_CHARS_MAX = 255;
/** A text of this length can be said. */
export const WORDS_CHARS_MAX = 10_000;

/** Folders that are made anew from what else is there. */
const MADE_ANEW = new Set(['.git', 'node_modules', 'target', '__pycache__', '.venv', '.DS_Store']);

export interface Handed<F> {
  name: string;
  size: number;
  file: F;
}

export interface Refused {
  name: string;
  why: string;
}

export function sorted<F>(
  files: readonly Handed<F>[],
  known: ReadonlySet<string>,
): { taken: Handed<F>[]; refused: Refused[] } {
  const [taken, refused]: [Handed<F>[], Refused[]] = [[], []];
  const names = new Set(known);
  for (const one of files) {
    const why =
      whyNot(one.name, one.size) ??
      (names.has(one.name) ? 'a file of this name is handed over already' : null) ??
      (taken.length >= AT_ONCE_MAX ? `at most ${AT_ONCE_MAX} files are taken at once` : null);
    if (why !== null) refused.push({ name: one.name, why });
    else {
      names.add(one.name);
      taken.push(one);
    }
  }
  return { taken, refused };
}

export function whyNot(name: string, size: number): string | null {
  const parts = name.split('/');
  if ([...name].length > NAME_CHARS_MAX) return `its name has more than ${NAME_CHARS_MAX} characters`;
  if (
    parts.some(
      (part) => part === '' || part === '.' || part === '..' || /[\u0000-\u001f\u007f-\u009f\\:]/.test(part),
    )
  )
    return 'its name has signs that lead elsewhere';
  const anew = parts.find((part) => MADE_ANEW.has(part));
  if (anew) return `${anew} is made anew from what else is there`;
  if (size > FILE_BYTES_MAX) return `it is larger than ${FILE_BYTES_MAX / 1024 / 1024} MB`;
  return null;
}

/** Names that a person is told of one refusal: a few, and how many more. */
export function grouped(refused: readonly Refused[]): { why: string; names: string[]; more: number }[] {
  const NAMED_MAX = 3;
  const reasons = [...new Set(refused.map((one) => one.why))];
  return reasons.map((why) => {
    const names = refused.filter((one) => one.why === why).map((one) => one.name);
    return { why, names: names.slice(0, NAMED_MAX), more: Math.max(0, names.length - NAMED_MAX) };
  });
}
