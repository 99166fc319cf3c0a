//! The list of what a checkpoint holds, as it is kept: one JSON document, itself a blob.

use protocol::id::ContentHash;
use serde::{Deserialize, Serialize};

use super::path::TreePath;
use super::scan::Uncovered;
use super::tree::{Entry, Tree};
use crate::error::ToolError;

/// A manifest of a newer program is refused rather than half understood.
const VERSION: u32 = 1;

/// Where some bytes of a file lie: small files share a blob, large ones have several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub blob: ContentHash,
    pub offset: u64,
    pub bytes: u64,
}

/// What of the folder a checkpoint speaks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// With what lies in `.git` folders.
    pub git: bool,
    /// Only these and what is below them; everything when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<TreePath>,
}

impl Cover {
    pub fn has(&self, path: &TreePath) -> bool {
        (self.git || !path.in_git())
            && (self.only.is_empty() || self.only.iter().any(|some| path.is_within(some)))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    version: u32,
    pub cover: Cover,
    #[serde(with = "pairs")]
    pub tree: Tree,
    pub uncovered: Vec<Uncovered>,
}

impl Manifest {
    pub fn new(cover: Cover, tree: Tree, uncovered: Vec<Uncovered>) -> Self {
        Self { version: VERSION, cover, tree, uncovered }
    }

    pub fn to_bytes(&self) -> Result<Vec<u8>, ToolError> {
        serde_json::to_vec(self).map_err(|error| damaged(&error))
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ToolError> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| damaged(&error))?;
        if manifest.version == VERSION {
            Ok(manifest)
        } else {
            Err(damaged(&"a newer samriddh wrote it; update this one"))
        }
    }

    pub fn bytes(&self) -> u64 {
        self.tree.values().map(|entry| entry.bytes).sum()
    }

    /// How many are not folders.
    pub fn files(&self) -> usize {
        self.tree.values().filter(|entry| !entry.is_folder()).count()
    }
}

fn damaged(why: &dyn std::fmt::Display) -> ToolError {
    ToolError::Io {
        action: "read".to_owned(),
        path: "a checkpoint's list".to_owned(),
        detail: why.to_string(),
    }
}

/// Paths are keys that JSON would take as text anyway; as pairs they keep their order.
mod pairs {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Entry, Tree, TreePath};

    pub fn serialize<S: Serializer>(tree: &Tree, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(tree)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Tree, D::Error> {
        let tree: Tree = Vec::<(TreePath, Entry)>::deserialize(from)?.into_iter().collect();
        // What is in a folder that is not there, or in something that is none, could only be forged.
        let orphan = tree.keys().find(|path| {
            path.parent().is_some_and(|parent| tree.get(&parent).is_some_and(|above| !above.is_folder()))
        });
        orphan.map_or(Ok(()), |path| Err(D::Error::custom(format!("{path} lies in what is no folder"))))?;
        Ok(tree)
    }
}
