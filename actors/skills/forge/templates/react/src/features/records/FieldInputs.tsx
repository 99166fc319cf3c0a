/** An input for each of a form's fields, in their order. */
import type { FieldErrors } from '../../api/errors';
import type { FieldSpec } from '../../schema/entity';
import { FieldInput } from './FieldInput';
import type { FormValue, FormValues } from './values';

type FieldInputsProps = {
  fields: readonly FieldSpec[];
  form: {
    readonly values: FormValues;
    readonly errors: FieldErrors;
    readonly set: (name: string, value: FormValue) => void;
  };
<% if on.rich_text %>
  formatted?: boolean;
<% endif %>
};

<% if on.rich_text %>
export function FieldInputs({ fields, form, formatted = false }: FieldInputsProps) {
<% else %>
export function FieldInputs({ fields, form }: FieldInputsProps) {
<% endif %>
  return fields.map((field) => (
    <FieldInput
      key={field.name}
      field={field}
      value={form.values[field.name]}
      error={form.errors[field.name]}
<% if on.rich_text %>
      formatted={formatted}
<% endif %>
      onChange={(value) => {
        form.set(field.name, value);
      }}
    />
  ));
}
