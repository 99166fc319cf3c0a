/** A one-line input of the account forms. */
import type { HTMLInputAutoCompleteAttribute } from 'react';
import { Field } from '../../ui/Field';
<% if on.password_policy %>
import { PasswordMeter } from '../password-policy/PasswordMeter';
<% endif %>

type TextFieldProps = {
  name: string;
  title: string;
  type?: 'text' | <% if not username %>'email' | <% endif %>'password';
  /** What a password manager should fill in. */
  autoComplete: HTMLInputAutoCompleteAttribute;
  hint?: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
};

export function TextField(props: TextFieldProps) {
  const { name, title, type = 'text', autoComplete, hint, value, error, onChange } = props;
  return (
    <Field name={name} title={title} hint={hint} error={error} required>
<% if on.password_policy %>
      {(control) => (
        <>
          <input
            {...control}
            type={type}
            name={name}
            autoComplete={autoComplete}
            value={value}
            onChange={(event) => {
              onChange(event.target.value);
            }}
          />
          {autoComplete === 'new-password' && <PasswordMeter password={value} />}
        </>
      )}
<% else %>
      {(control) => (
        <input
          {...control}
          type={type}
          name={name}
          autoComplete={autoComplete}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
<% endif %>
    </Field>
  );
}
