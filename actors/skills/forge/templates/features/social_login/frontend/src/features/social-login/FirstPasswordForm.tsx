/** Chooses a password for an account that has none: a way in without any provider. */
import { useQueryClient } from '@tanstack/react-query';
import { passwordLengthMin } from '../../config';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { useToast } from '../../ui/toasts';
import { useForm } from '../../ui/useForm';
import { TextField } from '../account/TextField';
import { checkNewPassword } from '../account/passwords';
import { chooseFirstPassword } from './api';

const titles = { new_password: 'New password' };

export function FirstPasswordForm() {
  const notify = useToast();
  const queries = useQueryClient();
  const form = useForm({
    initial: { new_password: '' },
    validate: ({ new_password }) => checkNewPassword('new_password', new_password),
    submit: async ({ new_password }) => {
      await chooseFirstPassword(new_password);
      notify('You can log in with your password now');
      await queries.invalidateQueries({ queryKey: ['sign-in-ways'] });
    },
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit} aria-label="First password">
      <p className="muted">Your account has no password yet.</p>
      <ErrorSummary {...form} titles={titles} />
      <TextField
        name="new_password"
        title={titles.new_password}
        type="password"
        autoComplete="new-password"
        hint={`At least ${passwordLengthMin} characters`}
        value={form.values.new_password}
        error={form.errors.new_password}
        onChange={(value) => {
          form.set('new_password', value);
        }}
      />
      <button type="submit" className="button button-primary" disabled={form.busy}>
        {form.busy ? 'Saving…' : 'Choose password'}
      </button>
    </form>
  );
}
