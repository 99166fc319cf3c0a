//! One file: what is on the disk, what is in the cache, and an open handle.

use std::io;
use std::path::PathBuf;

use super::SimDisk;
use super::cut::Chance;
use super::fault::{self, Op, Turn};
use super::tree::State;
use crate::disk::DiskFile;

/// The unit in which disks write.
pub(super) const SECTOR_BYTES: u64 = 512;

/// The bytes of a file as everyone sees them, and as the disk has them.
#[derive(Clone, Default)]
pub(super) struct Content {
    pub now: Vec<u8>,
    pub durable: Vec<u8>,
    /// What leads from `durable` to `now`, oldest first.
    pub pending: Vec<Change>,
}

#[derive(Clone)]
pub(super) enum Change {
    Write { offset: u64, bytes: Vec<u8> },
    SetLen(u64),
}

impl Change {
    pub fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Change::Write { offset, bytes } => write(to, *offset, bytes),
            Change::SetLen(len) => to.resize(*len as usize, 0),
        }
    }
}

pub(super) fn write(to: &mut Vec<u8>, offset: u64, bytes: &[u8]) {
    let (start, end) = (offset as usize, offset as usize + bytes.len());
    if to.len() < end {
        to.resize(end, 0);
    }
    to[start..end].copy_from_slice(bytes);
}

impl Content {
    pub fn change(&mut self, change: Change) {
        change.apply(&mut self.now);
        self.pending.push(change);
    }

    fn sync(&mut self) {
        for change in self.pending.drain(..) {
            change.apply(&mut self.durable);
        }
    }

    /// A failed sync: data that was to be written counts as written from now on, whether it was or not. A length is
    /// not forgotten, because the file system's own journal has it.
    fn forget(&mut self, chance: &mut Chance) {
        let data_end = self.pending.iter().rposition(|change| matches!(change, Change::Write { .. }));
        for change in self.pending.drain(..data_end.map_or(0, |at| at + 1)) {
            match change {
                Change::Write { offset, bytes } => chance.keep_some(&mut self.durable, offset, &bytes),
                Change::SetLen(_) => change.apply(&mut self.durable),
            }
        }
    }
}

/// An open handle, of one life of the process that opened it.
pub(super) struct SimFile {
    pub disk: SimDisk,
    pub path: PathBuf,
    pub id: usize,
    pub life: u64,
}

impl std::fmt::Debug for SimFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SimFile({})", self.path.display())
    }
}

impl SimFile {
    fn perform<T>(&self, op: Op, act: impl FnOnce(&mut Content) -> T) -> io::Result<T> {
        self.disk.perform(op, &self.path, |state| Ok(act(self.content(state)?)))
    }

    fn content<'s>(&self, state: &'s mut State) -> io::Result<&'s mut Content> {
        if state.life != self.life {
            return Err(io::Error::other("the process that opened it has ended"));
        }
        state.content(self.id)
    }

    /// What an operation leaves behind although it fails. `act` may do so much of it as it likes.
    fn perform_or_partly<T>(
        &self,
        op: Op,
        act: impl FnOnce(&mut Content) -> T,
        partly: impl FnOnce(&mut Content, &mut Chance),
    ) -> io::Result<T> {
        let mut state = self.disk.state();
        match state.faults.turn(op, &self.path) {
            Turn::Works => Ok(act(self.content(&mut state)?)),
            Turn::LosesPower => {
                if !op.is_sync() {
                    act(self.content(&mut state)?);
                }
                Err(fault::no_power())
            }
            Turn::Fails(error) => {
                let mut chance = state.chance.clone();
                if let Ok(content) = self.content(&mut state) {
                    partly(content, &mut chance);
                }
                state.chance = chance;
                Err(error)
            }
        }
    }
}

impl DiskFile for SimFile {
    fn size(&self) -> io::Result<u64> {
        self.perform(Op::Look, |content| content.now.len() as u64)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.perform(Op::Read, |content| {
            let from = content.now.get(offset as usize..).unwrap_or_default();
            let len = from.len().min(buffer.len());
            buffer[..len].copy_from_slice(&from[..len]);
            len
        })
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let whole = Change::Write { offset, bytes: bytes.to_vec() };
        self.perform_or_partly(
            Op::Write,
            |content| content.change(whole),
            |content, chance| {
                let len = chance.below(bytes.len() as u64 + 1) as usize;
                content.change(Change::Write { offset, bytes: bytes[..len].to_vec() });
            },
        )
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.perform(Op::SetLen, |content| content.change(Change::SetLen(len)))
    }

    fn sync(&self) -> io::Result<()> {
        self.perform_or_partly(Op::Sync, Content::sync, Content::forget)
    }
}
