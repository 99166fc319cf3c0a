/** The tags of a kind of record, to choose from; none until they are there. */
import { useQuery } from '@tanstack/react-query';
import type { EntityModel } from '../../schema/entity';
import { hasTags, listTags, type Tag } from './api';

export function useTags(entity: EntityModel): readonly Tag[] {
  const tags = useQuery({
    queryKey: [entity.key, 'tags'],
    queryFn: () => listTags(entity),
    enabled: hasTags(entity),
  });
  return tags.data?.items ?? [];
}
