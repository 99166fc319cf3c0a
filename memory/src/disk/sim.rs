//! A disk in memory that fails and loses power on request, the same way again for the same seed.
//!
//! It promises what POSIX does and no more. Until a file is synced its bytes are in a cache, until a folder is synced
//! its entries are, and a power cut keeps of either what `Kept` says: nothing, all, the first part, or any part,
//! down to a part of a sector. A sync that fails forgets what it should have written, as Linux does: the next one
//! succeeds without it. Renaming inside a folder is atomic; between folders, a cut may leave both names.

mod cut;
mod fault;
mod file;
mod tree;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use cut::Kept;
pub use fault::{Failure, Op, Trigger};

use self::fault::Turn;
use self::file::SimFile;
use self::tree::{Node, State};
use super::{At, Busy, Disk, DiskFile, Guard, Kind, Open};

/// A clone is another handle on the same disk.
#[derive(Clone)]
pub struct SimDisk {
    state: Arc<Mutex<State>>,
}

impl SimDisk {
    /// An empty disk. The seed decides which part of a failing write arrives and what a power cut keeps.
    pub fn new(seed: u64) -> Self {
        SimDisk { state: Arc::new(Mutex::new(State::new(seed))) }
    }

    /// What happens to a coming operation. Replaces what was planned before, and counts operations from 1 again.
    pub fn plan(&self, trigger: Trigger) {
        self.state().faults.plan(trigger);
    }

    /// The first operation that the plan met, in words; none if it was not reached.
    pub fn met(&self) -> Option<String> {
        self.state().faults.met.clone()
    }

    /// Operations since the last plan.
    pub fn operations(&self) -> u64 {
        self.state().faults.operations
    }

    /// The power fails, if it has not yet, and comes back: what was not synced is there as far as `kept` says.
    pub fn power_cycle(&self, kept: Kept) {
        self.state().power_cycle(kept);
    }

    /// The process ends and another begins: nothing is lost, but handles and locks are gone and faults are over.
    pub fn restart_process(&self) {
        self.state().end_process();
    }

    /// A disk of its own with the same content and cache, for trying several things from one point on.
    pub fn copy(&self) -> SimDisk {
        SimDisk { state: Arc::new(Mutex::new(self.state().clone())) }
    }

    /// Flips one bit of a file behind everyone's back, on the disk and in the cache.
    pub fn flip(&self, path: &Path, offset: u64, bit: u8) -> io::Result<()> {
        self.state().flip(path, offset, bit)
    }

    /// All files, with their size as it is now.
    pub fn files(&self) -> Vec<(PathBuf, u64)> {
        self.state().files()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that panics elsewhere still wants to look at the disk.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does one operation, unless it is its turn to fail. With the power goes the answer, but perhaps not the effect.
    fn perform<T>(
        &self,
        op: Op,
        path: &Path,
        act: impl FnOnce(&mut State) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut state = self.state();
        match state.faults.turn(op, path) {
            Turn::Works => act(&mut state),
            Turn::Fails(error) => Err(error),
            Turn::LosesPower => {
                // What a sync was about to make durable stays for the cut to decide on.
                if !op.is_sync() {
                    drop(act(&mut state));
                }
                Err(fault::no_power())
            }
        }
    }
}

impl fmt::Debug for SimDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimDisk")
    }
}

impl Disk for SimDisk {
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let op = if how == Open::Create { Op::Create } else { Op::Open };
        let (id, life) = self.perform(op, path, |state| Ok((state.open(path, how)?, state.life)))?;
        Ok(Box::new(SimFile { disk: self.clone(), path: path.to_path_buf(), id, life }))
    }

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        self.perform(Op::Look, path, |state| {
            Ok(match state.node(state.find(path)?) {
                Node::File(_) => Kind::File,
                Node::Folder(_) => Kind::Folder,
            })
        })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.perform(Op::Look, folder, |state| {
            let id = state.find(folder)?;
            Ok(state.entries(id)?.keys().cloned().collect())
        })
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.perform(Op::CreateFolder, path, |state| state.create_folder(path))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.perform(Op::Rename, to, |state| state.rename(from, to))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.perform(Op::Remove, path, |state| state.remove(path, Kind::File))
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.perform(Op::Remove, path, |state| state.remove(path, Kind::Folder))
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.perform(Op::SyncFolder, path, |state| state.sync_folder(path))
    }

    fn lock(&self, path: &Path) -> Result<Box<dyn Guard>, Busy> {
        let taken = self.perform(Op::Lock, path, |state| {
            if state.find(path).is_err() {
                state.open(path, Open::Create)?;
            }
            Ok(state.locks.insert(path.to_path_buf()).then_some(state.life))
        });
        match taken.at("open the lock", path)? {
            None => Err(Busy::Held { pid: None }),
            Some(life) => Ok(Box::new(SimGuard { disk: self.clone(), path: path.to_path_buf(), life })),
        }
    }
}

#[derive(Debug)]
struct SimGuard {
    disk: SimDisk,
    path: PathBuf,
    life: u64,
}

impl Guard for SimGuard {}

impl Drop for SimGuard {
    fn drop(&mut self) {
        let mut state = self.disk.state();
        // The lock of an earlier process was given up when it ended; by now another may hold it.
        if state.life == self.life {
            state.locks.remove(&self.path);
        }
    }
}
