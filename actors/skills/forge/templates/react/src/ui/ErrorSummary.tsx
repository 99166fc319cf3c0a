/** All that is wrong with a form, above it, each with a link to its input; takes the focus when it appears. */
import { useContext, useEffect, useRef } from 'react';
import type { FieldErrors } from '../api/errors';
import { fieldId, FormScope } from './Field';

type ErrorSummaryProps = {
  /** What is wrong with the whole, if it is not about one field. */
  message: string | null;
  errors: FieldErrors;
  /** The fields of the form, in order, with the names shown. */
  titles: Readonly<Record<string, string>>;
  /** Changes with every attempt, so that the same errors are announced again. */
  attempt: number;
};

export function ErrorSummary({ message, errors, titles, attempt }: ErrorSummaryProps) {
  const scope = useContext(FormScope);
  const box = useRef<HTMLDivElement>(null);
  const fields = Object.entries(errors);

  useEffect(() => {
    if (attempt > 0) box.current?.focus();
  }, [attempt]);

  if (message === null && fields.length === 0) return null;
  return (
    <div ref={box} className="error-summary" role="alert" tabIndex={-1}>
      <p className="error-summary-title">{message ?? 'Please correct the following'}</p>
      {fields.length > 0 && (
        <ul>
          {fields.map(([name, error]) => (
            <li key={name}>
              {name in titles ? (
                <a href={`#${fieldId(name, scope)}`}>{`${titles[name] ?? name}: ${error}`}</a>
              ) : (
                `${name}: ${error}`
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
