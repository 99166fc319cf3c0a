/** Changes the password; every other session of the account ends. */
import { changePassword } from '../../api/users';
import { passwordLengthMin } from '../../config';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { useToast } from '../../ui/toasts';
import { useForm } from '../../ui/useForm';
import { TextField } from './TextField';
import { checkNewPassword } from './passwords';

const titles = { current_password: 'Current password', new_password: 'New password' };

export function PasswordForm() {
  const notify = useToast();
  const form = useForm({
    initial: { current_password: '', new_password: '' },
    validate: ({ current_password, new_password }) => ({
      ...(current_password === '' && { current_password: 'Fill this in' }),
      ...checkNewPassword('new_password', new_password),
    }),
    submit: async ({ current_password, new_password }) => {
      await changePassword(current_password, new_password);
      form.reset();
      notify('Password changed. Other devices are logged out.');
    },
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit} aria-label="Password">
      <ErrorSummary {...form} titles={titles} />
      <TextField
        name="current_password"
        title={titles.current_password}
        type="password"
        autoComplete="current-password"
        value={form.values.current_password}
        error={form.errors.current_password}
        onChange={(value) => {
          form.set('current_password', value);
        }}
      />
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
        {form.busy ? 'Changing…' : 'Change password'}
      </button>
    </form>
  );
}
