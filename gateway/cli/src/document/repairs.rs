//! Repairs and parked tasks in the document of a run.

use protocol::event::TaskEnd;
use protocol::view::{RepairState, RepairView, View};
use serde::Serialize;

use crate::render::repair;

/// What was done about a failed check.
#[derive(Debug, Serialize)]
pub struct Repair {
    pub check: String,
    pub state: RepairWord,
    /// The same in words.
    pub reason: String,
    pub commands: Vec<Vec<String>>,
    pub changed: Vec<String>,
    /// The commit that holds it.
    pub commit: Option<String>,
    /// The end of what the check printed before, of what the repair printed, and of what the check printed after.
    pub output_before: String,
    pub output: String,
    pub output_after: String,
    pub seconds: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairWord {
    Delivered,
    NotDelivered,
    Useless,
}

/// A task that was set aside because every attempt at it failed.
#[derive(Debug, Serialize)]
pub struct Parked {
    pub task: String,
    pub role: String,
    pub attempts: u32,
    pub timed_out: bool,
    pub reason: String,
}

pub(super) fn repairs(view: &View) -> Vec<Repair> {
    view.repairs.iter().map(one).collect()
}

fn one(repair: &RepairView) -> Repair {
    let result = &repair.result;
    let (state, commit) = match &repair.state {
        RepairState::Delivered { head } => (RepairWord::Delivered, head.clone()),
        RepairState::Pending | RepairState::Refused { .. } => (RepairWord::NotDelivered, None),
        RepairState::Useless => (RepairWord::Useless, None),
    };
    Repair {
        check: repair.check.clone(),
        state,
        reason: repair::state(repair),
        commands: result.commands.clone(),
        changed: result.changed.clone(),
        commit,
        output_before: repair.before.output_tail.clone(),
        output: result.output_tail.clone(),
        output_after: result.check.as_ref().map(|check| check.output_tail.clone()).unwrap_or_default(),
        seconds: result.duration_ms as f64 / 1_000.0,
    }
}

pub(super) fn parked(view: &View) -> Vec<Parked> {
    let parked = view.parked().map(|task| Parked {
        task: task.spec.id.to_string(),
        role: task.spec.role.to_string(),
        attempts: task.failures,
        timed_out: task.end == Some(TaskEnd::TimedOut),
        reason: task.why.clone(),
    });
    parked.collect()
}
