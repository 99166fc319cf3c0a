// The state at any moment of a log: from the nearest state that was kept, and at most a few hundred events on.
import { copyView, emptyView } from '../../fold/empty.ts';
import { apply } from '../../fold/fold.ts';
import type { Event } from '../../protocol/event.ts';
import type { View } from '../../protocol/view.ts';

const KEEP_EVERY = 200;

export class Moments {
  private readonly kept: View[] = [emptyView()];
  private readonly events: readonly Event[];

  constructor(events: readonly Event[]) {
    this.events = events;
  }

  /** The view after the event at this place; before the first for -1. */
  at(place: number): View {
    const wanted = Math.min(place + 1, this.events.length);
    const nearest = Math.min(this.kept.length - 1, Math.floor(wanted / KEEP_EVERY));
    const view = copyView(this.kept[nearest]!);
    // A log that begins late, after a summary, is told from where it begins.
    if (nearest === 0 && this.events[0]) view.seq = this.events[0].seq - 1;
    for (let i = nearest * KEEP_EVERY; i < wanted; i += 1) {
      apply(view, this.events[i]!);
      if ((i + 1) % KEEP_EVERY === 0 && this.kept.length === (i + 1) / KEEP_EVERY)
        this.kept.push(copyView(view));
    }
    return view;
  }
}
