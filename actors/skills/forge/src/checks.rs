//! What proves a generated repository: commands as data. Whoever runs them fills the placeholders.

use protocol::check::{CheckSpec, Need, Tier};

use crate::app::AppPlan;
use crate::pack::{PackRole, packs};

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
        CheckSpec::new(PackRole::Devops.role(), name, Tier::Quick, argv, criterion).needs(&[Need::Git])
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
