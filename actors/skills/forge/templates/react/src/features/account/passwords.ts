/** What a new password must be; the server has the last word. */
import type { FieldErrors } from '../../api/errors';
import { passwordLengthMin } from '../../config';

/** Hashing a longer one would only cost time. */
const LENGTH_MAX = 128;

export function checkNewPassword(name: string, value: unknown): FieldErrors {
  const length = typeof value === 'string' ? Array.from(value).length : 0;
  if (length < passwordLengthMin) return { [name]: `Use at least ${passwordLengthMin} characters` };
  if (length > LENGTH_MAX) return { [name]: `Use at most ${LENGTH_MAX} characters` };
  return {};
}
