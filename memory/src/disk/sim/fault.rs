//! Which operation fails, and how.

use std::fmt;
use std::io;
use std::path::Path;

/// What is done to a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Opening a file that is there.
    Open,
    Create,
    Read,
    /// Listing, measuring, asking what is there.
    Look,
    Write,
    SetLen,
    Sync,
    CreateFolder,
    Rename,
    Remove,
    SyncFolder,
    Lock,
}

impl Op {
    /// True if the disk is not the same after it.
    pub fn changes(self) -> bool {
        match self {
            Op::Open | Op::Read | Op::Look => false,
            Op::Create
            | Op::Write
            | Op::SetLen
            | Op::Sync
            | Op::CreateFolder
            | Op::Rename
            | Op::Remove
            | Op::SyncFolder
            | Op::Lock => true,
        }
    }

    pub(super) fn is_sync(self) -> bool {
        matches!(self, Op::Sync | Op::SyncFolder)
    }
}

/// The error that a failing operation returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// EIO
    Broken,
    /// ENOSPC
    Full,
    /// EROFS
    ReadOnly,
    /// EMFILE
    TooManyFiles,
}

impl Failure {
    pub const ALL: [Failure; 4] = [Failure::Broken, Failure::Full, Failure::ReadOnly, Failure::TooManyFiles];

    fn error(self) -> io::Error {
        const TOO_MANY_FILES: i32 = if cfg!(windows) { 4 } else { 24 };
        match self {
            Failure::Broken => io::Error::other("input/output error"),
            Failure::Full => io::ErrorKind::StorageFull.into(),
            Failure::ReadOnly => io::ErrorKind::ReadOnlyFilesystem.into(),
            Failure::TooManyFiles => io::Error::from_raw_os_error(TOO_MANY_FILES),
        }
    }
}

/// What is planned. Operations are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trigger {
    #[default]
    Nothing,
    /// The `nth` operation fails; those after it work again.
    Fail { nth: u64, with: Failure },
    /// The `nth` and every later one that changes something fails, until another plan is made.
    FailFrom { nth: u64, with: Failure },
    /// With the `nth` operation the power goes; nothing works until `power_cycle`.
    LosePower { nth: u64 },
}

#[derive(Clone, Default)]
pub(super) struct Faults {
    trigger: Trigger,
    pub operations: u64,
    pub met: Option<String>,
    without_power: bool,
}

pub(super) enum Turn {
    Works,
    Fails(io::Error),
    LosesPower,
}

impl Faults {
    pub fn plan(&mut self, trigger: Trigger) {
        *self = Faults { trigger, without_power: self.without_power, ..Faults::default() };
    }

    /// Whose turn it is: called once before each operation.
    pub fn turn(&mut self, op: Op, path: &Path) -> Turn {
        if self.without_power {
            return Turn::Fails(no_power());
        }
        self.operations += 1;
        match self.trigger {
            Trigger::Fail { nth, with } if nth == self.operations => {
                self.meet(op, path);
                Turn::Fails(with.error())
            }
            Trigger::FailFrom { nth, with } if nth <= self.operations && op.changes() => {
                self.meet(op, path);
                Turn::Fails(with.error())
            }
            Trigger::LosePower { nth } if nth == self.operations => {
                self.meet(op, path);
                self.without_power = true;
                Turn::LosesPower
            }
            Trigger::Nothing
            | Trigger::Fail { .. }
            | Trigger::FailFrom { .. }
            | Trigger::LosePower { .. } => Turn::Works,
        }
    }

    fn meet(&mut self, op: Op, path: &Path) {
        let Faults { operations, met, .. } = self;
        met.get_or_insert_with(|| format!("operation {operations}: {op} {}", path.display()));
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

pub(super) fn no_power() -> io::Error {
    io::Error::other("the power is off")
}
