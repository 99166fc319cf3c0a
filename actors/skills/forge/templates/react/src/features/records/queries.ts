/** Records from the server, cached: reading by key, and writing that makes what was read stale. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ListQuery } from '../../api/pages';
import type { Id } from '../../schema/ids';
import type { EntityModel, InputData } from '../../schema/entity';

export function useRecords(entity: EntityModel, query: ListQuery, enabled = true) {
  return useQuery({
    queryKey: [entity.key, 'list', query],
    queryFn: () => entity.api.list(query),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useRecord(entity: EntityModel, id: Id, enabled = true) {
  return useQuery({
    queryKey: [entity.key, 'record', id],
    queryFn: () => entity.api.read(id),
    enabled,
  });
}

export function useCreateRecord(entity: EntityModel) {
  return useWrite((input: InputData) => entity.api.create(input));
}

export function useUpdateRecord(entity: EntityModel, id: Id) {
  return useWrite((changes: InputData) => entity.api.update(id, changes));
}

export function useDeleteRecord(entity: EntityModel, id: Id) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => entity.api.remove(id),
    onSuccess: async () => {
      const gone = [entity.key, 'record', id];
      // Asking for the record again would only tell that it is not there.
      await queries.invalidateQueries({ queryKey: gone, refetchType: 'none' });
      await queries.invalidateQueries({ predicate: ({ queryKey }) => !isSame(queryKey, gone) });
    },
  });
}

export function useTransition(entity: EntityModel, id: Id, name: string) {
  return useWrite(() => {
    const transition = entity.api.transitions[name];
    if (!transition) throw new Error(`no transition ${name} in ${entity.key}`);
    return transition(id);
  });
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return other.every((part, index) => one[index] === part);
}

/** Records show the labels of others, and lists count them: whatever is on screen is read again. */
function useWrite<I, R>(write: (input: I) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => queries.invalidateQueries(),
  });
}
