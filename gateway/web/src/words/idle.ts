// When nobody was at work on a session: that is no time that anything took. Pure.
import type { Event } from '../protocol/event.ts';

/** Where a record is taken up again, or a fork or an earlier state of it is made. What a person says wakes a session: it stands before that. */
const takesUp = ({ body }: Event): boolean =>
  body.family === 'session' && ['recovered', 'forked', 'rewound'].includes(body.event.kind);

export class Idle {
  private stretches: [from: number, to: number][] = [];
  private worked_ms = 0;

  /** Takes events in order. */
  take(event: Event): void {
    if (takesUp(event)) {
      this.stretches.push([this.worked_ms || event.at_ms, event.at_ms]);
      this.worked_ms = event.at_ms;
    }
    if (event.agent !== 'person') this.worked_ms = event.at_ms;
  }

  /** How much of a stretch of time was worked. */
  worked(from: number, to: number): number {
    const waited = this.stretches.map(([a, b]) => Math.max(0, Math.min(b, to) - Math.max(a, from)));
    return Math.max(0, to - from) - waited.reduce((sum, one) => sum + one, 0);
  }
}
