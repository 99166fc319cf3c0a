/** The trash over HTTP, alike for every kind of record. */
import { get, post, remove } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import type { EntityModel, RecordData } from '../../schema/entity';
import { idText, type Id } from '../../schema/ids';

export type DeletedRecord = RecordData & { readonly deleted_at: string };

export function listDeleted(entity: EntityModel, page: number): Promise<Paged<DeletedRecord>> {
  return get<Paged<DeletedRecord>>(`/${entity.key}/trash`, listParams({ page }));
}

export function restore(entity: EntityModel, id: Id): Promise<RecordData> {
  return post<RecordData>(`/${entity.key}/trash/${idText(id)}/restore`);
}

export function purge(entity: EntityModel, id: Id): Promise<void> {
  return remove(`/${entity.key}/trash/${idText(id)}`);
}
