// Sessions whose request is another's, said otherwise. The record of a session does not say so: this browser remembers it.
import { recall, remember } from './prefs.svelte.ts';

/** As many as somebody goes back to. */
const KEPT_MAX = 200;

type Pairs = [session: string, of: string][];

class Reworded {
  private pairs = $state.raw<Pairs>(recall<Pairs>('reworded', []));

  get of(): ReadonlyMap<string, string> {
    return new Map(this.pairs);
  }

  add(session: string, of: string): void {
    this.pairs = [...this.pairs, [session, of] as Pairs[number]].slice(-KEPT_MAX);
    remember('reworded', this.pairs);
  }
}

export const reworded = new Reworded();
