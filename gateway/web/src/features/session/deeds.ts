// What a part of the conversation can have done, without every part above it handing it down. None in a recorded session.
import { getContext, setContext } from 'svelte';
import type { Event } from '../../protocol/event.ts';
import type { View } from '../../protocol/view.ts';

export interface Deeds {
  readonly session: string;
  readonly view: View;
  readonly events: readonly Event[];
  readonly busy: boolean;
  /** Whether anything can be said to the session at all. */
  readonly accepts: boolean;
  revise(text: string): Promise<boolean>;
  changes(since: 'turn' | 'session' | 'since'): void;
}

const KEY = Symbol('deeds');

export const provideDeeds = (deeds: Deeds): void => void setContext(KEY, deeds);
export const deeds = (): Deeds | undefined => getContext<Deeds | undefined>(KEY);
