//! What the team is going to do: tasks with dependencies, milestones, checks and estimates.

use serde::{Deserialize, Serialize};

use crate::check::CheckSpec;
use crate::id::{Role, TaskId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Counted up by each revision, from 1.
    pub revision: u32,
    pub summary: String,
    /// Building work, in an order that respects `after`.
    pub steps: Vec<Step>,
    pub milestones: Vec<Milestone>,
    pub checks: Vec<CheckSpec>,
    pub estimate: Estimate,
}

/// One role's part of the building.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub task: TaskId,
    pub role: Role,
    pub title: String,
    /// The pack this step renders.
    pub pack: String,
    /// Steps whose results this one needs.
    pub after: Vec<TaskId>,
    pub files: u32,
}

/// A point at which something can be shown; reached when all its steps are done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    pub name: String,
    pub steps: Vec<TaskId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    pub files: u32,
    pub lines: u32,
    /// Building without checks.
    pub build_ms: u64,
    /// All checks of the plan one after another; two run at a time.
    pub checks_s: u64,
}

/// What one change to the requirements did, for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `added`, `dropped`, `changed`.
    pub what: ChangeKind,
    /// `entity Tag`, `Book.isbn`, `feature search`.
    pub about: String,
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Added,
    Dropped,
    Changed,
}
