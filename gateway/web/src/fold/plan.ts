// Understanding, revising, drafting and approving.
import type { Event, PlanEvent } from '../protocol/event.ts';
import type { View } from '../protocol/view.ts';

export function plan(view: View, event: Event, body: PlanEvent): void {
  switch (body.kind) {
    case 'understood':
      view.requirements = body.requirements;
      view.refusal = body.refusal;
      return;
    case 'refined':
      view.requirements = body.requirements;
      view.refinement = { changes: body.changes, left_out: body.left_out };
      return;
    case 'revision_requested':
      view.revision_text = body.text;
      view.revision_note = '';
      return;
    case 'revised':
      return revised(view, body);
    case 'revision_refused':
      view.revision_text = null;
      view.revision_note = body.message;
      return;
    case 'drafted':
      view.plan = body.plan;
      view.stage = 'approval';
      // Between one draft and the next the person thinks.
      view.timing = { ...view.timing, drafted_ms: view.timing.drafted_ms ?? event.at_ms };
      return;
    case 'approved':
      view.approved_revision = body.revision;
      view.stage = 'building';
      view.timing = { ...view.timing, approved_ms: event.at_ms };
      return;
    case 'rejected':
      return;
    case 'milestone_reached':
      view.milestones.push(body.name);
      return;
    default:
      body satisfies never;
  }
}

/** A revised plan is argued anew: what was claimed and ruled on other requirements does not count. */
function revised(view: View, body: Extract<PlanEvent, { kind: 'revised' }>): void {
  const before = view.requirements;
  // What was there before the last change is there again: that change is taken back.
  if (view.earlier.length > 0 && sameJson(view.earlier.at(-1), body.requirements)) view.earlier.pop();
  else if (before) view.earlier.push(before);
  view.requirements = body.requirements;
  view.changes = [...body.changes];
  view.revision_note = body.not_understood.join('; ');
  view.revision_text = null;
  view.round += 1;
  view.stage = 'planning';
  view.plan = null;
  view.refinement = null;
  view.claims = [];
  view.conflicts = [];
  view.votes = [];
  view.rulings = {};
  view.questions = {};
}

/** Both were written by the gateway, which writes the same value as the same text. */
const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
