/** The roles an account can have, and what they are called. */

export const roles = {
<<= ts.roles =>>} as const;

export type Role = keyof typeof roles;
<% if user_options %>

/** Who chooses among all accounts where a record points at one; administrators always may. */
<<= ts.choosers =>>
<%- endif %>
