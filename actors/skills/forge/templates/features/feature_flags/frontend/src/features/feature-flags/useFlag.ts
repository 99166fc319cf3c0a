/** Whether a flag is on for whoever looks at the page. The API decides; here it only hides what would be refused. */
import { useQuery } from '@tanstack/react-query';
import { useAuth } from '../../auth/AuthContext';
import type { EntityModel } from '../../schema/entity';
import { getFlags } from './api';
import { creationFlags, flags, type FlagKey } from './flags';

/** How long an answer is taken to be current. */
const FRESH_MS = 30_000;

export function useFlag(key: FlagKey): boolean {
  return useFlags()(key);
}

/** The same for several flags; until there is an answer, and where none comes, the defaults hold. */
export function useFlags(): (key: FlagKey) => boolean {
  const { state, user } = useAuth();
  const { data } = useQuery({
    queryKey: ['feature-flags', 'mine', user?.id],
    queryFn: getFlags,
    staleTime: FRESH_MS,
    // A session that is still being restored may have other flags than a visitor.
    enabled: state.status === 'ready',
  });
  return (key) => data?.[key] ?? flags[key].byDefault;
}

/** Which kinds of records are open for new ones. */
export function useOpenKinds(): (entity: EntityModel) => boolean {
  const isOn = useFlags();
  return ({ key }) => {
    const flag = creationFlags[key];
    return flag === undefined || isOn(flag);
  };
}
