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
    /// The files went back to what they were after event `to`.
    Restored { to: u64, files: Restored },
}
