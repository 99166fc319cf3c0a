// Where a conversation parted: what was said, and the sessions in which something else was said there. Pure.
import type { Event } from '../protocol/event.ts';
import type { Parent } from '../protocol/view.ts';

export interface Known {
  id: string;
  title: string;
  parent: { session: string; at: number } | null;
}

export interface Branching {
  /** Sessions that go on from here each in its own way, the oldest first; this one among them. */
  all: Known[];
  here: number;
}

/** The last plan that waited before this event: where another revision can begin. */
export function forkBefore(events: readonly Event[], seq: number): number | null {
  const drafted = events.findLast(
    (event) => event.seq < seq && event.body.family === 'plan' && event.body.event.kind === 'drafted',
  );
  return drafted?.seq ?? null;
}

/** For each thing said, by its event: who else went on from just before it. */
export function branchings(
  session: string,
  lineage: readonly Parent[],
  sessions: readonly Known[],
  said: readonly number[],
): Map<number, Branching> {
  const found = new Map<number, Branching>();
  const places = new Map<string, { owner: string; at: number }>();
  const add = (owner: string, at: number) => places.set(`${owner} ${at}`, { owner, at });
  for (const parent of lineage) add(parent.session, parent.at);
  for (const one of sessions) if (one.parent?.session === session) add(session, one.parent.at);

  for (const { owner, at } of places.values()) {
    const seq = said.find((one) => one > at);
    const members = sessions.filter(
      (one) => one.id === owner || (one.parent?.session === owner && one.parent.at === at),
    );
    const all = [
      ...members.filter((one) => one.id === owner),
      ...members.filter((one) => one.id !== owner).reverse(),
    ];
    // This session may be a later branch of one of them.
    const mine = new Set([session, ...lineage.map((one) => one.session)]);
    const own = all.findLastIndex((one) => one.id === session || (mine.has(one.id) && one.id !== owner));
    const here = own >= 0 ? own : all.findIndex((one) => one.id === owner);
    if (seq !== undefined && all.length > 1 && here >= 0) found.set(seq, { all, here });
  }
  return found;
}

/** Sessions that began with the same request, said otherwise, in the order they were begun; null where there is one alone. */
export function rewordings(
  session: string,
  lineage: readonly Parent[],
  sessions: readonly Known[],
  rewordedOf: ReadonlyMap<string, string>,
): Branching | null {
  const first = (id: string): string => {
    // A chain is as long as there are pairs, at most.
    let at = id;
    for (let n = rewordedOf.size; n > 0 && rewordedOf.has(at); n -= 1) at = rewordedOf.get(at)!;
    return at;
  };
  // A fork has the request of the session it came from.
  const own = lineage[0]?.session ?? session;
  const root = first(own);
  const known = [...sessions].reverse().filter((one) => one.id === root || rewordedOf.has(one.id));
  const all = known.filter((one) => first(one.id) === root);
  const here = all.findIndex((one) => one.id === own);
  return all.length > 1 && here >= 0 ? { all, here } : null;
}

/** A folder beside the one there is, whose name is not taken by a session that is known. */
export function folderBeside(folder: string, taken: readonly string[]): string {
  const base = folder.replace(/-\d+$/, '');
  for (let n = 2; ; n += 1) {
    const name = `${base}-${n}`;
    if (!taken.includes(name)) return name;
  }
}
