/** The input for one field of a record, by the field's kind. */
import type { FieldSpec } from '../../schema/entity';
import { humanize } from '../../schema/format';
import { Field, FieldNotes, controlProps, useFieldId, type ControlProps } from '../../ui/Field';
<% if on.rich_text %>
import { RichTextEditor } from '../rich-text/RichTextEditor';
<% endif %>
import type { FormValue } from './values';

type FieldInputProps = {
  field: FieldSpec;
  value: FormValue | undefined;
  error: string | undefined;
<% if on.rich_text %>
  /** Whether long texts are written with formatting. */
  formatted?: boolean;
<% endif %>
  onChange: (value: FormValue) => void;
};

<% if on.rich_text %>
export function FieldInput({ field, value, error, formatted = false, onChange }: FieldInputProps) {
<% else %>
export function FieldInput({ field, value, error, onChange }: FieldInputProps) {
<% endif %>
  if (field.kind === 'boolean') {
    return <Checkbox field={field} checked={value === true} error={error} onChange={onChange} />;
  }
  const text = typeof value === 'string' ? value : '';
  return (
    <Field
      name={field.name}
      title={field.title}
      required={field.required}
      hint={hintFor(field)}
      error={error}
    >
<% if on.rich_text %>
      {(control) => {
        if (formatted && field.kind === 'text') {
          const { name, title } = field;
          return <RichTextEditor {...{ control, name, title, value: text, onChange }} />;
        }
        return <TextControl field={field} text={text} control={control} onChange={onChange} />;
      }}
<% else %>
      {(control) => <TextControl field={field} text={text} control={control} onChange={onChange} />}
<% endif %>
    </Field>
  );
}

type TextControlProps = {
  field: FieldSpec;
  text: string;
  control: ControlProps;
  onChange: (value: string) => void;
};

function TextControl({ field, text, control, onChange }: TextControlProps) {
  const shared = {
    ...control,
    name: field.name,
    value: text,
    onChange: (event: { target: { value: string } }) => {
      onChange(event.target.value);
    },
  };
  switch (field.kind) {
    case 'text':
      return <textarea {...shared} rows={8} />;
    case 'enum':
      return (
        <select {...shared}>
          <option value="">{field.required ? 'Choose…' : 'None'}</option>
          {(field.values ?? []).map((value) => (
            <option key={value} value={value}>
              {humanize(value)}
            </option>
          ))}
        </select>
      );
    case 'integer':
      return <input {...shared} inputMode="numeric" autoComplete="off" />;
    case 'decimal':
      return <input {...shared} inputMode="decimal" autoComplete="off" />;
    case 'date':
      return <input {...shared} type="date" />;
    case 'date_time':
      return <input {...shared} type="datetime-local" />;
    case 'email':
      return <input {...shared} type="email" />;
    case 'url':
      return <input {...shared} type="url" placeholder="https://" />;
    case 'string':
    case 'boolean':
      return <input {...shared} autoComplete="off" />;
  }
}

type CheckboxProps = {
  field: FieldSpec;
  checked: boolean;
  error: string | undefined;
  onChange: (value: boolean) => void;
};

function Checkbox({ field, checked, error, onChange }: CheckboxProps) {
  const id = useFieldId(field.name);
  return (
    <div className="field">
      <label className="check" htmlFor={id}>
        <input
          {...controlProps(id, false, undefined, error)}
          type="checkbox"
          name={field.name}
          checked={checked}
          onChange={(event) => {
            onChange(event.target.checked);
          }}
        />
        {field.title}
      </label>
      <FieldNotes id={id} hint={undefined} error={error} />
    </div>
  );
}

/** The limits worth knowing before typing. */
function hintFor(field: FieldSpec): string | undefined {
  const { kind, min, max } = field;
  if (kind !== 'integer' && kind !== 'decimal') return undefined;
  if (min !== undefined && max !== undefined) return `From ${min} to ${max}`;
  if (min !== undefined) return `${min} or more`;
  return max === undefined ? undefined : `${max} or less`;
}
