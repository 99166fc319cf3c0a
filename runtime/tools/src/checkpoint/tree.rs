//! What is in a folder, as a value, and how two such values differ. Pure.

use std::collections::BTreeMap;

use protocol::id::ContentHash;
use serde::{Deserialize, Serialize};

use super::manifest::Piece;
use super::path::TreePath;

/// Everything below a folder by path. A folder comes before what is in it.
pub type Tree = BTreeMap<TreePath, Entry>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Folder,
    File,
    /// What it points at, with `%XX` as in paths; it need not exist.
    Link(String),
    Pipe,
}

/// One thing in a tree. `hash` and `pieces` of a file are known once its bytes are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub kind: Kind,
    /// Permission bits.
    pub mode: u32,
    pub bytes: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<ContentHash>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
    pub stamp: Stamp,
}

/// By which a file is known to be unchanged without reading it. A changed file has another one, unless it changed within
/// the clock's grain of the save; such stamps are not `settled`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub inode: u64,
    pub modified_ns: i128,
    pub changed_ns: i128,
    pub settled: bool,
}

impl Stamp {
    pub(crate) fn is_of_unchanged(&self, now: &Stamp) -> bool {
        self.settled
            && (self.inode, self.modified_ns, self.changed_ns) == (now.inode, now.modified_ns, now.changed_ns)
    }
}

impl Entry {
    /// The same to whoever looks: kind, bytes, and permissions (a link has none of its own).
    pub fn same(&self, other: &Entry) -> bool {
        let mode = matches!(self.kind, Kind::Link(_)) || self.mode == other.mode;
        mode && self.kind == other.kind && self.same_bytes(other)
    }

    pub(crate) fn same_bytes(&self, other: &Entry) -> bool {
        self.kind != Kind::File || (self.hash.is_some() && self.hash == other.hash)
    }

    pub fn is_folder(&self) -> bool {
        self.kind == Kind::Folder
    }
}

/// What has to happen to one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    Create,
    /// Other bytes, another target, or another kind of thing.
    Replace,
    /// The same with other permissions.
    Permit,
    Remove,
}

/// How `now` has to change to become `then`.
pub fn difference(now: &Tree, then: &Tree) -> BTreeMap<TreePath, Difference> {
    let mut changes = BTreeMap::new();
    for (path, entry) in then {
        let change = match now.get(path) {
            None => Difference::Create,
            Some(there) if there.same(entry) => continue,
            Some(there) if there.kind == entry.kind && there.same_bytes(entry) => Difference::Permit,
            Some(_) => Difference::Replace,
        };
        changes.insert(path.clone(), change);
    }
    let gone = now.keys().filter(|path| !then.contains_key(*path));
    changes.extend(gone.map(|path| (path.clone(), Difference::Remove)));
    changes
}
