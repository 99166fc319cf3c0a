/** Invites somebody: their address, and the role that they get. */
import { useQueryClient } from '@tanstack/react-query';
import { roles, type Role } from '../../auth/roles';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { Field } from '../../ui/Field';
import { useForm } from '../../ui/useForm';
import { ORGANISATION, invite, type MadeInvitation } from './api';

const titles = { email: 'Their e-mail address', role: 'Their role' };
const initial = { email: '', role: '<<= default_role =>>' };

export function InvitationForm({ onMade }: { onMade: (made: MadeInvitation) => void }) {
  const queries = useQueryClient();
  const form = useForm({
    initial,
    validate: ({ email }): Record<string, string> =>
      email.includes('@') ? {} : { email: 'Write an e-mail address' },
    submit: async ({ email, role }) => {
      onMade(await invite(email.trim(), role as Role));
      form.reset();
      await queries.invalidateQueries({ queryKey: [ORGANISATION, 'invitations'] });
    },
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit} aria-label="New invitation">
      <ErrorSummary {...form} titles={titles} />
      <Field name="email" title={titles.email} error={form.errors.email} required>
        {(control) => (
          <input
            {...control}
            type="email"
            autoComplete="off"
            value={form.values.email}
            onChange={(event) => {
              form.set('email', event.target.value);
            }}
          />
        )}
      </Field>
      <Field name="role" title={titles.role} error={form.errors.role} required>
        {(control) => (
          <select
            {...control}
            value={form.values.role}
            onChange={(event) => {
              form.set('role', event.target.value);
            }}
          >
            {Object.entries(roles).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <button type="submit" className="button button-primary" disabled={form.busy}>
        Make an invitation
      </button>
    </form>
  );
}
