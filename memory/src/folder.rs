//! The data folder: who owns it, and where things lie in it.

use std::path::{Path, PathBuf};

use crate::begin::clear_unfinished;
use crate::blobs::remove_unfinished;
use crate::disk::{At, Busy, Disk, DiskError, Guard, RealDisk, create_folder, is_folder};
use crate::format::{self, FORMATS, FormatError, upgrade_on};
use crate::lock::holder;

/// Long enough for a UUID with a prefix, short enough for every file system.
pub const SESSION_NAME_CHARS_MAX: usize = 64;

/// A data folder that this process owns until the value is dropped.
#[derive(Debug)]
pub struct DataFolder {
    layout: Layout,
    _lock: Box<dyn Guard>,
}

/// Whose a data folder is at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Nobody,
    /// Its id, once it has written it.
    Process(Option<u32>),
}

#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error(
        "another samriddh ({}) is using {}; attach to it or set SAMRIDDH_HOME to another folder",
        pid.map_or("unknown process".to_string(), |pid| format!("pid {pid}")), folder.display()
    )]
    InUse { folder: PathBuf, pid: Option<u32> },
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error(transparent)]
    Format(#[from] FormatError),
}

impl DataFolder {
    /// Creates the folder (0700) if there is none, becomes its one owner, and clears what the last one left unfinished.
    pub fn lock(path: impl AsRef<Path>) -> Result<Self, LockError> {
        Self::lock_on(&RealDisk, path)
    }

    /// The same on another disk.
    pub fn lock_on(disk: &dyn Disk, path: impl AsRef<Path>) -> Result<Self, LockError> {
        let layout = Layout::new(path.as_ref());
        // Before anything is made: what a newer version wrote stays as it is.
        format::known(disk, &layout)?;
        create_folder(disk, &layout.root)?;
        let lock = disk.lock(&layout.lock()).map_err(|busy| match busy {
            Busy::Held { pid } => LockError::InUse { folder: layout.root.clone(), pid },
            Busy::Disk(error) => error.into(),
        })?;
        remove_unfinished(disk, &layout.blobs())?;
        upgrade_on(disk, &layout, &FORMATS)?;
        clear_unfinished(disk, &layout)?;
        Ok(DataFolder { layout, _lock: lock })
    }

    /// Who owns the folder at `path`. Nothing is made or kept; where there is no folder there is no owner.
    pub fn owner(path: impl AsRef<Path>) -> Result<Owner, DiskError> {
        holder(&Layout::new(path.as_ref()).lock())
    }

    pub fn layout(&self) -> &Layout {
        &self.layout
    }
}

/// Where things lie under a data folder. Only paths: readers use it without owning the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    root: PathBuf,
}

/// A session name that could not be a folder of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a session id (1 to 64 of a-z, A-Z, 0-9, - and _); `samriddh sessions` lists those there are"
)]
pub struct BadSessionName(pub String);

impl Layout {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Layout { root: root.into() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }

    /// Snapshots of views that other processes may read beside the owner. They can be thrown away.
    pub fn snapshots(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    pub fn store(&self) -> PathBuf {
        self.root.join("store")
    }

    /// The folder of one session. The name may come from a command line: nothing that leaves the folder passes.
    pub fn session(&self, session: &str) -> Result<PathBuf, BadSessionName> {
        let fits = (1..=SESSION_NAME_CHARS_MAX).contains(&session.len());
        let plain = session.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if fits && plain {
            Ok(self.sessions().join(session))
        } else {
            Err(BadSessionName(session.to_string()))
        }
    }

    pub fn journal(&self, session: &str) -> Result<PathBuf, BadSessionName> {
        Ok(self.session(session)?.join("journal"))
    }

    /// The names of all sessions that have a journal, sorted. None if there is no data folder yet.
    pub fn session_names(&self) -> Result<Vec<String>, DiskError> {
        self.session_names_on(&RealDisk)
    }

    /// The same on another disk.
    pub fn session_names_on(&self, disk: &dyn Disk) -> Result<Vec<String>, DiskError> {
        let folder = self.sessions();
        if !is_folder(disk, &folder)? {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for name in disk.list(&folder).at("list", &folder)? {
            if let Ok(journal) = self.journal(&name)
                && is_folder(disk, &journal)?
            {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// Copies of the whole folder, made before its format is changed.
    pub fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("samriddh.lock")
    }

    pub(crate) fn sessions(&self) -> PathBuf {
        self.root.join("sessions")
    }
}
