/** Whether one's address is confirmed, and another link if not. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { errorMessage } from '../../api/errors';
import type { User } from '../../api/users';
import { formatDate } from '../../schema/format';
import { useToast } from '../../ui/toasts';
import { askForVerification, getVerification } from './api';

export function VerificationPanel({ user }: { user: User }) {
  const state = useQuery({ queryKey: ['email-verification'], queryFn: getVerification });
  if (!state.data) return null;
  const { verified_at } = state.data;
  return (
    <section className="card stack" aria-labelledby="verification-title">
      <h2 id="verification-title">E-mail address</h2>
      {verified_at === null ? (
        <Unconfirmed email={user.email} />
      ) : (
        <p className="muted">Confirmed on {formatDate(verified_at)}.</p>
      )}
    </section>
  );
}

function Unconfirmed({ email }: { email: string }) {
  const notify = useToast();
  const asking = useMutation({
    mutationFn: askForVerification,
    onSuccess: () => {
      notify(`A link is on its way to ${email}`);
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <>
      <p className="muted">{email} is not confirmed yet.</p>
      <button
        type="button"
        className="button button-start"
        disabled={asking.isPending}
        onClick={() => {
          asking.mutate();
        }}
      >
        Send the link
      </button>
    </>
  );
}
