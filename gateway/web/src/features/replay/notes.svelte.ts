// A person's own notes on events: kept by this browser for each session, and taken along in an export.
import { recall, remember } from '../../state/prefs.svelte.ts';
import type { Chapter } from '../activity/chapters.ts';

import { NOTE_LETTERS_MAX, clean, type NoteTexts } from './noted.ts';

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
