// Files over the page go to the field that is shown, wherever they are let go; without one that is said. A browser left to itself would leave the page for the file.
import { untrack } from 'svelte';
import { filesIn, type Dropped } from '../composing/dropped.ts';
import { say } from './say.svelte.ts';

export const NOBODY =
  'Nothing here takes files: open Home or the conversation of a session, and drop them there';

class Dropping {
  /** Whether files are over the page now. */
  over = $state(false);
  private takers = $state.raw<readonly ((dropped: Dropped) => void)[]>([]);

  get taken(): boolean {
    return this.takers.length > 0;
  }

  /** Returns how to take no more. */
  take(taker: (dropped: Dropped) => void): () => void {
    // Whoever takes does not want to know of others who do.
    untrack(() => (this.takers = [...this.takers, taker]));
    return () => untrack(() => (this.takers = this.takers.filter((one) => one !== taker)));
  }

  hover(event: DragEvent): void {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = this.taken ? 'copy' : 'none';
    this.over = true;
  }

  leave(event: DragEvent): void {
    // Without a place it goes to, it left the window.
    if (event.relatedTarget === null) this.over = false;
  }

  drop(event: DragEvent): void {
    this.over = false;
    if (!hasFiles(event)) return;
    event.preventDefault();
    const taker = this.takers.at(-1);
    if (!taker) return say.show(NOBODY, true);
    void filesIn(event.dataTransfer!).then(taker);
  }
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

export const dropping = new Dropping();
