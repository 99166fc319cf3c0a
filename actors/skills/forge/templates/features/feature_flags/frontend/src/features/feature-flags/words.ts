/** For whom a flag is on, in words. */
import { roles } from '../../auth/roles';
import type { FlagState } from './api';

type State = FlagState<unknown>;

export function stateInWords(state: State, sparesAdmins = false): string {
  if (state.mode === 'on') return 'On for everybody';
  if (isClosed(state)) return sparesAdmins ? 'Off, but for administrators' : 'Off for everybody';
  return `On for ${groups(state).join(' and for ')}`;
}

/** Whether the flag is on for nobody: also where it is on for some, and nobody is chosen. */
export function isClosed(state: State): boolean {
  return state.mode === 'off' || (state.mode === 'some' && groups(state).length === 0);
}

function groups({ percentage, roles: chosen, accounts }: State): string[] {
  const count = accounts.length;
  return [
    ...(percentage > 0 ? [`${percentage} % of the accounts`] : []),
    ...(chosen.length > 0 ? [`the role ${chosen.map(roleTitle).join(' or ')}`] : []),
    ...(count > 0 ? [count === 1 ? 'one account by name' : `${count} accounts by name`] : []),
  ];
}

/** A role that is gone from the product stays in the history. */
function roleTitle(role: string): string {
  const titles: Readonly<Record<string, string>> = roles;
  return titles[role] ?? role;
}
