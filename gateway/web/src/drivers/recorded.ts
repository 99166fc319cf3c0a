// A session from its record: all of it at once, and nothing can be said to it.
import { Refused, type Driver, type Marked, type Watcher } from './driver.ts';

export class RecordedDriver implements Driver {
  readonly accepts = false;
  private readonly record: readonly Marked[];

  constructor(record: readonly Marked[]) {
    this.record = record;
  }

  watch(_session: string, watcher: Watcher): () => void {
    const { after } = watcher.place();
    for (const marked of this.record) if (marked.event.seq > after) watcher.event(marked);
    watcher.caughtUp(this.record.at(-1)?.event.seq ?? 0);
    return () => undefined;
  }

  send(): Promise<string> {
    return Promise.reject(
      new Refused('this is a record', 'open the session in a running gateway to steer it'),
    );
  }
}

/** A record written as JSON lines: events, or events with their marks. */
export function readRecord(text: string): Marked[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const value = JSON.parse(line) as Marked | Marked['event'];
    return 'event' in value ? value : { mark: '', event: value };
  });
}
