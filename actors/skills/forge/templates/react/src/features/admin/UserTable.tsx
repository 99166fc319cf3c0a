/** Accounts as rows, each with its role and whether it may sign in. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorMessage } from '../../api/errors';
import { updateUser, type User } from '../../api/users';
import { useAuth } from '../../auth/AuthContext';
import { roles, type Role } from '../../auth/roles';
import { formatDate } from '../../schema/format';
import { Avatar } from '../../ui/Avatar';
import { Badge } from '../../ui/Badge';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Table } from '../../ui/Table';
import { useToast } from '../../ui/toasts';

const titles = ['Name', 'E-mail address', 'Joined', 'Role', 'Access'];

export function UserTable({ users }: { users: readonly User[] }) {
  return (
    <Table caption="Accounts" titles={titles}>
      {users.map((user) => (
        <UserRow key={user.id} user={user} />
      ))}
    </Table>
  );
}

function UserRow({ user }: { user: User }) {
  const { user: me } = useAuth();
  const queries = useQueryClient();
  const notify = useToast();
  const change = useMutation({
    mutationFn: (changes: { role?: Role; is_active?: boolean }) => updateUser(user.id, changes),
    onSuccess: async (changed) => {
      notify(`${changed.display_name} saved`);
      await queries.invalidateQueries();
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  // The server refuses that administrators lock themselves out.
  const self = me?.id === user.id;
  return (
    <tr>
      <th scope="row" data-title="Name">
        <span className="person">
          <Avatar name={user.display_name} />
          {user.display_name}
          {self && <Badge>You</Badge>}
        </span>
      </th>
      <td data-title="E-mail address">{user.email}</td>
      <td data-title="Joined">{formatDate(user.created_at)}</td>
      <td data-title="Role">
        <select
          aria-label={`Role of ${user.display_name}`}
          value={user.role}
          disabled={self || change.isPending}
          onChange={(event) => {
            change.mutate({ role: event.target.value as Role });
          }}
        >
          {Object.entries(roles).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </td>
      <td data-title="Access">
        <AccessButton
          user={user}
          disabled={self || change.isPending}
          onChange={(is_active) => {
            change.mutate({ is_active });
          }}
        />
      </td>
    </tr>
  );
}

type AccessButtonProps = { user: User; disabled: boolean; onChange: (active: boolean) => void };

function AccessButton({ user, disabled, onChange }: AccessButtonProps) {
  const [asking, setAsking] = useState(false);
  const verb = user.is_active ? 'Deactivate' : 'Activate';
  return (
    <>
      <button
        type="button"
        className="button button-small"
        aria-label={`${verb} ${user.display_name}`}
        disabled={disabled}
        onClick={() => {
          if (user.is_active) setAsking(true);
          else onChange(true);
        }}
      >
        {verb}
      </button>
      {asking && (
        <ConfirmDialog
          title={`Deactivate ${user.display_name}?`}
          confirmLabel="Deactivate account"
          busy={disabled}
          onConfirm={() => {
            setAsking(false);
            onChange(false);
          }}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>They are logged out and cannot log in until the account is activated again.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
