/** How the account that is signed in can be signed in to, read once for all that show it. */
import { useQuery } from '@tanstack/react-query';
import { getSignInWays } from './api';

export function useSignInWays() {
  return useQuery({ queryKey: ['sign-in-ways'], queryFn: getSignInWays });
}
