/** Making an account; a new account is signed in at once. */
import { Link, Navigate, useSearchParams } from 'react-router-dom';
import { register, type Registration } from '../../api/users';
<% if "signInWays" in places %>
import { signInWays } from '../../app/places';
<% endif %>
import { useAuth } from '../../auth/AuthContext';
import { passwordLengthMin } from '../../config';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { useForm } from '../../ui/useForm';
<% if on.feature_flags %>
import { ClosedNote } from '../feature-flags/FlagGate';
import { useFlag } from '../feature-flags/useFlag';
<% endif %>
import { checkFields } from '../records/validate';
import { fieldValues, fieldsToInput, type FormValues } from '../records/values';
import { FieldInputs } from '../records/FieldInputs';
import { TextField } from './TextField';
import { credentialFields, profileFields } from './fields';
import { nextPath } from './nextPath';
import { checkNewPassword } from './passwords';
<% if username %>
import { checkUsername } from './usernames';
<% endif %>

const fields = [...credentialFields, ...profileFields];
const titles = {
  ...Object.fromEntries(fields.map(({ name, title }) => [name, title])),
  password: 'Password',
};

type RegistrationValues = FormValues & { readonly password: string };

export function RegisterPage() {
  const { user, logIn } = useAuth();
  const [params] = useSearchParams();
<% if on.feature_flags %>
  const open = useFlag('registration');
<% endif %>
  const form = useForm<RegistrationValues>({
    initial: { ...fieldValues(fields), password: '' },
    validate: (values) => ({
      ...checkFields(fields, values),
<% if username %>
      ...checkUsername('username', values.username),
<% endif %>
      ...checkNewPassword('password', values.password),
    }),
    submit: async (values) => {
      const { password } = values;
      const input = { ...fieldsToInput(fields, values), password } as Registration;
      await register(input);
      await logIn(<% if username %>input.username<% else %>input.email<% endif %>, password);
    },
  });

  if (user) return <Navigate to={nextPath(params)} replace />;
  return (
    <section className="narrow stack">
      <title>Sign up</title>
      <h1>Create your account</h1>
<% if on.feature_flags %>
      <ClosedNote flag="registration" />
<% endif %>
      <form className="form card" noValidate onSubmit={form.onSubmit} aria-label="Sign up">
        <ErrorSummary {...form} titles={titles} />
        <FieldInputs fields={fields} form={form} />
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
<% if on.feature_flags %>
        <button type="submit" className="button button-primary" disabled={form.busy || !open}>
<% else %>
        <button type="submit" className="button button-primary" disabled={form.busy}>
<% endif %>
          {form.busy ? 'Signing up…' : 'Sign up'}
        </button>
      </form>
<% if "signInWays" in places %>
      {signInWays.map((Way, index) => (
        <Way key={index} />
      ))}
<% endif %>
      <p className="muted">
        Have an account? <Link to={`/login?${params.toString()}`}>Log in</Link>
      </p>
    </section>
  );
}
