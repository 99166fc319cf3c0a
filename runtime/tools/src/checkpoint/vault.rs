//! All checkpoints of a data folder: saving, listing, putting back, undoing, pruning. One process at a time; the caller
//! holds the lock.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use protocol::id::{ContentHash, SessionId};
use protocol::workspace::SavePoint;
use rustix::fs::stat;
use serde::{Deserialize, Serialize};

use super::keep::Keep;
use super::manifest::{Cover, Manifest};
use super::restore::{self, Outlook, Part};
use super::save::{self, Known};
use super::scan::{Scan, scan};
use crate::error::ToolError;
use crate::path::RelPath;
use crate::workspace::{Mode, Workspace};

mod back;
mod prune;

pub use back::{Back, Finished, Wish};
pub use prune::Pruned;

/// What one checkpoint may hold: a large repository with its history and its installed packages.
pub const CHECKPOINT_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// What all checkpoints together may take on the disk; beyond it nothing more is saved until some are pruned.
pub const STORE_BYTES_MAX: u64 = 16 * 1024 * 1024 * 1024;
/// How many a pruning leaves, unless told otherwise.
pub const CHECKPOINTS_KEPT: usize = 100;
/// Earlier checkpoints of a folder that are looked into for what is kept already.
const LOOKED_INTO: usize = 6;
const META_BYTES_MAX: u64 = 1024 * 1024;

/// The bounds of a store.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub checkpoint_bytes: u64,
    pub store_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { checkpoint_bytes: CHECKPOINT_BYTES_MAX, store_bytes: STORE_BYTES_MAX }
    }
}

/// Why a state was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Why {
    BeforeCommand {
        line: String,
    },
    AfterCommand {
        line: String,
    },
    /// What was there before files were put back; an undo goes here.
    BeforeRewind {
        to: String,
    },
    /// What was put back.
    Rewound {
        to: String,
    },
    /// What was there when a rewind that had been broken off was finished.
    BeforeFinishing,
    /// The person asked for it.
    Asked,
}

/// What is known of a checkpoint without its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    pub id: u64,
    /// Absolute, links followed.
    pub folder: PathBuf,
    /// Milliseconds since the Unix epoch.
    pub at_ms: u64,
    pub why: Why,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    pub manifest: ContentHash,
    /// Files and links it lists, and their bytes.
    pub files: usize,
    pub bytes: u64,
    /// What it added to the store.
    pub new_bytes: u64,
    /// Whether `.git` folders are in it.
    pub git: bool,
    /// Whether it lists everything in the folder, or only some paths.
    pub whole: bool,
    /// How many things could not be saved.
    pub uncovered: usize,
}

impl Meta {
    pub fn point(&self) -> SavePoint {
        SavePoint { checkpoint: self.id, manifest: self.manifest.clone() }
    }
}

/// What a checkpoint is taken for.
#[derive(Clone, Debug)]
pub struct Reason {
    pub why: Why,
    pub session: Option<SessionId>,
}

impl From<Why> for Reason {
    fn from(why: Why) -> Self {
        Self { why, session: None }
    }
}

/// The checkpoints of a data folder.
pub struct Vault {
    store: Workspace,
    keep: Arc<dyn Keep>,
    limits: Limits,
    /// Never part of a checkpoint: where the data themselves are.
    own: Vec<(u64, u64)>,
}

impl Vault {
    /// Opens the folder of the checkpoints, making it if there is none. `home` is the data folder, which no checkpoint holds.
    pub fn open(folder: &Path, home: &Path, keep: Arc<dyn Keep>, limits: Limits) -> Result<Self, ToolError> {
        let store = Workspace::create(folder)?;
        store.sweep()?;
        let own = [folder, home].into_iter().filter_map(|place| stat(place).ok());
        let own = own.map(|about| super::scan::identity(&about)).collect();
        Ok(Self { store, keep, limits, own })
    }

    /// All checkpoints, oldest first. One whose record is damaged is an error: nothing else says what it held.
    pub fn list(&self) -> Result<Vec<Meta>, ToolError> {
        let mut all = Vec::new();
        for entry in self.store.list()? {
            if entry.path.as_str().starts_with("saves/") {
                let bytes = self.store.read(&entry.path, META_BYTES_MAX)?;
                let meta: Meta =
                    serde_json::from_slice(&bytes).map_err(|error| damaged(&entry.path, &error))?;
                all.push(meta);
            }
        }
        all.sort_by_key(|meta| meta.id);
        Ok(all)
    }

    /// The checkpoints of one folder, oldest first.
    pub fn of_folder(&self, folder: &Path) -> Result<Vec<Meta>, ToolError> {
        let folder = real(folder)?;
        Ok(self.list()?.into_iter().filter(|meta| meta.folder == folder).collect())
    }

    pub fn manifest(&self, meta: &Meta) -> Result<Manifest, ToolError> {
        self.kept(&meta.manifest)
    }

    /// The list that a record names.
    pub fn kept(&self, manifest: &ContentHash) -> Result<Manifest, ToolError> {
        Manifest::from_bytes(&self.keep.get(manifest)?)
    }

    /// What is in a folder now, without its bytes.
    pub fn look(&self, folder: &Path, now_ms: u64) -> Result<Scan, ToolError> {
        let folder = real(folder)?;
        self.refuse_own(&folder)?;
        let root = crate::folders::open_root(&folder)?;
        scan(&root, &folder, &self.own, now_ms)
    }

    /// What is kept would be kept in itself, and would change while it is.
    fn refuse_own(&self, folder: &Path) -> Result<(), ToolError> {
        let is_own =
            |place: &Path| stat(place).is_ok_and(|about| self.own.contains(&super::scan::identity(&about)));
        if folder.ancestors().any(is_own) {
            let why = "it lies in the data folder, where the checkpoints themselves are".to_owned();
            return Err(ToolError::Unsavable { path: folder.display().to_string(), why });
        }
        Ok(())
    }

    /// Saves a folder. It is on the disk when this returns, or nothing of it counts.
    pub fn save(
        &self,
        folder: &Path,
        cover: Cover,
        reason: impl Into<Reason>,
        now_ms: u64,
    ) -> Result<(Meta, Manifest), ToolError> {
        let folder = real(folder)?;
        self.refuse_own(&folder)?;
        let weighed = Weighed::new(self.keep.as_ref(), Storing::Keep);
        let manifest = self.state(&folder, cover, &weighed, now_ms)?;
        let meta = self.enter(&folder, &manifest, reason.into(), &weighed, now_ms)?;
        Ok((meta, manifest))
    }

    /// Lists a state in the store under the next number.
    fn enter(
        &self,
        folder: &Path,
        manifest: &Manifest,
        reason: Reason,
        weighed: &Weighed<'_>,
        now_ms: u64,
    ) -> Result<Meta, ToolError> {
        let hash = weighed.put(&manifest.to_bytes()?)?;
        let id = self.list()?.last().map_or(1, |meta| meta.id + 1);
        let meta = Meta {
            id,
            folder: folder.to_owned(),
            at_ms: now_ms,
            why: reason.why,
            session: reason.session,
            manifest: hash,
            files: manifest.files(),
            bytes: manifest.bytes(),
            new_bytes: weighed.bytes(),
            git: manifest.cover.git,
            whole: manifest.cover.only.is_empty(),
            uncovered: manifest.uncovered.len(),
        };
        let path = RelPath::new(format!("saves/{id:08}.json"))?;
        self.store.write(&path, &to_json(&meta)?, Mode::FILE)?;
        Ok(meta)
    }

    /// The present state of a folder, its bytes kept or only weighed.
    fn state(
        &self,
        folder: &Path,
        cover: Cover,
        keep: &Weighed<'_>,
        now_ms: u64,
    ) -> Result<Manifest, ToolError> {
        if keep.storing == Storing::Keep {
            self.refuse_when_full()?;
        }
        let recent = self.of_folder(folder)?.into_iter().rev().take(LOOKED_INTO);
        // A list that is lost or damaged only means that more is read.
        let manifests: Vec<Manifest> = recent.filter_map(|meta| self.manifest(&meta).ok()).collect();
        let root = crate::folders::open_root(folder)?;
        let found = scan(&root, folder, &self.own, now_ms)?;
        save::save(&root, found, cover, &Known::of(&manifests), keep, self.limits.checkpoint_bytes)
    }

    fn refuse_when_full(&self) -> Result<(), ToolError> {
        let held: u64 = self.keep.list()?.iter().map(|(_, bytes)| bytes).sum();
        if held < self.limits.store_bytes {
            return Ok(());
        }
        let (path, limit) = (self.store.path().display().to_string(), self.limits.store_bytes);
        let why = format!(
            "the checkpoints take {held} bytes, and at most {limit} are kept; make room with `samriddh checkpoints --prune`"
        );
        Err(ToolError::Unsavable { path, why })
    }

    /// What putting `then` back into the folder would do.
    pub fn preview(
        &self,
        folder: &Path,
        then: &Manifest,
        part: Part,
        now_ms: u64,
    ) -> Result<Outlook, ToolError> {
        let folder = match real(folder) {
            Ok(folder) => folder,
            // All of it would be made anew.
            Err(ToolError::NotFound { .. }) => {
                return restore::outlook(
                    &Manifest::new(then.cover.clone(), Default::default(), Vec::new()),
                    then,
                    part,
                );
            }
            Err(error) => return Err(error),
        };
        let weighed = Weighed::new(self.keep.as_ref(), Storing::Nothing);
        let now =
            self.state(&folder, Cover { git: true, only: then.cover.only.clone() }, &weighed, now_ms)?;
        restore::outlook(&now, then, part)
    }
}

fn damaged(path: &RelPath, error: &dyn std::fmt::Display) -> ToolError {
    ToolError::Io { action: "read".to_owned(), path: path.to_string(), detail: error.to_string() }
}

fn to_json(value: &impl Serialize) -> Result<Vec<u8>, ToolError> {
    serde_json::to_vec(value).map_err(|error| ToolError::Io {
        action: "write".to_owned(),
        path: "a checkpoint".to_owned(),
        detail: error.to_string(),
    })
}

/// One spelling for one folder.
fn real(folder: &Path) -> Result<PathBuf, ToolError> {
    std::fs::canonicalize(folder)
        .map_err(|error| ToolError::of_io("open", folder.display().to_string(), &error))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Storing {
    Keep,
    Nothing,
}

/// Counts what is newly kept; or only gives every piece its name, for a look ahead.
struct Weighed<'k> {
    keep: &'k dyn Keep,
    storing: Storing,
    bytes: AtomicU64,
}

impl<'k> Weighed<'k> {
    fn new(keep: &'k dyn Keep, storing: Storing) -> Self {
        Self { keep, storing, bytes: AtomicU64::new(0) }
    }

    fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

impl Keep for Weighed<'_> {
    fn put(&self, bytes: &[u8]) -> Result<ContentHash, ToolError> {
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        match self.storing {
            Storing::Keep => self.keep.put(bytes),
            Storing::Nothing => Ok(ContentHash::of(bytes)),
        }
    }

    fn get(&self, hash: &ContentHash) -> Result<Vec<u8>, ToolError> {
        self.keep.get(hash)
    }

    fn list(&self) -> Result<Vec<(ContentHash, u64)>, ToolError> {
        self.keep.list()
    }

    fn remove(&self, hash: &ContentHash) -> Result<(), ToolError> {
        self.keep.remove(hash)
    }
}

/// Every blob that a manifest needs.
fn blobs_of(manifest: &Manifest) -> impl Iterator<Item = &ContentHash> {
    manifest.tree.values().flat_map(|entry| &entry.pieces).map(|piece| &piece.blob)
}

/// A set of hashes by their text.
type Hashes = BTreeSet<String>;
