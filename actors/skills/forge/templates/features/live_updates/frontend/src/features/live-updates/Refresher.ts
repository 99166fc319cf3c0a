/** Reads again what is shown and may have changed: what comes in a burst at once, and nothing while nobody looks. */
import type { QueryClient } from '@tanstack/react-query';
import { allEntities } from '../../entities';
import type { Change } from './messages';

/** A burst is over after so long. */
const SETTLE_MS = 150;
/** Pages that hear of the same change do not ask at the same moment. */
const SPREAD_MS = 250;
/** However much happens, what is shown is not read again more often. */
const SPACING_MS = 2000;
/** What is made from records, and is not one. */
const DERIVED: Readonly<Record<string, true>> = {
  stats: true,
<% if on.attachments %>
  files: true,
<% endif %>
<% if on.audit_log %>
  'audit-log': true,
<% endif %>
<% if on.charts %>
  charts: true,
<% endif %>
<% if on.moderation %>
  moderation: true,
<% endif %>
<% if on.notifications %>
  notifications: true,
<% endif %>
<% if on.tallies %>
  tallies: true,
<% endif %>
};

export class Refresher {
  private readonly queries: QueryClient;
  private keys = new Set<string>();
  private everything = false;
  private timer: number | undefined;
  private ranAt = Number.NEGATIVE_INFINITY;

  constructor(queries: QueryClient) {
    this.queries = queries;
    document.addEventListener('visibilitychange', this.look);
  }

  add(changes: readonly Change[]): void {
    for (const { kind } of changes) for (const key of touchedBy(kind)) this.keys.add(key);
    if (changes.length > 0) this.schedule();
  }

  all(): void {
    this.everything = true;
    this.schedule();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.look);
    window.clearTimeout(this.timer);
  }

  private readonly look = (): void => {
    if (this.everything || this.keys.size > 0) this.schedule();
  };

  private schedule(): void {
    // Somebody who comes back to the page sees it as it is.
    if (document.hidden || this.timer !== undefined) return;
    const settled = SETTLE_MS + Math.random() * SPREAD_MS;
    const spaced = this.ranAt + SPACING_MS - performance.now();
    this.timer = window.setTimeout(this.run, Math.max(settled, spaced));
  }

  private readonly run = (): void => {
    this.timer = undefined;
    // Looked away meanwhile: what is due stays due.
    if (document.hidden) return;
    const { keys, everything } = this;
    this.keys = new Set();
    this.everything = false;
    this.ranAt = performance.now();
    void this.queries.invalidateQueries({
      predicate: ({ queryKey: [first] }) =>
        typeof first === 'string' &&
        (everything || keys.has(first) || Object.hasOwn(DERIVED, first)),
    });
  };
}

/** The kinds whose pages show records of a kind: itself, and those that name one of its records. */
function touchedBy(kind: string): readonly string[] {
  const key = kind.replaceAll('_', '-');
  const naming = allEntities.filter(({ relations }) =>
    relations.some(({ target }) => target === key),
  );
  return [key, ...naming.map((entity) => entity.key)];
}
