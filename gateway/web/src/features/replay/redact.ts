// What might be secret in a record, as a list to look through, and the record without what was chosen. Pure.
export interface Finding {
  kind: 'secret' | 'address' | 'folder';
  /** The text itself; it is masked wherever it is shown. */
  text: string;
  count: number;
}

const PATTERNS: [Finding['kind'], RegExp][] = [
  ['secret', /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}/g],
  ['secret', /\bgh[pousr]_[A-Za-z0-9]{20,}/g],
  ['secret', /\bAKIA[0-9A-Z]{16}\b/g],
  ['secret', /\bxox[abpr]-[A-Za-z0-9-]{10,}/g],
  ['secret', /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+/g],
  ['secret', /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g],
  ['secret', /(?<=(?:password|passwd|secret|token|api[_-]?key)["']?\s*[:=]\s*["']?)[^\s"',;]{6,}/gi],
  ['secret', /(?<=[a-z]+:\/\/[^\s:@/]+:)[^\s:@/]+(?=@)/g],
  ['address', /\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b/g],
  ['folder', /(?<![\w.-])(?:\/home|\/Users)\/[A-Za-z0-9._-]+|\/root(?=\/)/g],
];

export function findings(record: unknown): Finding[] {
  const found = new Map<string, Finding>();
  for (const text of texts(record)) {
    for (const [kind, pattern] of PATTERNS) {
      for (const [match] of text.matchAll(pattern)) {
        const known = found.get(match) ?? { kind, text: match, count: 0 };
        found.set(match, { ...known, count: known.count + 1 });
      }
    }
  }
  const order = ['secret', 'address', 'folder'];
  return [...found.values()].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.count - a.count,
  );
}

/** The first and last characters of what is long enough not to be given away by them. */
export const masked = (text: string): string =>
  text.length < 12 ? '•'.repeat(text.length) : `${text.slice(0, 3)}${'•'.repeat(6)}${text.slice(-2)}`;

const WORDS = { secret: '[secret]', address: '[address]', folder: '~' } as const;

/** The same with these texts taken out, in keys of objects as well. */
export function redact<T>(record: T, hidden: readonly Finding[]): T {
  if (hidden.length === 0) return record;
  // A text that holds another one goes first.
  const ordered = [...hidden].sort((a, b) => b.text.length - a.text.length);
  const clean = (text: string) =>
    ordered.reduce((left, one) => left.replaceAll(one.text, WORDS[one.kind]), text);
  return walk(record, clean) as T;
}

/** Lines of JSON, each of which stays one. */
export const redactLines = (lines: string, hidden: readonly Finding[]): string =>
  lines
    .split('\n')
    .map((line) => (line === '' ? line : JSON.stringify(redact(JSON.parse(line) as unknown, hidden))))
    .join('\n');

function walk(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((one) => walk(one, clean));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key), walk(one, clean)]));
}

function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const one of value) yield* texts(one);
  else if (value !== null && typeof value === 'object') {
    for (const [key, one] of Object.entries(value)) {
      yield key;
      yield* texts(one);
    }
  }
}
