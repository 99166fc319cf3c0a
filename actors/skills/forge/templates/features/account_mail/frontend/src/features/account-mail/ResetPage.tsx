/** Chooses a new password, for whoever has the link. */
import { useNavigate } from 'react-router-dom';
import { passwordLengthMin } from '../../config';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { StatusPage } from '../../ui/StatusPage';
import { useToast } from '../../ui/toasts';
import { useForm } from '../../ui/useForm';
import { TextField } from '../account/TextField';
import { checkNewPassword } from '../account/passwords';
import { confirmReset } from './api';
import { useToken } from './useToken';

const titles = { password: 'New password', token: 'Link' };

export function ResetPage() {
  const token = useToken();
  if (token === '') {
    return <StatusPage title="This link is not whole">Open it from the e-mail again.</StatusPage>;
  }
  return (
    <section className="narrow stack">
      <title>Choose a new password</title>
      <h1>Choose a new password</h1>
      <NewPasswordForm token={token} />
    </section>
  );
}

function NewPasswordForm({ token }: { token: string }) {
  const notify = useToast();
  const navigate = useNavigate();
  const form = useForm({
    initial: { password: '' },
    validate: ({ password }) => checkNewPassword('password', password),
    submit: async ({ password }) => {
      await confirmReset(token, password);
      notify('Your password is changed. Log in with it.');
      await navigate('/login', { replace: true });
    },
  });
  return (
    <form className="form card" noValidate onSubmit={form.onSubmit} aria-label="New password">
      <ErrorSummary {...form} titles={titles} />
      <TextField
        name="password"
        title={titles.password}
        type="password"
        autoComplete="new-password"
        hint={`At least ${passwordLengthMin} characters`}
        value={form.values.password}
        error={form.errors.password}
        onChange={(value) => {
          form.set('password', value);
        }}
      />
      <button type="submit" className="button button-primary" disabled={form.busy}>
        Change the password
      </button>
    </form>
  );
}
