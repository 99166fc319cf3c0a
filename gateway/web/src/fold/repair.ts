// Repairs of failed checks, and what their delivery does to the proofs there are.
import type { RepairResult } from '../protocol/check.ts';
import type { FileEvent } from '../protocol/event.ts';
import type { RepairState, View } from '../protocol/view.ts';

export function repairEnded(view: View, check: string, result: RepairResult): void {
  view.repairs.push({
    check,
    tree: view.delivery?.tree_hash ?? null,
    before: view.checks[check] ?? {
      status: 'not_checked',
      reason: 'it had not run',
      exit_code: null,
      output_hash: null,
      tree_hash: null,
      output_tail: '',
      duration_ms: 0,
    },
    state: { kind: result.why === '' ? 'pending' : 'useless' },
    result,
  });
}

/** A proof is of the tree that is delivered: those of the one before are taken back, and the checks run again. */
export function repairsDelivered(view: View, body: Extract<FileEvent, { kind: 'amended' }>): void {
  if (view.delivery) {
    const note = body.note === '' ? view.delivery.note : body.note;
    view.delivery = { ...view.delivery, tree_hash: body.tree_hash, head: body.head, note };
  }
  Object.assign(view.files, view.restaged);
  view.restaged = {};
  view.checks = {};
  view.amendments += 1;
  end(view, { kind: 'delivered', head: body.head });
}

export function repairsRefused(view: View, why: string): void {
  view.restaged = {};
  end(view, { kind: 'refused', why });
}

function end(view: View, state: RepairState): void {
  view.amending = null;
  view.repairs = view.repairs.map((one) => (one.state.kind === 'pending' ? { ...one, state } : one));
}
