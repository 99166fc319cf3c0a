/** Who is invited and has not come yet; the link of a new invitation is shown once. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { pageCount } from '../../api/pages';
import { idText } from '../../schema/ids';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { InvitationForm } from './InvitationForm';
import { InvitationRow } from './InvitationRow';
import { ORGANISATION, listInvitations, type MadeInvitation } from './api';

export function Invitations() {
  const [params] = useSearchParams();
  const [made, setMade] = useState<MadeInvitation | null>(null);
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const invitations = useQuery({
    queryKey: [ORGANISATION, 'invitations', page],
    queryFn: () => listInvitations(page),
  });
  const { data } = invitations;
  return (
    <section className="stack" aria-labelledby="invitations-title">
      <h2 id="invitations-title">Invitations</h2>
      {made && <NewLink made={made} />}
      {invitations.isPending && <ListSkeleton label="Loading invitations" />}
      {invitations.isError && (
        <ErrorState error={invitations.error} onRetry={() => void invitations.refetch()} />
      )}
      {data?.items.length === 0 && <EmptyState title="Nobody is invited" />}
      {data && data.items.length > 0 && (
        <>
          <ul className="thread" aria-label="Invitations">
            {data.items.map((invitation) => (
              <InvitationRow key={idText(invitation.id)} invitation={invitation} />
            ))}
          </ul>
          <Pagination page={page} pages={pageCount(data)} />
        </>
      )}
      <div className="card">
        <h3>Invite somebody</h3>
        <InvitationForm onMade={setMade} />
      </div>
    </section>
  );
}

/** The part after `#` stays in the browser: no log and no other site sees the token. */
function NewLink({ made }: { made: MadeInvitation }) {
  return (
    <div className="card stack breakable" role="status">
      <p>
        Send this link to {made.email} now: it is not shown again. It is good once, and for seven
        days.
      </p>
      <p>
        <code>{`${window.location.origin}/join#token=${made.token}`}</code>
      </p>
    </div>
  );
}
