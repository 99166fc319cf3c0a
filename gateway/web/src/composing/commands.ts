// What can be done from the line where one writes, by name. Pure: which there are follows from how the session stands.
import type { View } from '../protocol/view.ts';
import { waitsForPlan } from '../words/standing.ts';

export type CommandName =
  | 'approve'
  | 'review'
  | 'reject'
  | 'pause'
  | 'resume'
  | 'changes'
  | 'context'
  | 'attach'
  | 'kept'
  | 'activity'
  | 'replay';

export interface SlashCommand {
  name: CommandName;
  does: string;
}

export function commandsOf(view: View): SlashCommand[] {
  const goes = view.outcome === null;
  const plan = waitsForPlan(view) && !view.paused;
  const all: [CommandName, string, boolean][] = [
    ['approve', 'Approve the plan and build it', plan],
    ['review', 'See what approving does', plan],
    ['reject', 'Reject the plan and end the session', plan],
    ['pause', 'Start nothing new', goes && !view.paused],
    ['resume', 'Go on', goes && view.paused],
    ['changes', 'See what changed in the files', true],
    ['context', 'See what models were given to read', true],
    ['attach', 'Hand over files', true],
    ['kept', 'See the files that were handed over', true],
    ['activity', 'Watch the agents on their time axis', true],
    ['replay', 'Go through the session again', true],
  ];
  return all.filter(([, , holds]) => holds).map(([name, does]) => ({ name, does }));
}

/** The command that a whole text is, if it is one. */
export function commandIn(text: string, all: readonly SlashCommand[]): SlashCommand | null {
  const name = /^\s*\/([a-z-]+)\s*$/i.exec(text)?.[1]?.toLowerCase();
  return all.find((command) => command.name === name) ?? null;
}
