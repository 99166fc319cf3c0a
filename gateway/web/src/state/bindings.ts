// Which keys a person gave to what, and whether two things would want the same ones. Pure.

/** What a shortcut is known by, whichever keys it has. */
export interface Named {
  keys: string;
  label: string;
  group: string;
}

/** By the name of the shortcut; empty keys are none. */
export type Bindings = Record<string, string>;

export const idOf = (one: Named): string => `${one.group}/${one.label}`;

export const keysOf = (one: Named, bindings: Bindings): string => bindings[idOf(one)] ?? one.keys;

/** As shortcuts are written: `k`, `mod+k`, `shift+home`. */
export function pressed(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  const alt = event.altKey ? 'alt+' : '';
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const shift = event.shiftKey && key.length > 1 ? 'shift+' : '';
  return mod + alt + shift + key;
}

/** Keys that the page, its parts or the browser need as they are; null for those that may be given. */
export function refusal(keys: string): string | null {
  const key = keys.split('+').at(-1)!;
  if (['control', 'shift', 'alt', 'meta', 'altgraph', 'dead', 'unidentified'].includes(key)) return '';
  if (['tab', 'escape', 'enter', 'backspace', 'delete'].includes(key) || /^(arrow|page|home|end)/.test(key))
    return 'moves around the page or works its controls';
  if (/^mod\+(shift\+)?[acnrtvwxz]$/.test(keys)) return "is the browser's own";
  return null;
}

/** Others that would want these keys, or begin with them. Two by the same name do the same, each in its view. */
export function conflicts<T extends Named>(
  all: readonly T[],
  bindings: Bindings,
  one: Named,
  keys: string,
): T[] {
  return all.filter((other) => {
    if (other.label === one.label) return false;
    const theirs = keysOf(other, bindings);
    return (
      theirs !== '' && (theirs === keys || theirs.startsWith(`${keys} `) || keys.startsWith(`${theirs} `))
    );
  });
}

/** What was stored: only texts by names. */
export const cleanBindings = (found: unknown): Bindings =>
  found === null || typeof found !== 'object'
    ? {}
    : Object.fromEntries(Object.entries(found).filter(([, keys]) => typeof keys === 'string'));
