// Shortcuts: each view registers its own, a person may give them other keys, the help shows those that hold now.
import { untrack } from 'svelte';
import { cleanBindings, idOf, keysOf, pressed, type Bindings } from './bindings.ts';
import { prefs, recall } from './prefs.svelte.ts';

export interface Shortcut {
  /** `k`, `mod+k`, `g h`; empty where a person took them away. */
  keys: string;
  label: string;
  group: string;
  /** The key by its place on the keyboard, so that the left hand finds it on every layout. */
  place?: string;
  /** Whether it can be done now; without it, always. */
  now?(): boolean;
  run(): void;
}

const SEQUENCE_MS = 900;

class Keys {
  all = $state.raw<readonly Shortcut[]>([]);
  bindings = $state.raw<Bindings>(cleanBindings(recall<unknown>('keymap', {})));
  /** Also those of views that are not shown now: keys are to be free in all of them. */
  readonly known = new Map<string, Shortcut>();
  private before = '';
  private beforeAt = 0;

  /** Returns how to take them back. */
  add(shortcuts: readonly Shortcut[]): () => void {
    for (const one of shortcuts) this.known.set(idOf(one), one);
    // Whoever registers does not want to know of others who do.
    untrack(() => (this.all = [...this.all, ...shortcuts]));
    return () => untrack(() => (this.all = this.all.filter((one) => !shortcuts.includes(one))));
  }

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as HTMLElement;
    const typing = target.matches('input, textarea, select, [contenteditable]');
    const name = pressed(event);
    const plainKey = !name.includes('mod+') && name !== 'escape';
    if (plainKey && (typing || !prefs.keys || document.querySelector('dialog[open]'))) return;
    const sequence = event.timeStamp - this.beforeAt < SEQUENCE_MS ? `${this.before} ${name}` : name;
    const found = this.find(sequence) ?? this.match(event);
    this.before = name;
    this.beforeAt = event.timeStamp;
    if (!found) return;
    event.preventDefault();
    found.run();
  }

  /** What one press stands for: by the letter, else by its place. What was registered last stands nearest to the person. */
  match(event: KeyboardEvent): Shortcut | undefined {
    const name = pressed(event);
    const placed = (one: Shortcut) => one.place === event.code && this.bindings[idOf(one)] === undefined;
    return this.find(name) ?? (name.length === 1 ? this.all.findLast(placed) : undefined);
  }

  /** Those that hold now, with the keys they have: of two with the same keys, the later. */
  get current(): Shortcut[] {
    const mine = this.all.map((one) => ({ ...one, keys: keysOf(one, this.bindings) }));
    return [...new Map(mine.map((one) => [one.keys || idOf(one), one])).values()];
  }

  keysFor(label: string): string {
    return this.current.find((one) => one.label === label)?.keys ?? '';
  }

  private find(keys: string): Shortcut | undefined {
    return this.all.findLast((one) => keysOf(one, this.bindings) === keys && one.now?.() !== false);
  }
}

export const keys = new Keys();
