// The state at any moment of a log: from the nearest state that was kept, or from where one was, which is cheap while it plays.
import { copyView, emptyView } from '../../fold/empty.ts';
import { apply } from '../../fold/fold.ts';
import type { Event } from '../../protocol/event.ts';
import type { View } from '../../protocol/view.ts';

const KEEP_EVERY_LEAST = 200;
/** States of a long session are large: there are never more than this many of them. */
const KEPT_MAX = 32;

export class Moments {
  private readonly kept: View[] = [];
  private readonly every: number;
  private readonly events: readonly Event[];
  /** Where one was, and how many events were folded into it. */
  private last: View;
  private folded = 0;

  constructor(events: readonly Event[]) {
    this.events = events;
    this.every = Math.max(KEEP_EVERY_LEAST, Math.ceil(events.length / KEPT_MAX));
    const begin = emptyView();
    // A log that begins late, after a summary, is told from where it begins.
    if (events[0]) begin.seq = events[0].seq - 1;
    this.kept.push(begin);
    this.last = copyView(begin);
  }

  /** The view after the event at this place; before the first for -1. */
  at(place: number): View {
    const wanted = Math.min(place + 1, this.events.length);
    const nearest = Math.min(this.kept.length - 1, Math.floor(wanted / this.every));
    if (wanted < this.folded || nearest * this.every > this.folded) {
      this.last = copyView(this.kept[nearest]!);
      this.folded = nearest * this.every;
    }
    for (; this.folded < wanted; this.folded += 1) {
      if (this.folded === this.kept.length * this.every) this.kept.push(copyView(this.last));
      apply(this.last, this.events[this.folded]!);
    }
    return copyView(this.last);
  }
}
