//! What was done to a folder's files beside the team's own delivery: commands that ran there, and states that were put back.

use serde::{Deserialize, Serialize};

use crate::id::ContentHash;

/// A saved state of a folder. The log names it; its files are kept in the data folder's checkpoints, which can be pruned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavePoint {
    /// Its number among the checkpoints of the data folder.
    pub checkpoint: u64,
    /// BLAKE3 of the list of what was saved, so that a number that was given again is not taken for it.
    pub manifest: ContentHash,
}

/// A folder's files were put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// Absolute path of the folder.
    pub folder: String,
    /// What the files were until then.
    pub before: SavePoint,
    /// What they are since.
    pub after: SavePoint,
}

/// A line of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// How far it is indented under what comes before.
    pub level: u8,
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}

/// These tell of the machine, not of the session's work: folding one changes nothing, and running a record again does not
/// perform it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum WorkspaceEvent {
    /// A folder was saved before a command ran in it.
    Saved { folder: String, line: String, save: SavePoint },
    /// The command has ended. `exit` is none when a signal ended it or it never started; `after` is the folder as it left
    /// it, none where that could not be saved.
    Ran {
        folder: String,
        line: String,
        exit: Option<i32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<SavePoint>,
    },
    /// A repository that a session is about was read, whole or as far as it changed.
    Indexed {
        folder: String,
        files: u32,
        symbols: u32,
        /// Files that could not be read, or are none of code.
        skipped: u32,
        /// Files that came, changed and went since it was last read; none the first time.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        added: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changed: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        removed: Vec<String>,
        /// How many more there were than are named.
        #[serde(default, skip_serializing_if = "is_zero")]
        more: u32,
    },
    /// Somebody asked about the repository.
    Asked { question: String },
    /// What its code says to the question before, each line with where that stands.
    Answered {
        question: String,
        /// False where nothing that answers was found.
        known: bool,
        lines: Vec<Cited>,
        based_on: Vec<String>,
    },
    /// The agent that reads the repository broke off and was started anew.
    ReaderRestarted { why: String },
    /// The files went back to what they were after event `to`.
    Restored { to: u64, files: Restored },
}
