//! Proofs: a criterion bound to a command, its exit code, and the hashes of its output and of the tree it ran on.

use serde::{Deserialize, Serialize};

use crate::id::{ContentHash, Role};

/// A check as it is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSpec {
    /// Unique in the plan: `backend.pytest`.
    pub name: String,
    /// The agent that runs it.
    pub role: Role,
    pub tier: Tier,
    /// What a zero exit code proves, in plain words.
    pub criterion: String,
    pub argv: Vec<String>,
    /// Folder below the repository's root; empty for the root.
    pub cwd: String,
    pub env: Vec<(String, String)>,
    pub needs: Vec<Need>,
    /// Checks that must be verified before this one can run.
    pub after: Vec<String>,
    /// It prepares others (an install): it proves nothing by itself, but without it they cannot run.
    pub setup: bool,
    /// Commands that may put right what it complains of, run one after another where it runs; none where a person has to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<Vec<String>>,
    pub deadline_s: u64,
    /// Seconds it took where it was last measured.
    pub estimate_s: u64,
}

impl CheckSpec {
    /// A check at the repository's root with no environment, no needs and nothing before it; the methods below add those.
    pub fn new(role: Role, name: &str, tier: Tier, argv: &[&str], criterion: &str) -> Self {
        Self {
            name: name.to_owned(),
            role,
            tier,
            criterion: criterion.to_owned(),
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            cwd: String::new(),
            env: Vec::new(),
            needs: Vec::new(),
            after: Vec::new(),
            setup: false,
            repairs: Vec::new(),
            deadline_s: 60,
            estimate_s: 2,
        }
    }

    /// Runs it in a folder below the repository's root.
    pub fn in_folder(mut self, cwd: &str) -> Self {
        cwd.clone_into(&mut self.cwd);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn needs(mut self, needs: &[Need]) -> Self {
        self.needs.extend_from_slice(needs);
        self
    }

    pub fn after(mut self, names: &[&str]) -> Self {
        self.after.extend(names.iter().map(|name| (*name).to_owned()));
        self
    }

    pub fn setup(mut self) -> Self {
        self.setup = true;
        self
    }

    /// Adds a command that may put right what the check complains of.
    pub fn repaired_by(mut self, argv: &[&str]) -> Self {
        self.repairs.push(argv.iter().map(|word| (*word).to_owned()).collect());
        self
    }

    pub fn seconds(mut self, estimate: u64, deadline: u64) -> Self {
        self.estimate_s = estimate;
        self.deadline_s = deadline;
        self
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Needs no network.
    Quick,
    Full,
}

/// Something of the machine without which a check cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    Git,
    Python,
    Node,
    Npm,
    Postgres,
    Redis,
    Chromium,
    /// The Python package index.
    Pypi,
    /// The npm registry.
    NpmRegistry,
}

/// How a check came out. A missing tool is never a pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    pub status: CheckStatus,
    /// Empty when verified; else what happened, or what is missing and how to get it.
    pub reason: String,
    pub exit_code: Option<i32>,
    pub output_hash: Option<ContentHash>,
    pub tree_hash: Option<ContentHash>,
    /// The end of what it printed, at most 4,000 characters, secrets redacted; empty when verified.
    pub output_tail: String,
    /// All of what it printed; none in records of before it was kept, where it printed nothing, and where it did not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
    pub duration_ms: u64,
    /// What its processes used; none where that was not measured, and in older records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Used>,
}

/// What processes used together, as far as was seen: lower bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// Of processors, in the programs and in the system for them.
    pub cpu_ms: u64,
    /// The most that was resident at one time; what several processes share is counted for each.
    pub memory_bytes: u64,
}

/// What a check printed: standard output, then standard error, secrets hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The blob of the text. Of a stream that is longer than is kept, the middle is left out with a mark.
    pub blob: ContentHash,
    /// Of the blob.
    pub bytes: u64,
    /// What the command wrote, before anything was left out.
    pub written_bytes: u64,
    /// Its first characters, at most [`OUTPUT_END_CHARS_MAX`].
    pub head: String,
    /// Its last ones, as many; empty when the head is all of it.
    pub tail: String,
}

/// Characters of each end of an output that an event shows; the whole is a blob.
pub const OUTPUT_END_CHARS_MAX: usize = 500;

impl Output {
    /// Of a text that is kept in this blob.
    pub fn new(blob: ContentHash, text: &str, written_bytes: u64) -> Self {
        let chars = text.chars().count();
        let after = chars.saturating_sub(OUTPUT_END_CHARS_MAX).max(OUTPUT_END_CHARS_MAX);
        Self {
            blob,
            bytes: text.len() as u64,
            written_bytes,
            head: text.chars().take(OUTPUT_END_CHARS_MAX).collect(),
            tail: text.chars().skip(after).collect(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    Verified,
    Failed,
    NotChecked,
}

impl CheckResult {
    /// What in it does not go together, if anything: verified means exit code zero with its proofs, and nothing else does.
    pub fn contradiction(&self) -> Option<String> {
        let passed = self.exit_code == Some(0) && self.output_hash.is_some() && self.tree_hash.is_some();
        let fits = match self.status {
            CheckStatus::Verified => passed && self.reason.is_empty(),
            CheckStatus::Failed => self.exit_code != Some(0) && !self.reason.is_empty(),
            CheckStatus::NotChecked => self.exit_code.is_none() && !self.reason.is_empty(),
        };
        let (status, exit) = (self.status, self.exit_code);
        (!fits).then(|| format!("{status:?} does not fit exit code {exit:?} with its hashes and reason"))
    }

    /// A check that could not run.
    pub fn not_checked(reason: impl Into<String>) -> Self {
        Self {
            status: CheckStatus::NotChecked,
            reason: reason.into(),
            exit_code: None,
            output_hash: None,
            tree_hash: None,
            output_tail: String::new(),
            output: None,
            duration_ms: 0,
            used: None,
        }
    }

    /// For comparing runs: what differs between two good ones.
    pub(crate) fn forget_costs(&mut self) {
        (self.duration_ms, self.used) = (0, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_shows_both_ends_and_no_character_twice() {
        for len in [0, 1, OUTPUT_END_CHARS_MAX, OUTPUT_END_CHARS_MAX + 3, 5 * OUTPUT_END_CHARS_MAX] {
            let text: String = ('a'..='é').cycle().take(len).collect();
            let Output { head, tail, bytes, .. } = Output::new(ContentHash::of(b""), &text, 9);
            assert_eq!(bytes, text.len() as u64);
            assert!(text.starts_with(&head) && text.ends_with(&tail), "{len}");
            assert_eq!(
                head.chars().count() + tail.chars().count(),
                len.min(2 * OUTPUT_END_CHARS_MAX),
                "{len}"
            );
        }
    }
}
