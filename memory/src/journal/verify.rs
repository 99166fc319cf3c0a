//! Checking a journal without opening it for anything else.

use std::path::Path;

use super::file::walk_existing;
use super::walk::End;
use super::{Cut, Damage, JournalError};
use crate::disk::{Disk, RealDisk};

/// What the files of a journal are worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every byte is accounted for; `head` is the BLAKE3 of the last record.
    Intact {
        records: u64,
        head: [u8; 32],
    },
    /// All that was acknowledged is intact. Behind it lie `bytes` of a write that was cut short.
    Unfinished {
        records: u64,
        head: [u8; 32],
        cut_at: Cut,
        bytes: u64,
    },
    Damaged(Damage),
}

/// Walks the whole chain in `dir` and changes nothing.
pub fn verify(dir: impl AsRef<Path>) -> Result<Verdict, JournalError> {
    verify_on(&RealDisk, dir)
}

/// The same on another disk.
pub fn verify_on(disk: &dyn Disk, dir: impl AsRef<Path>) -> Result<Verdict, JournalError> {
    let walk = walk_existing(disk, dir.as_ref())?;
    let (records, head) = (walk.last_seq(), walk.head);
    Ok(match walk.end {
        End::Clean => Verdict::Intact { records, head },
        End::Torn { cut: cut_at, bytes } => Verdict::Unfinished { records, head, cut_at, bytes },
        End::Damaged(damage) => Verdict::Damaged(damage),
    })
}
