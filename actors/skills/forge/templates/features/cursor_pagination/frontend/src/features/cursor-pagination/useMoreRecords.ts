/** Records part by part: each goes on where the one before ended. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { START, type ListQuery } from '../../api/pages';
import type { EntityModel, RecordData } from '../../schema/entity';

export type MoreRecords = ReturnType<typeof useMoreRecords>;

export function useMoreRecords(entity: EntityModel, query: ListQuery) {
  return useInfiniteQuery({
    queryKey: [entity.key, 'list', 'by cursor', query],
    queryFn: ({ pageParam }) => entity.api.list({ ...query, cursor: pageParam }),
    initialPageParam: START,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => distinct(pages.flatMap(({ items }) => items)),
    placeholderData: keepPreviousData,
  });
}

/** A record that was changed between two parts may be in both: it stands where it is now. */
function distinct(records: readonly RecordData[]): readonly RecordData[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}
