//! What a fork does not take over from its parent: the folder, what was checked there, the agents, and how it ended.

use crate::event::survives_fork;
use crate::view::{Parent, Stage, TaskView, View};

/// Work that was done stays done. What ran is as interrupted; what had failed or was cancelled is to be done anew.
pub(super) fn apply(view: &mut View, parent: Parent, out: &str) {
    // Waiting before the fork is none of this session's work.
    view.timing.approved_ms = view.timing.approved_ms.map(|_| parent.at_ms);
    view.lineage.push(parent);
    if let Some(options) = view.options.as_mut() {
        out.clone_into(&mut options.out);
    }
    leave_behind(view);
    view.agents.clear();
}

/// What was put in place and proved there, and how it ended, was the parent's.
pub(super) fn leave_behind(view: &mut View) {
    view.delivery = None;
    view.timing.delivered_ms = None;
    view.checks.clear();
    view.repairs.clear();
    view.restaged.clear();
    view.amending = None;
    view.amendments = 0;
    view.outcome = None;
    view.outcome_reason.clear();
    view.tasks.retain(|_, task| is_kept(task));
    view.stage = stage(view);
}

fn is_kept(task: &TaskView) -> bool {
    survives_fork(&task.spec.kind, task.end)
}

/// A repository has to be put in place and checked again; before that it stands where its parent stood.
fn stage(view: &View) -> Stage {
    match (view.approved_revision, &view.plan) {
        (Some(approved), Some(plan)) if approved == plan.revision => Stage::Building,
        (_, Some(_)) => Stage::Approval,
        (_, None) => Stage::Planning,
    }
}
