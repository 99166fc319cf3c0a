/** Which organisation one works in, for whoever has accounts in several. */
import { useQuery } from '@tanstack/react-query';
import { useAuth } from '../../auth/AuthContext';
import { ORGANISATION, getOrganisation } from './api';

export function OrganisationName() {
  const { user } = useAuth();
  const organisation = useQuery({
    queryKey: [ORGANISATION, 'own', user?.id],
    queryFn: getOrganisation,
    enabled: user !== null,
  });
  // What cannot be told is left out: nothing else depends on it.
  if (!user || !organisation.data) return null;
  return (
    <span className="muted" title="Organisation">
      {organisation.data.name}
    </span>
  );
}
