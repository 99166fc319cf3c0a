// One session as it is watched: its log, its view by the fold, its conversation. Shown once an animation frame, however many events come.
import type { Driver, Marked, Place, Watcher } from '../drivers/driver.ts';
import { copyView, emptyView, viewFromSnapshot } from '../fold/empty.ts';
import { apply } from '../fold/fold.ts';
import type { Event } from '../protocol/event.ts';
import type { Draft } from '../protocol/frame.ts';
import type { View } from '../protocol/view.ts';
import { hear, type Heard } from '../words/heard.ts';
import type { Idle } from '../words/idle.ts';
import { withDraft, type Written } from './drafts.ts';
import { Feed, type Item } from './feed.ts';

export class SessionStore implements Watcher {
  readonly id: string;
  readonly driver: Driver;
  view = $state.raw<View>(emptyView());
  items = $state.raw<Item[]>([]);
  /** Goes up whenever `log` grew or was begun anew. */
  version = $state(0);
  caught = $state(false);
  trouble = $state<string | null>(null);
  /** Parts of answers that models are writing, by call. */
  drafts = $state.raw<ReadonlyMap<string, Written>>(new Map());
  /** Events before the first of the log that were told as a state only. */
  missing = $state(0);
  readonly log: Event[] = [];
  /** When each task was heard of last; read together with the view. */
  readonly heard = new Map<string, Heard>();
  private working = emptyView();
  private feed = new Feed();
  private mark: string | null = null;
  private due = false;
  private told = false;
  private stop: () => void = () => undefined;

  constructor(id: string, driver: Driver) {
    this.id = id;
    this.driver = driver;
  }

  open(): void {
    this.stop = this.driver.watch(this.id, this);
  }

  close(): void {
    this.stop();
  }

  /** All events so far; reading it makes whoever reads follow the log. */
  get events(): readonly Event[] {
    void this.version;
    return this.log;
  }

  /** When nobody was at work. */
  get idle(): Idle {
    void this.version;
    return this.feed.idle;
  }

  place(): Place {
    return { after: this.working.seq, mark: this.mark };
  }

  event({ mark, event }: Marked): void {
    if (event.seq <= this.working.seq) return;
    try {
      apply(this.working, event);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // Those that follow cannot be read either: the first says why.
      this.trouble ??= `What follows event ${this.working.seq} cannot be shown: ${why}. Reload the page`;
      return;
    }
    this.mark = mark === '' ? null : mark;
    this.log.push(event);
    this.feed.take(event);
    hear(this.heard, event);
    if (event.body.family === 'model' && event.body.event.kind !== 'requested')
      this.endDraft(event.body.event.call);
    this.show();
  }

  snapshot(view: View, mark: string): void {
    this.forget();
    this.working = viewFromSnapshot(view);
    this.mark = mark;
    this.missing = this.working.seq;
    this.show();
  }

  reset(): void {
    this.forget();
    this.told = false;
    this.caught = false;
    this.show();
  }

  caughtUp(seq: number): void {
    this.told = true;
    // Whoever could not follow up to here is not told that all is well.
    if (seq <= this.working.seq) this.trouble = null;
    this.show();
  }

  draft(draft: Draft): void {
    this.drafts = new Map(this.drafts).set(draft.call, withDraft(this.drafts.get(draft.call), draft));
  }

  refused(why: string): void {
    this.trouble = why;
  }

  private endDraft(call: string): void {
    if (!this.drafts.has(call)) return;
    const rest = new Map(this.drafts);
    rest.delete(call);
    this.drafts = rest;
  }

  private forget(): void {
    this.working = emptyView();
    this.feed = new Feed();
    this.log.length = 0;
    this.heard.clear();
    this.mark = null;
    this.missing = 0;
    this.drafts = new Map();
  }

  private show(): void {
    if (this.due) return;
    this.due = true;
    const now = () => {
      this.due = false;
      this.view = copyView(this.working);
      this.items = this.feed.items;
      this.version += 1;
      // Together with the state that it is said of.
      this.caught = this.told;
    };
    // A page that is not seen gets no frames.
    if (typeof requestAnimationFrame === 'undefined' || document.hidden) setTimeout(now, 30);
    else requestAnimationFrame(now);
  }
}
