// What can be done from the line where one writes, by name. Pure: which there are follows from how the session stands.
import type { View } from '../protocol/view.ts';
import { openQuestion, waitsForPlan } from '../words/standing.ts';

export type CommandName =
  | 'approve'
  | 'review'
  | 'reject'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'look'
  | 'changes'
  | 'context'
  | 'attach'
  | 'folder'
  | 'kept'
  | 'activity'
  | 'replay'
  | 'compare'
  | 'fork'
  | 'export'
  | 'help';

export interface SlashCommand {
  name: CommandName;
  does: string;
}

/** `stopped`: nobody works on the session, although it has not ended. */
export function commandsOf(view: View, stopped = false): SlashCommand[] {
  const goes = view.outcome === null;
  const reads = view.options?.reads === true;
  const plan = waitsForPlan(view) && !view.paused;
  const stands = view.paused || stopped;
  const all: [CommandName, string, boolean][] = [
    ['approve', 'Approve the plan and build it', plan],
    ['review', 'See what approving does', plan],
    ['reject', 'Reject the plan and end the session', plan],
    ['pause', 'Start nothing new', goes && !reads && !stands],
    ['resume', 'Go on', goes && !reads && stands],
    ['look', 'Look at the repository anew', goes && reads],
    ['cancel', 'End the session', goes],
    ['changes', 'See what changed in the files', true],
    ['context', 'See what models were given to read', true],
    ['attach', 'Hand over files', true],
    ['folder', 'Hand over a folder', true],
    ['kept', 'See the files that were handed over', true],
    ['fork', 'Begin another session from this one', !reads],
    ['export', 'Save the session as a page', true],
    ['activity', 'Watch the agents on their time axis', true],
    ['replay', 'Go through the session again', true],
    ['compare', 'Compare it with another session', true],
    ['help', 'See the keys; / alone lists the commands', true],
  ];
  return all.filter(([, , holds]) => holds).map(([name, does]) => ({ name, does }));
}

/** Of what can be done at any time, without a session. */
export const WITHOUT_SESSION: readonly SlashCommand[] = [
  { name: 'attach', does: 'Hand over files' },
  { name: 'folder', does: 'Hand over a folder' },
  { name: 'kept', does: 'See the files that were handed over' },
  { name: 'help', does: 'See the keys' },
];

/** The command that a whole text is, if it is one. */
export function commandIn(text: string, all: readonly SlashCommand[]): SlashCommand | null {
  const name = commandName(text);
  return all.find((command) => command.name === name) ?? null;
}

/** What a whole text names after a slash, whether there is such a command or not. */
export const commandName = (text: string): string | null =>
  /^\s*\/([a-z-]+)\s*$/i.exec(text)?.[1]?.toLowerCase() ?? null;

/** What words to the session do now. */
export type Takes = 'revision' | 'question' | 'nothing';

export function takes(view: View): Takes {
  if (view.outcome !== null) return 'nothing';
  if (view.options?.reads) return 'question';
  const asked = view.stage === 'planning' && view.revision_text === null && openQuestion(view) !== null;
  return (waitsForPlan(view) || asked) && !view.paused ? 'revision' : 'nothing';
}

/** Why words are not taken now, and what is possible instead. */
export function whyNot(view: View): string {
  if (view.outcome !== null) return 'The session has ended and takes no words; /fork begins another from it.';
  if (view.paused && view.stage === 'approval')
    return 'The session is paused and takes no words; /resume lets it go on.';
  if (view.revision_text !== null)
    return 'Your change is being read: words are taken again when the new plan is shown.';
  if (view.stage === 'planning' || view.stage === 'approval')
    return 'There is no plan to change yet: words are taken when it is shown.';
  return 'The plan is being carried out, and words to the team change nothing now: /pause starts nothing new, /cancel ends it, /fork begins another session from the plan, which can be changed.';
}
