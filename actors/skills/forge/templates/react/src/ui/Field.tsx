/** A labelled input with its hint and error, tied together for screen readers. */
import { createContext, useContext, type ReactNode } from 'react';

export type ControlProps = {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
  readonly 'aria-required'?: true;
};

type FieldProps = {
  name: string;
  title: string;
  required?: boolean;
  hint?: string | undefined;
  error?: string | undefined;
  children: (control: ControlProps) => ReactNode;
};

/** Tells the inputs of one form from those of another on the same page; empty where there is one form. */
export const FormScope = createContext('');

export function fieldId(name: string, scope = ''): string {
  return scope === '' ? `field-${name}` : `field-${scope}-${name}`;
}

export function useFieldId(name: string): string {
  return fieldId(name, useContext(FormScope));
}

export function Field({ name, title, required = false, hint, error, children }: FieldProps) {
  const id = useFieldId(name);
  return (
    <div className="field">
      <label htmlFor={id}>
        {title}
        {!required && <span className="optional"> (optional)</span>}
      </label>
      {children(controlProps(id, required, hint, error))}
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}

export function FieldNotes({ id, hint, error }: { id: string } & Notes) {
  return (
    <>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </>
  );
}

type Notes = { hint: string | undefined; error: string | undefined };

export function controlProps(
  id: string,
  required: boolean,
  hint: string | undefined,
  error: string | undefined,
): ControlProps {
  const notes = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`];
  const describedBy = notes.filter((note) => note !== false).join(' ');
  return {
    id,
    ...(describedBy !== '' && { 'aria-describedby': describedBy }),
    ...(error !== undefined && { 'aria-invalid': true }),
    ...(required && { 'aria-required': true }),
  };
}
