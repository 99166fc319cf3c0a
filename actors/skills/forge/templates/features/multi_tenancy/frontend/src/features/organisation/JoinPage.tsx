/** Joining an organisation by the link of an invitation; the new account is signed in at once. */
import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation } from 'react-router-dom';
import { useAuth } from '../../auth/AuthContext';
import { ListSkeleton } from '../../ui/Skeleton';
import { StatusPage } from '../../ui/StatusPage';
import { ErrorState } from '../../ui/states';
import { JoinForm } from './JoinForm';
import { ORGANISATION, readInvitation } from './api';

export function JoinPage() {
  const { user } = useAuth();
  // After `#`, where no server and no other site sees it.
  const { hash } = useLocation();
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
  if (user) return <Navigate to="/" replace />;
  if (token === '') {
    return <StatusPage title="This link is not whole">Copy it from the message again.</StatusPage>;
  }
  return <Invited token={token} />;
}

function Invited({ token }: { token: string }) {
  const invitation = useQuery({
    queryKey: [ORGANISATION, 'invitation', token],
    queryFn: () => readInvitation(token),
    retry: false,
  });
  return (
    <section className="narrow stack">
      <title>Join</title>
      {invitation.isPending && <ListSkeleton label="Loading the invitation" />}
      {invitation.isError && (
        <>
          <h1>This invitation is not good any more</h1>
          <ErrorState error={invitation.error} onRetry={() => void invitation.refetch()} />
        </>
      )}
      {invitation.data && (
        <>
          <h1>Join {invitation.data.organisation}</h1>
          <JoinForm token={token} email={invitation.data.email} />
        </>
      )}
    </section>
  );
}
