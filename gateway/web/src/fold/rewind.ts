// Taking a past state up: nothing goes on by itself from there, and what was approved in advance is asked again.
import type { Past } from '../protocol/event.ts';
import type { View } from '../protocol/view.ts';
import { noEnquiries } from './empty.ts';

export function returnTo(view: View, past: Past, out: string | undefined): void {
  const outcome = past.outcome ?? null;
  view.paused = outcome === null;
  if (view.options) {
    view.options = {
      ...view.options,
      approve: view.options.approve && outcome !== null,
      out: out ?? view.options.out,
    };
  }
  view.stage = past.stage ?? 'planning';
  view.outcome = outcome;
  view.outcome_reason = past.outcome_reason ?? '';
  view.requirements = past.requirements ?? null;
  view.earlier = [...(past.earlier ?? [])];
  view.refusal = past.refusal ?? null;
  view.round = past.round ?? 0;
  view.revision_text = past.revision_text ?? null;
  view.changes = [...(past.changes ?? [])];
  view.revision_note = past.revision_note ?? '';
  view.refinement = past.refinement ?? null;
  view.plan = past.plan ?? null;
  view.approved_revision = past.approved_revision ?? null;
  view.tasks = { ...past.tasks };
  view.claims = [...(past.claims ?? [])];
  view.conflicts = [...(past.conflicts ?? [])];
  view.votes = [...(past.votes ?? [])];
  view.rulings = { ...past.rulings };
  view.questions = { ...past.questions };
  view.files = { ...past.files };
  view.delivery = past.delivery ?? null;
  view.checks = { ...past.checks };
  view.repairs = [...(past.repairs ?? [])];
  view.restaged = { ...past.restaged };
  view.amending = past.amending ?? null;
  view.amendments = past.amendments ?? 0;
  view.milestones = [...(past.milestones ?? [])];
  const enquiries = { ...noEnquiries(), ...past.enquiries };
  view.enquiries = { ...enquiries, open: { ...enquiries.open } };
  view.timing = {
    ...view.timing,
    drafted_ms: past.drafted_ms ?? null,
    approved_ms: past.approved_ms ?? null,
    delivered_ms: past.delivered_ms ?? null,
  };
}
