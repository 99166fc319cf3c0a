// The two sides of a change, from the gateway's routes. What has a hash never changes, so it is asked for once.
import { languageOf } from '../markdown/language.ts';
import { loadHighlight } from '../markdown/load.ts';
import { ask, blobText, getJson } from '../state/api.ts';
import { colouredLines, type Colours } from './colours.ts';
import type { Change, Listed } from './files.ts';
import { changesOf } from './files.ts';
import type { Scope, State, Stretch } from './scopes.ts';

/** Texts that are kept; more than anybody reads in one sitting. */
const TEXTS_MAX = 400;

/** A change with where its two sides lie. */
export interface Placed extends Change {
  stretch: Stretch;
  /** Of one place, that of its folder included. */
  key: string;
}

const texts = new Map<string, Promise<string>>();

async function filesOf(session: string, state: State): Promise<Listed[]> {
  if (state.kind === 'nothing' || (state.kind === 'event' && state.seq < 1)) return [];
  const base = `/api/sessions/${session}`;
  if (state.kind === 'event') return getJson<Listed[]>(`${base}/files?at=${state.seq}`);
  const saved = await getJson<Omit<Listed, 'lines'>[]>(`${base}/checkpoints/${state.manifest}`);
  return saved.map((file) => ({ ...file, lines: null }));
}

export async function changesIn(session: string, scope: Scope): Promise<Placed[]> {
  const each = scope.stretches.map(async (stretch) => {
    const [before, after] = await Promise.all([filesOf(session, stretch.from), filesOf(session, stretch.to)]);
    return changesOf(before, after).map((change) => ({
      ...change,
      stretch,
      key: `${stretch.folder}\n${change.path}`,
    }));
  });
  return (await Promise.all(each)).flat();
}

function textOf(session: string, state: State, file: Listed | null): Promise<string> {
  if (!file || state.kind === 'nothing') return Promise.resolve('');
  const key = `${session} ${file.hash}`;
  const known = texts.get(key);
  if (known) return known;
  const query = new URLSearchParams({ path: file.path });
  const text =
    state.kind === 'event'
      ? blobText(session, file.hash)
      : ask(`/api/sessions/${session}/checkpoints/${state.manifest}/file?${query}`).then((it) => it.text());
  if (texts.size >= TEXTS_MAX) texts.delete(texts.keys().next().value!);
  texts.set(key, text);
  // What could not be had may be had later.
  text.catch(() => texts.delete(key));
  return text;
}

export interface Sides {
  before: string;
  after: string;
  /** No text on one side at least. */
  binary: boolean;
}

export async function sidesOf(session: string, change: Placed): Promise<Sides> {
  const [before, after] = await Promise.all([
    textOf(session, change.stretch.from, change.before),
    textOf(session, change.stretch.to, change.after),
  ]);
  return { before, after, binary: before.includes('\0') || after.includes('\0') };
}

/** Each side as its language is written; what is no code, or too long to be read as such, has no colours. */
export async function coloursOf(change: Placed, sides: Sides): Promise<Colours> {
  const read = await loadHighlight();
  const lines = (path: string, text: string) => {
    const spans = text === '' ? null : read(text, languageOf(path));
    return spans && colouredLines(spans);
  };
  return { before: lines(change.was ?? change.path, sides.before), after: lines(change.path, sides.after) };
}
