// What models are writing, put together from the parts that come; where one was lost, that is known. Pure.
import type { Draft } from '../protocol/frame.ts';

export interface Written {
  attempt: number;
  /** Between two parts something is missing; before the first, where it is empty. */
  parts: readonly string[];
  /** Bytes of the answer up to the end of the last part. */
  end: number;
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

export function withDraft(known: Written | undefined, { attempt, at, text }: Draft): Written {
  const end = at + bytesOf(text);
  if (known && attempt < known.attempt) return known;
  if (!known || attempt > known.attempt || at === 0)
    return { attempt, parts: at === 0 ? [text] : ['', text], end };
  // No part is told twice; one that overlaps what is there is none that could be joined.
  if (at < known.end) return known;
  if (at > known.end) return { attempt, parts: [...known.parts, text], end };
  return { attempt, parts: [...known.parts.slice(0, -1), known.parts.at(-1)! + text], end };
}
