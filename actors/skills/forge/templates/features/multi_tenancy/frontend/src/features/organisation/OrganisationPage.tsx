/** The administrators' own organisation: what it is called, and who is invited into it. */
import { useQuery } from '@tanstack/react-query';
import { ListSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
import { Invitations } from './Invitations';
import { NameForm } from './NameForm';
import { ORGANISATION, getOrganisation } from './api';

export function OrganisationPage() {
  const organisation = useQuery({ queryKey: [ORGANISATION, 'shown'], queryFn: getOrganisation });
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Organisation</title>
      <h1 id="page-title">Organisation</h1>
      <p className="muted">All that it keeps is its members’ alone.</p>
      {organisation.isPending && <ListSkeleton label="Loading the organisation" />}
      {organisation.isError && (
        <ErrorState error={organisation.error} onRetry={() => void organisation.refetch()} />
      )}
      {organisation.data && <NameForm name={organisation.data.name} />}
      <Invitations />
    </section>
  );
}
