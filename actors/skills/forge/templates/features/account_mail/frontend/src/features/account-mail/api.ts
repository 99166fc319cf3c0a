/** Password reset and verification of the address over HTTP. */
import { get, post } from '../../api/client';

export function askForReset(email: string): Promise<unknown> {
  return post('/auth/password-reset', { email });
}

export function confirmReset(token: string, password: string): Promise<unknown> {
  return post('/auth/password-reset/confirm', { token, password });
}

export type Verification = { readonly verified_at: string | null };

export function getVerification(): Promise<Verification> {
  return get<Verification>('/auth/email-verification');
}

export function askForVerification(): Promise<unknown> {
  return post('/auth/email-verification');
}

export function confirmVerification(token: string): Promise<unknown> {
  return post('/auth/email-verification/confirm', { token });
}
