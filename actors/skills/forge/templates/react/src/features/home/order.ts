/** In which order the first page shows kinds of records. */
import type { EntityModel } from '../../schema/entity';

/** Those with most to see come first: what only sorts others, like a category, comes after them. */
export function richestFirst(entities: readonly EntityModel[]): EntityModel[] {
  return entities.toSorted((one, other) => weight(other) - weight(one));
}

function weight({ fields, relations }: EntityModel): number {
  return fields.length + relations.filter(({ kind }) => kind !== 'owned_by').length;
}
