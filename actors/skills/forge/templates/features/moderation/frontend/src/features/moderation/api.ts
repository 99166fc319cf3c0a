/** The moderators' queue and reports over HTTP, alike for every kind of record that has them. */
import { get, post } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import type { EntityModel, RecordData, RecordRef } from '../../schema/entity';
import { idText, type Id } from '../../schema/ids';

/** Open is what waits for approval and what was reported. */
export type QueueState = 'open' | 'rejected';

export const reportReasons = {
  spam: 'Spam or advertising',
  abuse: 'Insult or harassment',
  illegal: 'Against the law',
  other: 'Something else',
} as const;

export type ReportReason = keyof typeof reportReasons;

export type Report = {
  readonly reason: ReportReason;
  readonly note: string;
  readonly reporter: RecordRef;
  readonly created_at: string;
};

export type Queued = {
  readonly record: RecordData;
  /** What a decision names, so that it holds for what was seen. */
  readonly version: string;
  /** When it was written or changed; null for what is approved. */
  readonly held_at: string | null;
  readonly reported_at: string | null;
  readonly reports: readonly Report[];
};

export type Decided = {
  readonly done: number;
  /** Those that were changed or deleted meanwhile. */
  readonly missed: readonly Id[];
};

export type ModerationCount = {
  /** The table of the kind of record. */
  readonly kind: string;
  readonly open: number;
};

export function getCounts(): Promise<readonly ModerationCount[]> {
  return get<readonly ModerationCount[]>('/moderation');
}

export function listQueued(
  entity: EntityModel,
  state: QueueState,
  page: number,
): Promise<Paged<Queued>> {
  const query = listParams({ page, filters: { state } });
  return get<Paged<Queued>>(`/${entity.key}/moderation`, query);
}

export function approve(entity: EntityModel, queued: readonly Queued[]): Promise<Decided> {
  return post<Decided>(`/${entity.key}/moderation/approve`, { records: queued.map(seen) });
}

export function reject(
  entity: EntityModel,
  queued: readonly Queued[],
  reason: string,
): Promise<Decided> {
  return post<Decided>(`/${entity.key}/moderation/reject`, { records: queued.map(seen), reason });
}

export async function report(
  entity: EntityModel,
  id: Id,
  reason: ReportReason,
  note: string,
): Promise<void> {
  await post<unknown>(`/${entity.key}/moderation/${idText(id)}/report`, { reason, note });
}

function seen({ record, version }: Queued) {
  return { id: record.id, version };
}
