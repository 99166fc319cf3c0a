// Full-text hits in all sessions, asked for once a person stops typing.
import { getJson } from './api.ts';

export interface Hit {
  session: string;
  seq: number | null;
  title: string;
  excerpt: string;
}

export const WORDS_MIN = 3;
const QUIET_MS = 220;

/** Tells of what was found, or of why nothing could be; a later question makes an earlier one's answer void. */
export function finder(tell: (hits: Hit[], trouble: string) => void): (query: string) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  return (query) => {
    clearTimeout(timer);
    const mine = ++asked;
    tell([], '');
    const wanted = query.trim();
    if (wanted.length < WORDS_MIN) return;
    timer = setTimeout(() => {
      getJson<{ hits: Hit[] }>(`/api/search?${new URLSearchParams({ q: wanted })}`).then(
        ({ hits }) =>
          mine === asked &&
          tell(
            hits.filter((hit) => hit.seq !== null),
            '',
          ),
        (error: unknown) =>
          mine === asked && tell([], error instanceof Error ? error.message : String(error)),
      );
    }, QUIET_MS);
  };
}
