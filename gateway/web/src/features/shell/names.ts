// What the controls of the frame are called, with the keys they have.
import type { prefs } from '../../state/prefs.svelte.ts';
import { keyNames } from './keyNames.ts';

/** What something is called, with the keys it has now. */
export const hinted = (label: string, keys: string): string =>
  keys === '' ? label : `${label} (${keyNames(keys).join(' ')})`;

export const themeName = (theme: typeof prefs.theme): string =>
  `Colours: ${theme === 'system' ? 'as the system' : theme}`;
