// What can be done to a session from the palette, wherever one is in it. Pure: which there are now follows from how it stands.
import type { CommandName } from '../../composing/commands.ts';
import type { View } from '../../protocol/view.ts';
import type { Shortcut } from '../../state/keys.svelte.ts';
import { waitsForPlan } from '../../words/standing.ts';

export type Wish = CommandName | 'cancel' | 'export' | 'fork';

export interface Stands {
  view: View;
  interrupted: boolean;
  loading: boolean;
}

/** Without keys of their own: whoever wants some gives them. */
export function wishes(stands: () => Stands, wish: (one: Wish) => void): Shortcut[] {
  const goes = ({ view, loading }: Stands) => !loading && view.outcome === null;
  const rests = ({ view, interrupted }: Stands) => view.paused || interrupted;
  const plan = ({ view }: Stands) => waitsForPlan(view) && !view.paused;
  const known = ({ loading }: Stands) => !loading;
  const all: [Wish, string, (one: Stands) => boolean][] = [
    ['pause', 'Pause the session', (one) => goes(one) && !rests(one)],
    ['resume', 'Go on with the session', (one) => goes(one) && rests(one)],
    ['cancel', 'Cancel the session…', goes],
    ['review', 'Review what approving does', (one) => goes(one) && plan(one)],
    ['reject', 'Reject the plan and end the session', (one) => goes(one) && plan(one)],
    ['attach', 'Hand over files…', known],
    ['kept', 'Files that were handed over', known],
    ['export', 'Export the session…', known],
    ['fork', 'Fork from this moment…', known],
  ];
  return all.map(([name, label, holds]) => ({
    keys: '',
    label,
    group: 'Session',
    now: () => holds(stands()),
    run: () => wish(name),
  }));
}
