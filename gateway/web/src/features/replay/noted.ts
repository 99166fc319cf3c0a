// Notes as they are stored and sent: texts by the number of the event. Pure.
import type { Chapter } from '../activity/chapters.ts';

export type NoteTexts = Record<number, string>;

export const NOTE_LETTERS_MAX = 2_000;
const NOTES_MAX = 500;

/** Whatever was stored or came in a file: only texts at numbers, and not too many. */
export function clean(found: unknown): NoteTexts {
  if (found === null || typeof found !== 'object') return {};
  const good = Object.entries(found).filter(
    ([seq, text]) => /^[1-9]\d{0,14}$/.test(seq) && typeof text === 'string' && text !== '',
  ) as [string, string][];
  return Object.fromEntries(
    good.slice(0, NOTES_MAX).map(([seq, text]) => [seq, text.slice(0, NOTE_LETTERS_MAX)]),
  );
}

/** Chapters of the record and notes of the person, in order. */
export const together = (chapters: readonly Chapter[], notes: readonly Chapter[]): Chapter[] =>
  notes.length === 0 ? [...chapters] : [...chapters, ...notes].sort((a, b) => a.at - b.at);
