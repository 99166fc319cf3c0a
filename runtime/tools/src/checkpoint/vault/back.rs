//! Going back: saved first, written down before it begins, finished by whoever comes next if it is broken off.

use std::path::{Path, PathBuf};

use protocol::id::{ContentHash, SessionId};
use serde::{Deserialize, Serialize};

use super::{META_BYTES_MAX, Meta, Reason, Storing, Vault, Weighed, Why, damaged, real, to_json};
use crate::checkpoint::keep::Keep;
use crate::checkpoint::manifest::{Cover, Manifest, Piece};
use crate::checkpoint::path::TreePath;
use crate::checkpoint::restore::{self, Outlook, Part};
use crate::checkpoint::tree::{Entry, Kind, Stamp, Tree};
use crate::error::ToolError;
use crate::path::RelPath;
use crate::work::WorkFile;
use crate::workspace::Mode;

/// How often it is begun anew when something writes to the folder meanwhile.
const TRIES_MAX: u32 = 5;

/// What was put back.
#[derive(Clone, Debug)]
pub struct Back {
    /// What was there until then.
    pub before: Meta,
    /// What is there since.
    pub after: Meta,
    pub outlook: Outlook,
}

/// A restore that has begun and not ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pending {
    folder: PathBuf,
    manifest: ContentHash,
    git: bool,
    to: String,
    session: Option<SessionId>,
    /// What is to be done once the files are back, in the words of who asked for it; the record stays until [`Vault::settle`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    errand: Option<String>,
    /// The checkpoint of what was there before the first attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<u64>,
    /// The checkpoint of what is there since: the files are back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<u64>,
}

/// What was asked to be put back.
#[derive(Clone, Debug, Default)]
pub struct Wish<'a> {
    /// Which state it is, in words.
    pub to: &'a str,
    pub session: Option<SessionId>,
    /// What is to be done afterwards; kept with the wish until [`Vault::settle`], so that a process that dies loses neither.
    pub errand: Option<String>,
}

/// A restore that a process that died had begun, after this one's attempt to finish it.
#[derive(Debug)]
pub struct Finished {
    pub folder: PathBuf,
    /// What was there before it began, if it is known.
    pub before: Option<Meta>,
    pub session: Option<SessionId>,
    pub errand: Option<String>,
    pub outcome: Result<Back, ToolError>,
}

impl Vault {
    /// Puts a state back. The present state is saved whole before anything changes, and nothing changes unless every byte
    /// that is to be put back can be read.
    pub fn restore(
        &self,
        folder: &Path,
        then: &Manifest,
        part: Part,
        wish: Wish<'_>,
        now_ms: u64,
    ) -> Result<Back, ToolError> {
        // A folder that was removed altogether is made again, empty.
        let folder = real(folder).or_else(|_| {
            std::fs::create_dir_all(folder)
                .map_err(|error| ToolError::of_io("make", folder.display().to_string(), &error))?;
            real(folder)
        })?;
        let manifest = self.keep.put(&then.to_bytes()?)?;
        let before =
            Reason { why: Why::BeforeRewind { to: wish.to.to_owned() }, session: wish.session.clone() };
        let pending = Pending {
            folder,
            manifest,
            git: part == Part::FilesAndGit,
            to: wish.to.to_owned(),
            session: wish.session,
            errand: wish.errand,
            before: None,
            after: None,
        };
        self.perform(pending, then, before, now_ms)
    }

    /// Finishes what processes that died had begun, each as far as it can be; what is there now is saved first, as always.
    pub fn finish_pending(&self, now_ms: u64) -> Result<Vec<Finished>, ToolError> {
        let mut finished = Vec::new();
        for pending in self.pending()? {
            let (folder, session) = (pending.folder.clone(), pending.session.clone());
            let errand = pending.errand.clone();
            let before = pending.before.and_then(|id| self.meta(id).ok());
            let outcome = self.finish(pending, now_ms);
            if matches!(outcome, Err(ToolError::NotFound { .. })) && !folder.exists() {
                // Nothing is left that could be half old and half new.
                self.settle(&folder)?;
            }
            finished.push(Finished { folder, before, session, errand, outcome });
        }
        Ok(finished)
    }

    /// The errand of the folder's last restore is done.
    pub fn settle(&self, folder: &Path) -> Result<(), ToolError> {
        match self.store.remove(&record(folder)?) {
            Err(ToolError::NotFound { .. }) => Ok(()),
            removed => removed,
        }
    }

    fn finish(&self, pending: Pending, now_ms: u64) -> Result<Back, ToolError> {
        if let (Some(before), Some(after)) = (pending.before, pending.after) {
            return Ok(Back {
                before: self.meta(before)?,
                after: self.meta(after)?,
                outlook: Outlook::default(),
            });
        }
        let then = Manifest::from_bytes(&self.keep.get(&pending.manifest)?)?;
        let before = Reason { why: Why::BeforeFinishing, session: pending.session.clone() };
        self.perform(pending, &then, before, now_ms)
    }

    fn meta(&self, id: u64) -> Result<Meta, ToolError> {
        let found = self.list()?.into_iter().find(|meta| meta.id == id);
        found.ok_or_else(|| ToolError::NotFound { path: format!("checkpoint {id}") })
    }

    fn pending(&self) -> Result<Vec<Pending>, ToolError> {
        let listed = self.store.list()?;
        let ours = listed.iter().filter(|entry| entry.path.as_str().starts_with("pending/"));
        let read = |path: &RelPath| {
            let bytes = self.store.read(path, META_BYTES_MAX)?;
            serde_json::from_slice(&bytes).map_err(|error| damaged(path, &error))
        };
        ours.map(|entry| read(&entry.path)).collect()
    }

    pub(super) fn pending_manifests(&self) -> Result<Vec<ContentHash>, ToolError> {
        Ok(self.pending()?.into_iter().map(|pending| pending.manifest).collect())
    }

    fn perform(
        &self,
        mut pending: Pending,
        then: &Manifest,
        before: Reason,
        now_ms: u64,
    ) -> Result<Back, ToolError> {
        let part = if pending.git { Part::FilesAndGit } else { Part::Files };
        // Only what can change has to be saved: a folder too large to be saved whole can still get some paths back.
        let whole = Cover { git: true, only: then.cover.only.clone() };
        // Between a process that died and this one, something else may have taken its name.
        if real(&pending.folder)? != pending.folder {
            let why = "a link leads elsewhere from there since then; remove the link".to_owned();
            return Err(ToolError::Unsafe { path: pending.folder.display().to_string(), why });
        }
        let record = record(&pending.folder)?;
        let foreseen = self.preview(&pending.folder, then, part, now_ms)?;
        restore::can_be_read(then, &foreseen, self.keep.as_ref())?;
        let mut first: Option<Meta> = None;
        let mut tries = 0;
        loop {
            tries += 1;
            let (meta, now) = self.save(&pending.folder, whole.clone(), before.clone(), now_ms)?;
            let outlook = restore::outlook(&now, then, part)?;
            let root = crate::folders::open_root(&pending.folder)?;
            crate::walk::sweep(&root, &pending.folder)?;
            pending.before.get_or_insert(meta.id);
            self.store.write(&record, &to_json(&pending)?, Mode::FILE)?;
            match restore::apply(&root, &now.tree, then, &outlook, self.keep.as_ref()) {
                Ok(()) => {
                    let after = Reason {
                        why: Why::Rewound { to: pending.to.clone() },
                        session: pending.session.clone(),
                    };
                    let (after, _) = self.save(&pending.folder, whole, after, now_ms)?;
                    if pending.errand.is_some() {
                        pending.after = Some(after.id);
                        self.store.write(&record, &to_json(&pending)?, Mode::FILE)?;
                    } else {
                        self.store.remove(&record)?;
                    }
                    return Ok(Back { before: first.unwrap_or(meta), after, outlook });
                }
                Err(ToolError::Changing { .. }) if tries < TRIES_MAX => {
                    first.get_or_insert(meta);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// What an undo goes back to: the state before the last rewind of the folder.
    pub fn before_last_rewind(&self, folder: &Path) -> Result<Option<Meta>, ToolError> {
        let all = self.of_folder(folder)?;
        Ok(all.into_iter().rev().find(|meta| matches!(meta.why, Why::BeforeRewind { .. })))
    }

    /// The state a session left when it delivered `files`, as far as they say: the permissions beyond the executable bit
    /// stay as they are where the same kind of file is there.
    pub fn delivered(&self, folder: &Path, files: &[WorkFile], now_ms: u64) -> Result<Manifest, ToolError> {
        let now = match self.look(folder, now_ms) {
            Ok(scan) => scan.tree,
            Err(ToolError::NotFound { .. }) => Tree::new(),
            Err(error) => return Err(error),
        };
        let weighed = Weighed::new(self.keep.as_ref(), Storing::Keep);
        let bytes: Vec<u8> = files.iter().flat_map(|file| file.bytes.iter().copied()).collect();
        let blob = weighed.put(&bytes)?;
        let (mut tree, mut offset) = (Tree::new(), 0);
        for file in files {
            let path = TreePath::new(RelPath::new(file.path.as_str())?.as_str()).ok_or_else(|| {
                ToolError::BadPath { path: file.path.clone(), why: "it leaves the folder".to_owned() }
            })?;
            for above in std::iter::successors(path.parent(), TreePath::parent) {
                let mode =
                    now.get(&above).filter(|entry| entry.is_folder()).map_or(0o755, |entry| entry.mode);
                tree.entry(above).or_insert_with(|| entry(Kind::Folder, mode));
            }
            let usual = if file.executable { 0o755 } else { 0o644 };
            let here = now.get(&path).filter(|here| here.kind == Kind::File);
            let mode = here.map(|here| here.mode).filter(|mode| (mode & 0o100 != 0) == file.executable);
            let size = file.bytes.len() as u64;
            let pieces = vec![Piece { blob: blob.clone(), offset, bytes: size }];
            let hash = Some(ContentHash::of(&file.bytes));
            tree.insert(
                path,
                Entry { bytes: size, hash, pieces, ..entry(Kind::File, mode.unwrap_or(usual)) },
            );
            offset += size;
        }
        Ok(Manifest::new(Cover::default(), tree, Vec::new()))
    }
}

/// Where it is written down that a folder is being put back.
fn record(folder: &Path) -> Result<RelPath, ToolError> {
    RelPath::new(format!("pending/{}.json", ContentHash::of(folder.as_os_str().as_encoded_bytes())))
}

fn entry(kind: Kind, mode: u32) -> Entry {
    Entry { kind, mode, bytes: 0, hash: None, pieces: Vec::new(), stamp: Stamp::default() }
}
