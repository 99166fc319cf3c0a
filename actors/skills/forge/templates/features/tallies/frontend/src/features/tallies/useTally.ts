/** A record's tally, and casting and taking back a ballot of one's own. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { errorMessage } from '../../api/errors';
import { useAuth } from '../../auth/AuthContext';
import type { EntityModel } from '../../schema/entity';
import type { Id } from '../../schema/ids';
import { useToast } from '../../ui/toasts';
import { getTally, withMine, type Tally } from './api';
import type { BallotKind } from './ballots';

function keyOf(entity: EntityModel, id: Id) {
  return ['tallies', entity.key, id];
}

/** Null until it is there, and where there is none. */
export function useTally(entity: EntityModel, id: Id): Tally | null {
  const { state } = useAuth();
  const { data } = useQuery({
    queryKey: keyOf(entity, id),
    queryFn: () => getTally(entity.key, id),
    // As long as a session is being restored, nobody's own ballots would be told.
    enabled: state.status === 'ready',
  });
  return data ?? null;
}

/** Given one's own ballot it is taken back, given none one is cast; by the operations that ballots have themselves. */
export function useToggle(entity: EntityModel, id: Id, { entity: ballot, on }: BallotKind) {
  const queries = useQueryClient();
  const notify = useToast();
  return useMutation({
    mutationFn: async (mine: Id | null) => {
      if (mine === null) return (await ballot.api.create({ [on]: id })).id;
      await ballot.api.remove(mine);
      return null;
    },
    onSuccess: (mine) => {
      queries.setQueryData<Tally | null>(
        keyOf(entity, id),
        (known) => known && withMine(known, ballot.key, mine),
      );
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
    // Also after a refusal: the ballot may have been cast in another window.
    onSettled: () => queries.invalidateQueries(),
  });
}
