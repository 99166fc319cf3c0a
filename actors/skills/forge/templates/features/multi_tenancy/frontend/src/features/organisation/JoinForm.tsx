/** What an account needs beside what its invitation says. */
import { useAuth } from '../../auth/AuthContext';
import { passwordLengthMin } from '../../config';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { useForm } from '../../ui/useForm';
import { TextField } from '../account/TextField';
<% if username %>
import { credentialFields, profileFields } from '../account/fields';
<% else %>
import { profileFields } from '../account/fields';
<% endif %>
import { checkNewPassword } from '../account/passwords';
<% if username %>
import { checkUsername } from '../account/usernames';
<% endif %>
import { FieldInputs } from '../records/FieldInputs';
import { checkFields } from '../records/validate';
import { fieldValues, fieldsToInput, type FormValues } from '../records/values';
import { joinOrganisation, type Joining } from './api';

<% if username %>
const fields = [...credentialFields.filter(({ name }) => name === 'username'), ...profileFields];
<% else %>
const fields = profileFields;
<% endif %>
const titles = {
  ...Object.fromEntries(fields.map(({ name, title }) => [name, title])),
  password: 'Password',
  token: 'Invitation',
};

type JoiningValues = FormValues & { readonly password: string };

export function JoinForm({ token, email }: { token: string; email: string }) {
  const { logIn } = useAuth();
  const form = useForm<JoiningValues>({
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
      const input = { ...fieldsToInput(fields, values), password, token } as Joining;
      const user = await joinOrganisation(input);
      await logIn(user.<% if username %>username<% else %>email<% endif %>, password);
    },
  });
  return (
    <form className="form card" noValidate onSubmit={form.onSubmit} aria-label="Join">
      <p className="muted">The account gets the address {email}.</p>
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
      <button type="submit" className="button button-primary" disabled={form.busy}>
        {form.busy ? 'Joining…' : 'Join'}
      </button>
    </form>
  );
}
