// Looks through all that the events say, a little at a time: however long the log is, no keystroke waits for it.
import { untrack } from 'svelte';
import type { Event } from '../../protocol/event.ts';
import { teller } from './saying.ts';

/** How long it looks at one go. */
const SLICE_MS = 8;

export class Search {
  /** So many events of the log were looked through, less than all of them while it goes on: another object at every go. */
  looked = $state.raw({ reached: 0 });
  private hits: boolean[] = [];
  private text = '';
  private first: Event | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Goes on where the same was looked for in a log that grew, and else begins anew. */
  follow(events: readonly Event[], text: string): void {
    clearTimeout(this.timer);
    if (text === '') {
      this.text = text;
      return;
    }
    const first = events[0] ?? null;
    const same = text === this.text && first === this.first && events.length >= this.hits.length;
    if (!same) Object.assign(this, { hits: [], text, first });
    this.look(events, teller(text));
  }

  /** What was not looked at yet is not found yet. */
  readonly found = (at: number): boolean => this.hits[at] === true;

  stop(): void {
    clearTimeout(this.timer);
  }

  private look(events: readonly Event[], says: (event: Event) => boolean): void {
    const end = performance.now() + SLICE_MS;
    while (this.hits.length < events.length && performance.now() < end) {
      for (let n = 0; n < 50 && this.hits.length < events.length; n += 1)
        this.hits.push(says(events[this.hits.length]!));
    }
    untrack(() => (this.looked = { reached: this.hits.length }));
    if (this.hits.length < events.length) this.timer = setTimeout(() => this.look(events, says));
  }
}
