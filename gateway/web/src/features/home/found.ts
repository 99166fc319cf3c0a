// What was found in the events of all sessions, and how much of them was looked through. Pure.
import { count, many } from '../../words/amounts.ts';

export interface Hit {
  session: string;
  /** Null for one in the request itself, which the list of sessions shows. */
  seq: number | null;
  title: string;
  excerpt: string;
}

export interface Answer {
  hits: Hit[];
  sessions: number;
  /** Sessions whose record was looked through to its end. */
  searched: number;
  complete: boolean;
}

/** Fewer letters are in nearly every event. */
export const LETTERS_MIN = 3;

export const placesOf = (answer: Answer): Hit[] => answer.hits.filter((hit) => hit.seq !== null);

/** How far the search went, so that what was not found is not taken for what is not there. */
export function reach({ hits, sessions, searched, complete }: Answer): string {
  if (complete) return `All of ${many(sessions, 'session')} looked through.`;
  const left = `Only ${count(searched)} of ${many(sessions, 'session')} could be looked through to the end`;
  return hits.length === 0
    ? `${left}: it may still be in the others. Search again, or for rarer words.`
    : `${left}: there are more places than these. Rarer words find the others.`;
}
