// The state at any moment of a log: from the nearest state that was kept, or from where one was, which is cheap while it plays.
// A state of a long session is large, so few are kept, one of them shortly before wherever one went back to.
import { copyView, emptyView } from '../../fold/empty.ts';
import { apply } from '../../fold/fold.ts';
import type { Event } from '../../protocol/event.ts';
import type { View } from '../../protocol/view.ts';

const KEEP_EVERY_LEAST = 200;
/** States of a long session are large: there are never more than this many of them. */
const KEPT_MAX = 12;
/** Whoever goes back goes back again: this many events before that place, the state is kept too. */
const NEAR = 128;

export class Moments {
  private readonly kept: View[] = [];
  private readonly every: number;
  private readonly events: readonly Event[];
  /** Where one was, and how many events were folded into it. */
  private last: View;
  private folded = 0;
  private near: { view: View; folded: number } | null = null;

  constructor(events: readonly Event[]) {
    this.events = events;
    this.every = Math.max(KEEP_EVERY_LEAST, Math.ceil(events.length / KEPT_MAX));
    const begin = emptyView();
    // A log that begins late, after a summary, is told from where it begins.
    if (events[0]) begin.seq = events[0].seq - 1;
    this.kept.push(begin);
    this.last = copyView(begin);
  }

  /**
   * The view after the event at this place; before the first for -1. It is another object each time, but what it
   * holds is good only until the next call: whoever keeps it copies it.
   */
  at(place: number): View {
    const wanted = Math.min(place + 1, this.events.length);
    const back = wanted < this.folded;
    this.begin(wanted);
    if (back && wanted - this.folded > NEAR) {
      this.foldTo(wanted - NEAR);
      this.near = { view: copyView(this.last), folded: this.folded };
    }
    this.foldTo(wanted);
    return { ...this.last };
  }

  /** Goes to the state before the wanted one from which the fewest events are to be folded. */
  private begin(wanted: number): void {
    const kept = Math.min(this.kept.length - 1, Math.floor(wanted / this.every));
    const near = this.near && this.near.folded <= wanted ? this.near : null;
    const best =
      near && near.folded > kept * this.every ? near : { view: this.kept[kept]!, folded: kept * this.every };
    if (this.folded <= wanted && this.folded >= best.folded) return;
    this.last = copyView(best.view);
    this.folded = best.folded;
  }

  private foldTo(wanted: number): void {
    for (; this.folded < wanted; this.folded += 1) {
      if (this.folded === this.kept.length * this.every) this.kept.push(copyView(this.last));
      apply(this.last, this.events[this.folded]!);
    }
  }
}
