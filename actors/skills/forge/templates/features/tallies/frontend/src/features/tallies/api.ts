/** Tallies over HTTP, alike for every kind of record that has them. */
import { get } from '../../api/client';
import { idText, type Id } from '../../schema/ids';
import { batched } from './batch';
import { kinds } from './kinds';

/** The server tells of so many records at once. */
export const RECORDS_MAX = 100;

/** By the keys of the ballots' entities. */
export type Tally = {
  readonly id: Id;
  readonly counts: Readonly<Record<string, number>>;
  /** One's own ballot, to take back. */
  readonly mine: Readonly<Record<string, Id | null>>;
};

const questions = new Map(
  Object.keys(kinds).map((key) => [
    key,
    batched((ids: readonly Id[]) => getTallies(key, ids), RECORDS_MAX),
  ]),
);

/** The tally of a record; all that are asked for at the same moment are one request. */
export async function getTally(key: string, id: Id): Promise<Tally | null> {
  return (await questions.get(key)?.(id)) ?? null;
}

async function getTallies(key: string, ids: readonly Id[]): Promise<ReadonlyMap<Id, Tally>> {
  const of = new URLSearchParams(ids.map((id) => ['of', idText(id)]));
  const { items } = await get<{ readonly items: readonly Tally[] }>(
    `/tallies/${key}?${of.toString()}`,
  );
  return new Map(items.map((tally) => [tally.id, tally]));
}

/** The tally once a ballot of one's own was cast, or taken back. */
export function withMine(tally: Tally, ballot: string, mine: Id | null): Tally {
  const count = (tally.counts[ballot] ?? 0) + (mine === null ? -1 : 1);
  return {
    ...tally,
    counts: { ...tally.counts, [ballot]: Math.max(0, count) },
    mine: { ...tally.mine, [ballot]: mine },
  };
}
