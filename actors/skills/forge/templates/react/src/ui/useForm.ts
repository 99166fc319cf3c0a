/** What every form does: hold values, check them, send them, and place what the server says beside the fields. */
import { useState, type SyntheticEvent } from 'react';
import { ApiError, errorMessage, type FieldErrors } from '../api/errors';

type FormOptions<V> = {
  readonly initial: V;
  readonly validate: (values: V) => FieldErrors;
  readonly submit: (values: V) => Promise<void>;
};

export type Form<V> = {
  readonly values: V;
  readonly errors: FieldErrors;
  readonly message: string | null;
  readonly attempt: number;
  readonly busy: boolean;
  readonly set: (name: keyof V & string, value: V[keyof V]) => void;
  readonly onSubmit: (event: SyntheticEvent) => void;
  readonly reset: () => void;
};

type Problems = { readonly message: string | null; readonly errors: FieldErrors };

const NO_PROBLEMS: Problems = { message: null, errors: {} };

export function useForm<V extends object>({ initial, validate, submit }: FormOptions<V>): Form<V> {
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);

  const fail = (found: Problems) => {
    setProblems(found);
    setAttempt((count) => count + 1);
  };

  const send = async () => {
    const errors = validate(values);
    if (Object.keys(errors).length > 0) {
      fail({ message: null, errors });
      return;
    }
    setBusy(true);
    setProblems(NO_PROBLEMS);
    try {
      await submit(values);
    } catch (error) {
      fail(problemsOf(error));
    } finally {
      setBusy(false);
    }
  };

  return {
    values,
    ...problems,
    attempt,
    busy,
    set: (name, value) => {
      setValues((known) => ({ ...known, [name]: value }));
    },
    onSubmit: (event) => {
      event.preventDefault();
      void send();
    },
    reset: () => {
      setValues(initial);
      setProblems(NO_PROBLEMS);
    },
  };
}

function problemsOf(error: unknown): Problems {
  const errors = error instanceof ApiError ? error.fields : {};
  const known = Object.keys(errors).length > 0;
  return { message: known ? null : errorMessage(error), errors };
}
