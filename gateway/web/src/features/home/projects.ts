// Sessions by the folder that they make or read: one folder is one project. Pure.
import type { Listed } from '../../state/sessions.svelte.ts';

export interface Project {
  /** The folder; the session's id where none is known. */
  place: string;
  /** Newest change first. */
  sessions: Listed[];
}

const changed = (one: Listed): number => one.changed_ms ?? one.created_ms;

/** Newest change first, each with its sessions in the same order. */
export function projectsOf(sessions: readonly Listed[]): Project[] {
  const by = new Map<string, Listed[]>();
  for (const one of sessions) {
    const place = one.path || one.id;
    by.set(place, [...(by.get(place) ?? []), one]);
  }
  const projects = [...by].map(([place, all]) => ({
    place,
    sessions: all.sort((a, b) => changed(b) - changed(a)),
  }));
  return projects.sort((a, b) => changed(b.sessions[0]!) - changed(a.sessions[0]!));
}

export interface Sum {
  tokens: number;
  dollars: number;
  /** Calls whose price nobody knows: what they cost is not in the money. */
  unpriced: number;
}

export const sumOf = (sessions: readonly Listed[]): Sum => ({
  tokens: sessions.reduce((sum, one) => sum + (one.tokens ?? 0), 0),
  dollars: sessions.reduce((sum, one) => sum + (one.cost_usd ?? 0), 0),
  unpriced: sessions.reduce((sum, one) => sum + (one.unpriced_calls ?? 0), 0),
});

/** The last part of a folder's path. */
export const folderName = (place: string): string => place.split('/').filter(Boolean).at(-1) ?? place;
