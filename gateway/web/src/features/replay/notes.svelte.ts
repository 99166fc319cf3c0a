// A person's own notes on events: kept by this browser for each session, and taken along in an export.
import { recall, remember } from '../../state/prefs.svelte.ts';
import type { Chapter } from '../activity/chapters.ts';

/** By the number of the event. */
export type NoteTexts = Record<number, string>;

export const NOTE_LETTERS_MAX = 2_000;
const NOTES_MAX = 500;

export class Notes {
  texts = $state.raw<NoteTexts>({});
  private readonly key: string;

  /** What came with an exported record is the beginning, until something is written here. */
  constructor(session: string, given: NoteTexts = {}) {
    this.key = `notes.${session}`;
    this.texts = clean(recall<unknown>(this.key, given));
  }

  at(seq: number): string {
    return this.texts[seq] ?? '';
  }

  get count(): number {
    return Object.keys(this.texts).length;
  }

  write(seq: number, text: string): void {
    const rest = { ...this.texts };
    delete rest[seq];
    const kept = text.trim() === '' ? rest : { ...rest, [seq]: text.slice(0, NOTE_LETTERS_MAX) };
    this.texts = clean(kept);
    remember(this.key, this.texts);
  }

  /** As chapters, so that one jumps to them as to everything else. */
  chapters(first: number, length: number): Chapter[] {
    return Object.entries(this.texts)
      .map(([seq, title]) => ({
        at: Number(seq) - first,
        title,
        tone: 'accent' as const,
        kind: 'note' as const,
      }))
      .filter((one) => one.at >= 0 && one.at < length);
  }
}

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
