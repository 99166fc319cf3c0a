//! What a command would do to a folder, for people and programs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::checkpoint::TreePath;

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Removed,
    /// Its bytes are replaced, or cut.
    Overwritten,
    /// Its bytes stay, under another name.
    Moved(TreePath),
}

/// Commits that no branch, tag or stash leads to afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostCommits {
    /// `branch old`, `stash@{0}`.
    pub named: String,
    /// Full names, newest first.
    pub commits: Vec<String>,
}

/// Something outside the folder that would be changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Outside {
    /// Absolute, as far as it is known.
    pub path: String,
    pub by: String,
}

/// What a command would do, as far as it can be known without running it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// Files and links that lose their bytes or their name.
    #[serde(with = "fates")]
    pub files: BTreeMap<TreePath, Fate>,
    /// Folders that go.
    pub folders: BTreeSet<TreePath>,
    pub commits: Vec<LostCommits>,
    /// Changes that were staged and are in no commit and no file.
    pub staged: Vec<TreePath>,
    /// Why more may happen than is listed here.
    pub unknown: BTreeSet<String>,
    pub outside: BTreeSet<Outside>,
}

impl Forecast {
    /// Nothing else can happen than is listed.
    pub fn is_exact(&self) -> bool {
        self.unknown.is_empty()
    }

    /// Nothing that is there can be lost.
    pub fn is_harmless(&self) -> bool {
        self.files.is_empty()
            && self.folders.is_empty()
            && self.commits.is_empty()
            && self.staged.is_empty()
            && self.unknown.is_empty()
            && self.outside.is_empty()
    }
}

mod fates {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Fate, TreePath};

    #[derive(serde::Serialize, Deserialize)]
    struct One {
        path: TreePath,
        fate: Fate,
    }

    pub fn serialize<S: Serializer>(all: &BTreeMap<TreePath, Fate>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(all.iter().map(|(path, fate)| One { path: path.clone(), fate: fate.clone() }))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<TreePath, Fate>, D::Error> {
        Ok(Vec::<One>::deserialize(from)?.into_iter().map(|one| (one.path, one.fate)).collect())
    }
}
