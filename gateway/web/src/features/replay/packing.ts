// A record as a text inside a page: JSON lines, compressed, in base 64; and back.
import type { Event } from '../../protocol/event.ts';
import type { Proof } from './proof.ts';

export const RECORD_MARK = 'RECORD-GOES-HERE';
export const TITLE_MARK = 'TITLE-GOES-HERE';

export interface Packed {
  title: string;
  redacted: number;
  events: Event[];
  /** What was found of its chain of hashes when it was exported. */
  proof?: Proof;
  /** The person's own notes, by the number of the event. */
  notes?: Record<number, string>;
}

export async function pack(record: Packed): Promise<string> {
  const stream = new Blob([JSON.stringify(record)]).stream().pipeThrough(new CompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const PIECE = 0x8000;
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

export async function unpack(text: string): Promise<Packed> {
  const letters = atob(text.trim());
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text()) as Packed;
}

/** The viewer with a record in it. The record is letters and digits only; the title is made harmless. */
export function assemble(viewer: string, packed: string, title: string): string {
  if (!viewer.includes(RECORD_MARK)) throw new Error('this viewer has no place for a record; build it anew');
  const safe = title.replace(/[<>&"']/g, ' ');
  return viewer.split(TITLE_MARK).join(safe).split(RECORD_MARK).join(packed);
}
