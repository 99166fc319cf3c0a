/** Tags over HTTP, alike for every kind of record that has them. */
import { get, post, remove } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import type { EntityModel, RecordData } from '../../schema/entity';
import { idText, type Id } from '../../schema/ids';

export type Tag = { readonly id: Id; readonly name: string; readonly count: number };

/** The tags of a kind, the most used first. */
export function listTags(entity: EntityModel): Promise<Paged<Tag>> {
  return get<Paged<Tag>>(`/${entity.key}/tags`, listParams({}));
}

export function addTag(entity: EntityModel, id: Id, name: string): Promise<RecordData> {
  return post<RecordData>(`/${entity.key}/${idText(id)}/tags`, { name });
}

export function removeTag(entity: EntityModel, id: Id, tagId: Id): Promise<void> {
  return remove(`/${entity.key}/${idText(id)}/tags/${idText(tagId)}`);
}

/** Parts of another record have no tags of their own. */
export function hasTags(entity: EntityModel): boolean {
  return entity.parent === undefined;
}
