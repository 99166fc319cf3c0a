// What a fork does not take over from its parent: the folder, what was checked there, the agents, and how it ended.
import type { Stage } from '../protocol/event.ts';
import type { Parent, TaskView, View } from '../protocol/view.ts';

export function forked(view: View, parent: Parent, out: string): void {
  // Waiting before the fork is none of this session's work.
  if (view.timing.approved_ms !== null) view.timing = { ...view.timing, approved_ms: parent.at_ms };
  view.lineage.push(parent);
  if (view.options) view.options = { ...view.options, out };
  leaveBehind(view);
  view.agents = {};
}

export function leaveBehind(view: View): void {
  view.delivery = null;
  view.timing = { ...view.timing, delivered_ms: null };
  view.checks = {};
  view.repairs = [];
  view.restaged = {};
  view.amending = null;
  view.amendments = 0;
  view.outcome = null;
  view.outcome_reason = '';
  view.tasks = Object.fromEntries(Object.entries(view.tasks).filter(([, task]) => survives(task)));
  view.stage = stageOf(view);
}

/** Work that was done, or goes on, or without which a session can do anyway. Checks ran in the parent's folder. */
function survives({ spec, end }: TaskView): boolean {
  if (spec.kind.kind === 'check' || spec.kind.kind === 'repair') return false;
  return spec.kind.kind === 'refine' || end === null || end === 'done';
}

function stageOf(view: View): Stage {
  if (!view.plan) return 'planning';
  return view.approved_revision === view.plan.revision ? 'building' : 'approval';
}
