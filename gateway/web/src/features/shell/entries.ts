// What the palette offers: what can be done now, the sessions, and what is written in them. Pure.
import type { Shortcut } from '../../state/keys.svelte.ts';
import type { Hit } from '../../state/finding.ts';
import type { Listed } from '../../state/sessions.svelte.ts';
import { address } from '../../state/route.svelte.ts';
import { finder } from '../../words/matching.ts';
import { listedStanding } from '../../words/standing.ts';

export interface Entry {
  id: string;
  label: string;
  note: string;
  keys: string;
  /** Where it leads, or what it does. */
  to: string | (() => void);
}

/** So many can be looked through; how many more there are is said. */
export const SHOWN_MAX = 40;

/** Under these names they are looked for. */
const NAMES: Record<string, string> = { 'This list': 'Keyboard shortcuts', Home: 'New request' };

export const fromShortcuts = (all: readonly Shortcut[]): Entry[] =>
  all
    .filter((one) => one.label !== 'Command palette' && one.now?.() !== false)
    .map((one) => ({
      id: `${one.group} ${one.label}`,
      label: NAMES[one.label] ?? one.label,
      note: one.group,
      keys: one.keys,
      to: one.run,
    }));

export const fromSessions = (all: readonly Listed[]): Entry[] =>
  all.map((one) => ({
    id: one.id,
    label: one.title || one.request,
    note: listedStanding(one.state).text,
    keys: '',
    to: address({ at: 'session', id: one.id, face: 'talk', seq: null }),
  }));

export const fromHits = (all: readonly Hit[]): Entry[] =>
  all.map((one) => ({
    id: `${one.session} ${one.seq} ${one.excerpt}`,
    label: one.excerpt,
    note: `${one.title} · event ${one.seq}`,
    keys: '',
    to: address({ at: 'session', id: one.session, face: 'activity', seq: one.seq }),
  }));

/** Those that hold all words, then what was found in the records; no id twice. */
export function found(query: string, named: readonly Entry[], hits: readonly Entry[]): Entry[] {
  const holds = finder(query);
  const all = [...named.filter((one) => holds(`${one.label} ${one.note}`)), ...hits];
  return [...new Map(all.map((one) => [one.id, one])).values()];
}
