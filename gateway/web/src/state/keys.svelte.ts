// Shortcuts: each view registers its own, the help shows those that hold now.
import { untrack } from 'svelte';
import { prefs } from './prefs.svelte.ts';

export interface Shortcut {
  /** `k`, `mod+k`, `g h`, `shift+?`; letters by their place on the keyboard. */
  keys: string;
  label: string;
  group: string;
  run(): void;
}

class Keys {
  all = $state.raw<readonly Shortcut[]>([]);
  private before = '';
  private beforeAt = 0;

  /** Returns how to take them back. */
  add(shortcuts: readonly Shortcut[]): () => void {
    // Whoever registers does not want to know of others who do.
    untrack(() => (this.all = [...this.all, ...shortcuts]));
    return () => untrack(() => (this.all = this.all.filter((one) => !shortcuts.includes(one))));
  }

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as HTMLElement;
    const typing = target.matches('input, textarea, select, [contenteditable]');
    const name = nameOf(event);
    const plainKey = !name.includes('mod+') && name !== 'escape';
    if (plainKey && (typing || !prefs.keys || document.querySelector('dialog[open]'))) return;
    const sequence = event.timeStamp - this.beforeAt < 900 ? `${this.before} ${name}` : name;
    const found = this.find(sequence) ?? this.find(name);
    this.before = name;
    this.beforeAt = event.timeStamp;
    if (!found) return;
    event.preventDefault();
    found.run();
  }

  /** Those that hold now: of two with the same keys, the later. */
  get current(): Shortcut[] {
    return [...new Map(this.all.map((one) => [one.keys, one])).values()];
  }

  /** What was registered last stands nearest to the person. */
  private find(keys: string): Shortcut | undefined {
    return this.all.findLast((one) => one.keys === keys);
  }
}

function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const shift = event.shiftKey && key.length > 1 ? 'shift+' : '';
  return mod + shift + key;
}

export const keys = new Keys();
