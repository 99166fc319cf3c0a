//! What was done about a failed check: by which means, to which files, and what the check said afterwards.

use serde::{Deserialize, Serialize};

use crate::check::{CheckResult, CheckStatus};

/// How a repair came out. It is made on the copy that checks run on; only one that helped is delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairResult {
    pub how: RepairKind,
    /// What was run, as argument arrays.
    pub commands: Vec<Vec<String>>,
    /// Paths of delivered files that it changed.
    pub changed: Vec<String>,
    /// Why it did not help; empty when it did.
    pub why: String,
    /// The end of what the commands printed, at most 4,000 characters, secrets redacted.
    pub output_tail: String,
    /// What the check said of the changed files; none when it was not run again.
    pub check: Option<CheckResult>,
    pub duration_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairKind {
    /// The commands that the check names.
    Commands,
}

impl RepairResult {
    /// One that came to nothing before anything was run.
    pub fn useless(why: impl Into<String>) -> Self {
        Self {
            how: RepairKind::Commands,
            commands: Vec::new(),
            changed: Vec::new(),
            why: why.into(),
            output_tail: String::new(),
            check: None,
            duration_ms: 0,
        }
    }

    pub fn helped(&self) -> bool {
        self.why.is_empty()
    }

    /// What in it does not go together, if anything: it helped means that the check is verified with changed files.
    pub fn contradiction(&self) -> Option<String> {
        let verified = |check: &CheckResult| check.status == CheckStatus::Verified;
        if self.helped() && (self.changed.is_empty() || !self.check.as_ref().is_some_and(verified)) {
            return Some("a repair that helped changes files and has its check verified".to_owned());
        }
        self.check.as_ref().and_then(CheckResult::contradiction)
    }

    /// For comparing runs.
    pub(crate) fn forget_costs(&mut self) {
        self.duration_ms = 0;
        if let Some(check) = &mut self.check {
            check.forget_costs();
        }
    }
}
