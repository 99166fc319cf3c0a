// The kinds of events one looks for, by name.
import type { Like } from '../../words/event.ts';

export const KINDS: readonly [Like, string][] = [
  ['conflict', 'Conflicts'],
  ['ruling', 'Rulings'],
  ['claim', 'Claims'],
  ['vote', 'Votes'],
  ['plan', 'Plan'],
  ['person', 'You'],
  ['task', 'Tasks'],
  ['check', 'Checks'],
  ['file', 'Files'],
  ['model', 'Model calls'],
  ['message', 'Messages'],
  ['failure', 'Failures'],
  ['restart', 'Restarts'],
];
