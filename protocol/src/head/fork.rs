//! What of a parent's strands a fork does anew: the same that the fold leaves behind.

use std::collections::BTreeMap;

use super::Step;
use crate::event::{
    Body, CheckEvent, FileEvent, PlanEvent, SessionEvent, TaskEvent, TaskKind, survives_fork,
};

pub(super) fn drop_undone(strands: &mut BTreeMap<String, Vec<Step>>) {
    strands.retain(|_, steps| {
        steps.retain(|step| !is_undone(&step.body));
        !steps.is_empty() && survives(steps)
    });
}

fn is_undone(body: &Body) -> bool {
    matches!(
        body,
        Body::Check(CheckEvent::Ended { .. } | CheckEvent::RepairEnded { .. })
            | Body::File(
                FileEvent::DeliveryStarted { .. }
                    | FileEvent::Delivered { .. }
                    | FileEvent::AmendmentStarted { .. }
                    | FileEvent::Amended { .. }
                    | FileEvent::AmendmentRefused { .. }
            )
            | Body::Plan(PlanEvent::Rejected)
            | Body::Session(SessionEvent::Finished { .. })
    )
}

/// False for the strand of a task that the fork does not take over.
fn survives(steps: &[Step]) -> bool {
    let end = steps.iter().find_map(|step| match &step.body {
        Body::Task(TaskEvent::Ended { end, .. }) => Some(*end),
        _ => None,
    });
    let kind = steps.iter().find_map(|step| match &step.body {
        Body::Task(TaskEvent::Started { task, .. }) => Some(&task.kind),
        _ => None,
    });
    survives_fork(kind.unwrap_or(&TaskKind::Plan), end)
}
