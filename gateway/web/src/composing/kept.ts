// Drafts and what was said, kept on this machine.
import { recall, remember } from '../state/prefs.svelte.ts';
import { remembered } from './history.ts';

/** Drafts of so many sessions are kept, the latest. */
const DRAFTS_MAX = 40;
type Drafts = [session: string, text: string][];

export const draftOf = (session: string): string =>
  recall<Drafts>('drafts', []).find(([id]) => id === session)?.[1] ?? '';

export function keepDraft(session: string, text: string): void {
  const others = recall<Drafts>('drafts', []).filter(([id]) => id !== session);
  const all: Drafts = text === '' ? others : [...others, [session, text]];
  remember('drafts', all.slice(-DRAFTS_MAX));
}

export const saidBefore = (): string[] => recall<string[]>('said', []);
export const keepSaid = (text: string): void => remember('said', remembered(saidBefore(), text));
