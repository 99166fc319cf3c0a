// Where one stands in a record, and how it moves on by itself. Nothing is executed.
import { untrack } from 'svelte';
import { recall, remember } from '../../state/prefs.svelte.ts';
import { FIT_MS, placeAt, type Clock } from './clock.ts';

export class Player {
  /** The event one stands at, as a place in the log. */
  place = $state(0);
  /** The same in the clock's time. */
  time = $state(0);
  playing = $state(false);
  speed = $state(1);
  /** The whole of it in one minute, whatever its length. */
  fit = $state(false);
  skip = $state(recall('skip', true));
  /** Goes along with what still happens: whoever watches a session that goes on decides. */
  follows = $state(false);
  private clock: () => Clock;
  private moved: (stopped: boolean) => void;

  /** `moved` hears of every move that is not one of playing on, and of the end of playing. */
  constructor(place: number, clock: () => Clock, moved: (stopped: boolean) => void) {
    this.place = place;
    this.clock = clock;
    this.moved = moved;
    // The same place has another time by another clock.
    $effect(() => {
      const { times } = this.clock();
      untrack(() => (this.time = times[Math.min(this.place, times.length - 1)] ?? 0));
    });
    $effect(() => remember('skip', this.skip));
    $effect(() => (this.playing ? this.run() : undefined));
  }

  seek(to: number): void {
    const { times } = this.clock();
    this.place = Math.min(times.length - 1, Math.max(0, to));
    this.time = times[this.place] ?? 0;
    if (!this.playing) this.moved(false);
  }

  play(): void {
    if (this.playing) return this.stop();
    if (this.place >= this.clock().times.length - 1) this.seek(0);
    this.playing = true;
  }

  stop(): void {
    this.playing = false;
    this.moved(true);
  }

  private run(): () => void {
    let last = performance.now();
    const step = (now: number) => {
      const clock = this.clock();
      const rate = this.fit ? Math.max(0.05, clock.length / FIT_MS) : this.speed;
      this.time = Math.min(clock.length, this.time + (now - last) * rate);
      last = now;
      this.place = placeAt(clock, this.time);
      if (this.time >= clock.length) this.stop();
      else frame = requestAnimationFrame(step);
    };
    let frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }
}
