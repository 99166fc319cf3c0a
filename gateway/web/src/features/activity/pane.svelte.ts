// The part of the axis that is in sight.
import { untrack } from 'svelte';
import type { Axis } from './axis.ts';
import { pan, whole, zoom, type Window } from './look.ts';

export class Pane {
  window = $state.raw<Window>({ from: 0, to: 1 });
  private readonly axis: () => Axis;
  /** The place that it is zoomed around. */
  private readonly around: () => number | null;

  constructor(axis: () => Axis, around: () => number | null) {
    [this.axis, this.around] = [axis, around];
    // Whoever sees all of it goes on seeing all of it as it grows; whoever looks at a part is left there.
    let sawEnd = 0;
    $effect(() => {
      const { end } = axis();
      untrack(() => {
        if (sawEnd === 0 || this.window.to >= sawEnd) this.window = whole(end);
        sawEnd = end;
      });
    });
    // What is chosen elsewhere is brought into sight.
    $effect(() => {
      const place = around();
      untrack(() => {
        const { from, to } = this.window;
        if (place === null || (place >= from && place <= to)) return;
        this.window = pan(this.window, place - (from + to) / 2, axis().end);
      });
    });
  }

  zoom(by: number): void {
    const { from, to } = this.window;
    this.window = zoom(this.window, this.around() ?? (from + to) / 2, by, this.axis().end);
  }

  /** By a share of what is in sight. */
  move(share: number): void {
    const { from, to } = this.window;
    this.window = pan(this.window, (to - from) * share, this.axis().end);
  }

  whole(): void {
    this.window = whole(this.axis().end);
  }
}
