// Keys of the time axis. Pure.
import type { Shortcut } from '../../state/keys.svelte.ts';

export const GROUP = 'Time axis';

export const key = (keys: string, label: string, run: () => void, place?: string): Shortcut => ({
  keys,
  label,
  group: GROUP,
  run,
  ...(place && { place }),
});

/** On the lanes themselves these and what replays work also where single keys are switched off for the page. */
export const worksOnLanes = (one: Shortcut | null | undefined): one is Shortcut =>
  one?.group === GROUP || one?.group === 'Replay';
