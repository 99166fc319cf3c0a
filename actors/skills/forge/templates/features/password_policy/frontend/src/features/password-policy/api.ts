/** The password policy over HTTP. */
import { get } from '../../api/client';

export type PasswordPolicy = {
  readonly length_min: number;
  readonly needs_upper: boolean;
  readonly needs_digit: boolean;
  readonly needs_sign: boolean;
  readonly reuse_refused: number;
  readonly expires_days: number;
};

export function getPasswordPolicy(): Promise<PasswordPolicy> {
  return get<PasswordPolicy>('/auth/password-policy');
}
