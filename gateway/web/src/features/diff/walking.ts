// The keys by which changes are read. They hold while the changes are open, and are given other keys where all others are.
import type { Named } from '../../state/bindings.ts';
import type { Shortcut } from '../../state/keys.svelte.ts';

const GROUP = 'Changes of files';

export const WALKING = [
  { keys: 'j', label: 'Next file', group: GROUP },
  { keys: 'k', label: 'File before', group: GROUP },
  { keys: 'n', label: 'Next change', group: GROUP },
  { keys: 'p', label: 'Change before', group: GROUP },
  { keys: 's', label: 'Other layout', group: GROUP },
] as const satisfies readonly Named[];

export type Walk = (typeof WALKING)[number]['label'];

/** For the map of keys, while the changes are not open. */
export const walkingLater: readonly Shortcut[] = WALKING.map((one) => ({
  ...one,
  now: () => false,
  run: () => undefined,
}));
