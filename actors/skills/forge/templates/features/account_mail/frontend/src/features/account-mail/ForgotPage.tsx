/** Asks for a link by which a new password is chosen. */
import { useState } from 'react';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { useForm } from '../../ui/useForm';
import { TextField } from '../account/TextField';
import { askForReset } from './api';

const titles = { email: 'E-mail address' };

export function ForgotPage() {
  const [sentTo, setSentTo] = useState('');
  const form = useForm({
    initial: { email: '' },
    validate: ({ email }): Record<string, string> =>
      email.trim() === '' ? { email: 'Fill this in' } : {},
    submit: async ({ email }) => {
      await askForReset(email.trim());
      setSentTo(email.trim());
    },
  });
  return (
    <section className="narrow stack">
      <title>Forgot your password?</title>
      <h1>Forgot your password?</h1>
      {sentTo === '' ? (
        <form className="form card" noValidate onSubmit={form.onSubmit} aria-label="Password reset">
          <ErrorSummary {...form} titles={titles} />
          <TextField
            name="email"
            title={titles.email}
            autoComplete="email"
            hint="We send a link to it, if an account has it."
            value={form.values.email}
            error={form.errors.email}
            onChange={(value) => {
              form.set('email', value);
            }}
          />
          <button type="submit" className="button button-primary" disabled={form.busy}>
            Send the link
          </button>
        </form>
      ) : (
        <p className="card" role="status">
          If there is an account with {sentTo}, a link is on its way to it. It is good for 30
          minutes.
        </p>
      )}
    </section>
  );
}
