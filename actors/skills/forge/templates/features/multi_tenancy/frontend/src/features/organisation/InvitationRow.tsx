/** One invitation, which can be withdrawn. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { errorMessage } from '../../api/errors';
import { roles } from '../../auth/roles';
import { formatDate } from '../../schema/format';
import { Badge } from '../../ui/Badge';
import { useToast } from '../../ui/toasts';
import { ORGANISATION, withdrawInvitation, type Invitation } from './api';

export function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, email, role, expires_at } = invitation;
  const queries = useQueryClient();
  const notify = useToast();
  const withdrawing = useMutation({
    mutationFn: () => withdrawInvitation(id),
    onSuccess: async () => {
      notify(`The invitation of ${email} is withdrawn`);
      await queries.invalidateQueries({ queryKey: [ORGANISATION, 'invitations'] });
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <li className="card">
      <p className="child-title">
        {email} <Badge>{roles[role]}</Badge>
      </p>
      <p className="meta">
        <span>Until {formatDate(expires_at)}</span>
      </p>
      <div className="actions actions-small">
        <button
          type="button"
          className="button button-quiet-danger"
          aria-label={`Withdraw the invitation of ${email}`}
          disabled={withdrawing.isPending}
          onClick={() => {
            withdrawing.mutate();
          }}
        >
          Withdraw
        </button>
      </div>
    </li>
  );
}
