//! Repairs of failed checks, and what their delivery does to the proofs there are.

use crate::check::CheckResult;
use crate::id::ContentHash;
use crate::repair::RepairResult;
use crate::view::{RepairState, RepairView, View};

pub(super) fn ended(view: &mut View, check: &str, result: &RepairResult) {
    let before = view.checks.get(check).cloned();
    view.repairs.push(RepairView {
        check: check.to_owned(),
        tree: view.delivery.as_ref().map(|delivery| delivery.tree_hash.clone()),
        before: before.unwrap_or_else(|| CheckResult::not_checked("it had not run")),
        state: if result.helped() { RepairState::Pending } else { RepairState::Useless },
        result: result.clone(),
    });
}

/// A proof is of the tree that is delivered: those of the one before are taken back, and the checks run again.
pub(super) fn delivered(view: &mut View, tree_hash: &ContentHash, head: &Option<String>, note: &str) {
    if let Some(delivery) = view.delivery.as_mut() {
        delivery.tree_hash = tree_hash.clone();
        delivery.head = head.clone();
        if !note.is_empty() {
            note.clone_into(&mut delivery.note);
        }
    }
    let repaired = std::mem::take(&mut view.restaged);
    view.files.extend(repaired);
    view.checks.clear();
    view.amendments += 1;
    end(view, &RepairState::Delivered { head: head.clone() });
}

pub(super) fn refused(view: &mut View, why: &str) {
    view.restaged.clear();
    end(view, &RepairState::Refused { why: why.to_owned() });
}

fn end(view: &mut View, state: &RepairState) {
    view.amending = None;
    for repair in view.repairs.iter_mut().filter(|repair| repair.state == RepairState::Pending) {
        repair.state = state.clone();
    }
}
