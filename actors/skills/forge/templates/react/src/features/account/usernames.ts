/** What a user name must be; the server has the last word. */
import type { FieldErrors } from '../../api/errors';

const USERNAME = /^[A-Za-z0-9_.-]{3,40}$/;

export function checkUsername(name: string, value: unknown): FieldErrors {
  if (typeof value === 'string' && USERNAME.test(value.trim())) return {};
  return { [name]: 'Use 3 to 40 letters, digits, dots, dashes or underscores' };
}
