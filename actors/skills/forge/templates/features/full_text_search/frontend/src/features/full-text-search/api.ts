/** The search over HTTP. */
import { get } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import { allEntities } from '../../entities';
import type { EntityModel } from '../../schema/entity';
import { idText, type Id } from '../../schema/ids';

/** A piece of a text, and whether it is what was looked for. */
export type Part = { readonly text: string; readonly hit: boolean };

export type Hit = {
  /** The path of its kind: `posts`. */
  readonly kind: string;
  readonly id: Id;
  readonly title: readonly Part[];
  readonly snippet: readonly Part[];
  readonly updated_at: string;
};

export type Group = {
  readonly kind: string;
  readonly total: number;
  readonly hits: readonly Hit[];
};

export type Results = {
  /** What was looked for instead, where nothing has the words as they were written. */
  readonly corrected: string | null;
  readonly groups: readonly Group[];
};

/** The server counts no further. */
const HITS_MAX = 1000;

export function searchEverything(q: string): Promise<Results> {
  return get<Results>('/search', { q });
}

export function searchKind(kind: string, q: string, page: number): Promise<Paged<Hit>> {
  return get<Paged<Hit>>(`/search/${encodeURIComponent(kind)}`, listParams({ page, q }));
}

export function entityOf(kind: string): EntityModel | undefined {
  return allEntities.find(({ key }) => key === kind);
}

export function pathOf({ kind, id }: Hit): string {
  return `/${kind}/${idText(id)}`;
}

export function countText(total: number): string {
  return total >= HITS_MAX ? `${HITS_MAX} or more` : total.toString();
}

export function addressOf(q: string, kind = ''): string {
  const params = new URLSearchParams({ q });
  if (kind !== '') params.set('kind', kind);
  return `/search?${params.toString()}`;
}
