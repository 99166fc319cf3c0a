/** The roles an account can have, and what they are called. */

export const roles = {
<<= ts.roles =>>} as const;

export type Role = keyof typeof roles;
