// The view before the first event, copies of a view, and its JSON as the gateway writes it.
import type { Enquiries, View } from '../protocol/view.ts';

export function emptyView(): View {
  return {
    session: null,
    seq: 0,
    request: '',
    options: null,
    stage: 'planning',
    paused: false,
    outcome: null,
    outcome_reason: '',
    requirements: null,
    earlier: [],
    refusal: null,
    round: 0,
    revision_text: null,
    changes: [],
    revision_note: '',
    refinement: null,
    plan: null,
    approved_revision: null,
    tasks: {},
    claims: [],
    conflicts: [],
    votes: [],
    rulings: {},
    questions: {},
    files: {},
    delivery: null,
    checks: {},
    repairs: [],
    restaged: {},
    amending: null,
    amendments: 0,
    milestones: [],
    enquiries: noEnquiries(),
    agents: {},
    messages_sent: 0,
    messages_dead: 0,
    commands: [],
    lineage: [],
    calls: {},
    spending: {
      given_out: 0,
      held: {},
      spent: { tokens: 0, micro_dollars: 0, unpriced: 0 },
      overrun: { tokens: 0, micro_dollars: 0, unpriced: 0 },
    },
    timing: { opened_ms: 0, drafted_ms: null, approved_ms: null, delivered_ms: null, last_ms: 0 },
  };
}

export const noEnquiries = (): Enquiries => ({ looks: 0, asked: 0, open: {} });

/** A copy that later folding does not change. Entries are never changed in place, so their containers are enough. */
export function copyView(view: View): View {
  return {
    ...view,
    earlier: [...view.earlier],
    tasks: { ...view.tasks },
    claims: [...view.claims],
    conflicts: [...view.conflicts],
    votes: [...view.votes],
    rulings: { ...view.rulings },
    questions: { ...view.questions },
    files: { ...view.files },
    checks: { ...view.checks },
    repairs: [...view.repairs],
    restaged: { ...view.restaged },
    milestones: [...view.milestones],
    enquiries: { ...view.enquiries, open: { ...view.enquiries.open } },
    agents: { ...view.agents },
    commands: [...view.commands],
    lineage: [...view.lineage],
    calls: { ...view.calls },
    spending: { ...view.spending, held: { ...view.spending.held } },
    timing: { ...view.timing },
  };
}

/** A view from a snapshot, in which empty parts may be left out. */
export function viewFromSnapshot(snapshot: Partial<View>): View {
  const empty = emptyView();
  return copyView({
    ...empty,
    ...snapshot,
    enquiries: { ...empty.enquiries, ...snapshot.enquiries },
  });
}

/** The view as the gateway writes it: empty parts that it leaves out are left out. */
export function snapshotOf(view: View): Partial<View> {
  const { earlier, repairs, restaged, amending, amendments, enquiries, lineage, ...rest } = view;
  const asked = enquiries.looks > 0 || enquiries.asked > 0 || Object.keys(enquiries.open).length > 0;
  return {
    ...rest,
    ...(earlier.length > 0 && { earlier }),
    ...(repairs.length > 0 && { repairs }),
    ...(Object.keys(restaged).length > 0 && { restaged }),
    ...(amending !== null && { amending }),
    ...(amendments > 0 && { amendments }),
    ...(asked && { enquiries }),
    ...(lineage.length > 0 && { lineage }),
  };
}
