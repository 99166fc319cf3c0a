//! What proves a generated repository: commands as data. Whoever runs them fills the placeholders.

use serde::{Deserialize, Serialize};

use crate::app::AppPlan;
use crate::pack::packs;

/// Placeholders in `argv` and `env`.
pub mod placeholder {
    /// A fresh, empty PostgreSQL database for this check, as `postgresql+psycopg://…`.
    pub const SCRATCH_DATABASE_URL: &str = "${SCRATCH_DATABASE_URL}";
    pub const FREE_PORT_1: &str = "${FREE_PORT_1}";
    pub const FREE_PORT_2: &str = "${FREE_PORT_2}";
    /// Path of a Chromium executable.
    pub const CHROMIUM: &str = "${CHROMIUM}";
    /// A folder that is emptied when the session's checks are over; the same for all of them.
    pub const TMP: &str = "${TMP}";
    pub const ALL: [&str; 5] = [SCRATCH_DATABASE_URL, FREE_PORT_1, FREE_PORT_2, CHROMIUM, TMP];
}

/// One command and what its success means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSpec {
    /// Unique among all packs: `backend.pytest`.
    pub name: String,
    pub tier: Tier,
    pub part: Part,
    pub argv: Vec<String>,
    /// Relative to the repository: `backend`, or `.`.
    pub cwd: String,
    pub env: Vec<(String, String)>,
    pub needs: Vec<Need>,
    /// Checks that must have succeeded before.
    pub after: Vec<String>,
    /// It prepares others (an install) and proves little itself.
    pub setup: bool,
    pub deadline_s: u32,
    /// On two quiet cores.
    pub estimate_s: u32,
    /// What success proves, in plain words.
    pub criterion: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Seconds, no network, nothing installed.
    Quick,
    Full,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Backend,
    Frontend,
    Infra,
    Repository,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    Python,
    Node,
    Npm,
    Git,
    Postgres,
    Chromium,
    /// The Python package index can be reached.
    Pypi,
    /// The npm registry can be reached.
    NpmRegistry,
}

impl CheckSpec {
    /// A check with no environment, no needs and nothing before it; the builder methods add those.
    pub fn new(name: &str, tier: Tier, part: Part, cwd: &str, argv: &[&str], criterion: &str) -> Self {
        Self {
            name: name.to_owned(),
            tier,
            part,
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            cwd: cwd.to_owned(),
            env: Vec::new(),
            needs: Vec::new(),
            after: Vec::new(),
            setup: false,
            deadline_s: 60,
            estimate_s: 2,
            criterion: criterion.to_owned(),
        }
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

    pub fn seconds(mut self, estimate: u32, deadline: u32) -> Self {
        self.estimate_s = estimate;
        self.deadline_s = deadline;
        self
    }
}

/// Every check of a plan, of the repository itself and of each pack, each after those that it waits for.
pub fn all(plan: &AppPlan) -> Vec<CheckSpec> {
    let mut waiting = repository();
    for pack in packs().iter().filter(|pack| (pack.applies)(plan)) {
        waiting.extend((pack.fragments)(plan).checks);
    }
    let mut ordered: Vec<CheckSpec> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready = |check: &CheckSpec| !waiting.iter().any(|other| check.after.contains(&other.name));
        // A circle would be a mistake of the packs; its members then come as they are listed.
        let next = waiting.iter().position(is_ready).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}

/// The tree that holds nothing; every repository knows it without storing it.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

fn repository() -> Vec<CheckSpec> {
    let check = |name: &str, argv: &[&str], criterion: &str| {
        CheckSpec::new(name, Tier::Quick, Part::Repository, ".", argv, criterion).needs(&[Need::Git])
    };
    vec![
        check(
            "repository.objects",
            &["git", "fsck", "--strict", "--no-progress"],
            "every object of the history is whole",
        ),
        check(
            "repository.committed",
            &["git", "diff", "--exit-code", "--stat", "HEAD"],
            "every file is as it was committed",
        ),
        check(
            "repository.whitespace",
            &["git", "diff", "--check", EMPTY_TREE, "HEAD"],
            "no file has a conflict marker or whitespace at the end of a line",
        ),
    ]
}
