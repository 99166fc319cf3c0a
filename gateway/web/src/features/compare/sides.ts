// One file as two runs have it: its text in each, as far as it can be had.
import { fileText } from '../../state/api.ts';

/** A run, and the event up to which it is looked at. */
export interface At {
  id: string;
  seq: number;
  has: boolean;
}

/** Texts of both; or why they cannot be compared. */
export type Sides = { a: string; b: string } | { why: string };

export async function sidesOf(path: string, a: At, b: At): Promise<Sides> {
  const text = (run: At) => (run.has ? fileText(run.id, path, run.seq) : Promise.resolve(''));
  const [mine, theirs] = await Promise.allSettled([text(a), text(b)]);
  if (mine.status === 'rejected') return { why: `This run's text cannot be had: ${said(mine.reason)}.` };
  if (theirs.status === 'rejected')
    return { why: `The other run's text cannot be had: ${said(theirs.reason)}.` };
  if (mine.value.includes('\0') || theirs.value.includes('\0'))
    return { why: 'It is no text, so its lines cannot be compared.' };
  if (mine.value === theirs.value)
    return { why: 'The gateway gives the same text for both, though their records name different ones.' };
  return { a: mine.value, b: theirs.value };
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
