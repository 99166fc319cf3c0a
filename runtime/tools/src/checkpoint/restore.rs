//! Putting a saved state back: what has to change is known before anything does, and nothing is replaced that was not saved.

use std::collections::{BTreeMap, BTreeSet};

use protocol::id::ContentHash;
use serde::Serialize;

use super::keep::Keep;
use super::manifest::Manifest;
use super::path::TreePath;
use super::scan::Uncovered;
use super::tree::{Difference, Tree, difference};
use crate::error::ToolError;

mod apply;

pub(super) use apply::apply;

/// Which part of a folder is put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Everything but what lies in `.git` folders. One that is gone altogether is put back all the same: there is nothing
    /// of it that could be overwritten.
    Files,
    /// `.git` folders as well, bit for bit.
    FilesAndGit,
}

/// What putting a state back will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    pub changes: BTreeMap<TreePath, Difference>,
    /// Bytes to be written.
    pub bytes: u64,
    /// Folders that would be removed if nothing in them had to stay.
    pub kept_folders: Vec<TreePath>,
    /// What is there, is not touched, and is in no checkpoint.
    pub untouched: Vec<Uncovered>,
    /// Files in `.git` that differ from the saved state and are left as they are.
    pub git_differs: usize,
}

impl Outlook {
    pub fn count(&self, of: Difference) -> usize {
        self.changes.values().filter(|change| **change == of).count()
    }
}

/// Whether all that is to be put back is there, byte for byte.
pub(super) fn can_be_read(then: &Manifest, outlook: &Outlook, keep: &dyn Keep) -> Result<(), ToolError> {
    let wanted = outlook.changes.keys().filter_map(|path| then.tree.get(path));
    let blobs: BTreeSet<&ContentHash> =
        wanted.flat_map(|entry| entry.pieces.iter().map(|piece| &piece.blob)).collect();
    blobs.into_iter().try_for_each(|blob| keep.get(blob).map(drop))
}

/// What has to happen so that `now` becomes `then`, as far as `then` speaks for it.
pub(super) fn outlook(now: &Manifest, then: &Manifest, part: Part) -> Result<Outlook, ToolError> {
    let absent: BTreeSet<TreePath> =
        git_roots(&then.tree).filter(|root| !now.tree.contains_key(root)).collect();
    let wanted = |path: &TreePath| {
        then.cover.has(path)
            && (part == Part::FilesAndGit
                || !path.in_git()
                || git_root(path).is_some_and(|root| absent.contains(&root)))
    };
    let pick = |tree: &Tree| -> Tree {
        tree.iter()
            .filter(|(path, _)| wanted(path))
            .map(|(path, entry)| (path.clone(), entry.clone()))
            .collect()
    };
    let (mut here, mut there) = (pick(&now.tree), pick(&then.tree));
    let untouched = not_saved(now, then);
    // What neither side can speak for stays as it is.
    for left in &untouched {
        here.retain(|path, _| !path.is_within(&left.path));
        there.retain(|path, _| !path.is_within(&left.path));
    }
    let mut changes = difference(&here, &there);
    let stays = now
        .tree
        .keys()
        .filter(|path| !here.contains_key(*path))
        .chain(untouched.iter().map(|left| &left.path));
    let mut kept_folders = Vec::new();
    for above in stays.flat_map(ancestors).collect::<BTreeSet<_>>() {
        match changes.get(&above) {
            Some(Difference::Remove) => {
                changes.remove(&above);
                kept_folders.push(above);
            }
            Some(Difference::Replace) => {
                let why =
                    "something in it can neither be saved nor moved; move it away and try again".to_owned();
                return Err(ToolError::Unsafe { path: above.to_string(), why });
            }
            _ => {}
        }
    }
    let writes =
        changes.iter().filter(|(_, change)| matches!(change, Difference::Create | Difference::Replace));
    let bytes = writes.filter_map(|(path, _)| then.tree.get(path)).map(|entry| entry.bytes).sum();
    let git_differs = if part == Part::Files && then.cover.git { git_differs(now, then, &absent) } else { 0 };
    Ok(Outlook { changes, bytes, kept_folders, untouched, git_differs })
}

/// What could not be saved, now or then.
fn not_saved(now: &Manifest, then: &Manifest) -> Vec<Uncovered> {
    let mut all: BTreeMap<TreePath, String> = BTreeMap::new();
    for left in now.uncovered.iter().chain(&then.uncovered).filter(|left| then.cover.has(&left.path)) {
        all.entry(left.path.clone()).or_insert_with(|| left.why.clone());
    }
    all.into_iter().map(|(path, why)| Uncovered { path, why }).collect()
}

fn git_differs(now: &Manifest, then: &Manifest, absent: &BTreeSet<TreePath>) -> usize {
    let of_git = |tree: &Tree| -> Tree {
        let theirs = |path: &TreePath| git_root(path).is_some_and(|root| !absent.contains(&root));
        tree.iter()
            .filter(|(path, _)| theirs(path))
            .map(|(path, entry)| (path.clone(), entry.clone()))
            .collect()
    };
    difference(&of_git(&now.tree), &of_git(&then.tree)).len()
}

fn ancestors(path: &TreePath) -> Vec<TreePath> {
    std::iter::successors(path.parent(), TreePath::parent).collect()
}

/// The topmost `.git` that a path lies in or is.
fn git_root(path: &TreePath) -> Option<TreePath> {
    let all = std::iter::once(path.clone()).chain(ancestors(path));
    all.fold(
        None,
        |found, above| if crate::path::is_git_folder(above.split().1) { Some(above) } else { found },
    )
}

fn git_roots(tree: &Tree) -> impl Iterator<Item = TreePath> {
    tree.keys().filter(|path| path.in_git() && git_root(path).as_ref() == Some(path)).cloned()
}
