/** What providers are called, and why nobody was signed in, in words. */
import type { ProviderName } from './api';

export const providerTitles: Readonly<Record<ProviderName, string>> = {
  google: 'Google',
  github: 'GitHub',
};

/** An address can say anything: only providers that there are have a name. */
export function titleOf(name: string | null): string {
  return name === 'google' || name === 'github' ? providerTitles[name] : 'the provider';
}

const problems: Readonly<Record<string, (title: string) => string>> = {
  address_taken: (title) =>
    `There is an account with your address already. Log in to it, then link ${title} on your account page.`,
  closed: () => 'You cannot log in with this account. Ask an administrator.',
  denied: (title) => `You did not allow ${title} to say who you are.`,
  expired: () => 'This took too long, or was begun in another browser. Begin again.',
  identity_taken: (title) => `This ${title} account is linked to another account here.`,
  limit: () => 'You have linked as many as there can be. Unlink one of them first.',
<% if on.feature_flags %>
  registration_closed: () => 'Signing up is closed at the moment.',
<% endif %>
  unverified: (title) => `Confirm your e-mail address with ${title} first, then come back.`,
};

export function problemText(problem: string, title: string): string {
  const known = Object.hasOwn(problems, problem) ? problems[problem] : undefined;
  return known?.(title) ?? `It did not work with ${title} this time. Try again in a moment.`;
}
