//! Reading the code that lies in a folder: what there is, as `.gitignore` files have it, and each file as it was at one moment.
//!
//! Nothing outside of the folder is read and no link is followed. What cannot or shall not be read is named with its reason.

mod standing;

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::{DirEntry, WalkBuilder};
use rustix::fs::{FileType, Mode as Bits, Stat, fstat, openat};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::error::ToolError;
use crate::folders::FOLDER;
use crate::path::is_git_folder;
use crate::walk::open_nofollow;

pub use standing::Standing;

/// More than the largest repositories people work in; the names alone take tens of megabytes.
pub const FILES_MAX: usize = 500_000;
/// Deeper folders are links mounted into themselves, or made to be deep.
pub const LEVELS_MAX: usize = 128;
/// A file that changes while it is read is read again so many times.
const READS_MAX: usize = 3;
/// Folders of what was installed or built, by name: it is not the code of whoever asks.
const INSTALLED: &[&str] = &[
    "node_modules",
    "bower_components",
    "__pycache__",
    ".venv",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".gradle",
    ".svn",
    ".hg",
    ".bzr",
];

/// A folder, or one file of it, whose code is read.
#[derive(Debug)]
pub struct Sources {
    root: OwnedFd,
    path: PathBuf,
    /// The one file that was named.
    only: Option<String>,
}

/// What lies in the folder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by path; relative, with `/`.
    pub files: Vec<String>,
    pub unread: Vec<Unread>,
}

/// Something that is there and is not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unread {
    /// For showing only: bytes that are not UTF-8 are replaced.
    pub path: String,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    TooLarge {
        bytes: u64,
        bytes_max: u64,
    },
    Unreadable(String),
    /// It changed each time while it was read.
    Changing,
    /// Links are not followed: what they lead to is read where it lies, if it lies in the folder.
    Link,
    NotAFile,
    BadName,
    TooMany {
        files_max: u64,
    },
    /// A folder of installed packages or of caches.
    Installed,
}

/// A file as it was at one moment, without its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    inode: u64,
    moment: (i64, i64, i64, i64, i64),
}

impl Sources {
    /// Opens a folder, or the folder of a file. The path itself is trusted, the person named it; what is below is not.
    pub fn open(path: &Path) -> Result<Self, ToolError> {
        let shown = || path.display().to_string();
        let full = path.canonicalize().map_err(|error| ToolError::of_io("open", shown(), &error))?;
        let (folder, only) = if full.is_dir() {
            (full.clone(), None)
        } else {
            let name = full.file_name().and_then(|name| name.to_str());
            let why = || ToolError::BadPath { path: shown(), why: "its name is not UTF-8".to_owned() };
            (full.parent().unwrap_or(&full).to_owned(), Some(name.ok_or_else(why)?.to_owned()))
        };
        let root = rustix::fs::open(&folder, FOLDER, Bits::empty())
            .map_err(|errno| ToolError::of_errno("open", shown(), errno))?;
        Ok(Self { root, path: folder, only })
    }

    /// The folder, without links in its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The one file that was named in place of a folder.
    pub fn only(&self) -> Option<&str> {
        self.only.as_deref()
    }

    /// What there is to read. The walk goes by the path, so what no longer is the folder that was opened lists nothing.
    pub fn list(&self) -> Listing {
        let gone = |standing: Standing| {
            let why = Why::Unreadable(standing.why().to_owned());
            Listing { files: Vec::new(), unread: vec![Unread { path: ".".to_owned(), why }] }
        };
        match self.standing() {
            Standing::Same => {}
            other => return gone(other),
        }
        let listing = self.walk();
        match self.standing() {
            Standing::Same => listing,
            other => gone(other),
        }
    }

    fn walk(&self) -> Listing {
        let mut listing = Listing::default();
        if let Some(only) = &self.only {
            listing.files.push(only.clone());
            return listing;
        }
        let mut builder = WalkBuilder::new(&self.path);
        builder.hidden(false).parents(false).git_global(false).require_git(false).follow_links(false);
        builder.max_depth(Some(LEVELS_MAX));
        // The walk keeps its filter for itself; a lock is how it hands out what it left out.
        let installed: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
        let note = Arc::clone(&installed);
        builder.filter_entry(move |entry| {
            let left = is_installed(entry);
            if left && let Ok(mut found) = note.lock() {
                found.push(entry.path().to_owned());
            }
            !left && !is_git_folder(entry.file_name().as_encoded_bytes())
        });
        for entry in builder.build() {
            if listing.files.len() >= FILES_MAX {
                let why = Why::TooMany { files_max: FILES_MAX as u64 };
                listing.unread.push(Unread { path: ".".to_owned(), why });
                break;
            }
            self.take(entry, &mut listing);
        }
        if let Ok(found) = installed.lock() {
            listing.unread.extend(found.iter().map(|path| self.unread(path, Why::Installed)));
        }
        listing.files.sort_unstable();
        listing.unread.sort_unstable();
        listing.unread.dedup();
        listing
    }

    fn take(&self, entry: Result<DirEntry, ignore::Error>, listing: &mut Listing) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return listing.unread.push(self.failed(&error)),
        };
        if let Some(error) = entry.error() {
            // A line of a `.gitignore` that cannot be read: the files are read all the same.
            listing.unread.push(self.failed(error));
        }
        let Some(kind) = entry.file_type() else { return };
        if kind.is_dir() {
            if entry.depth() == LEVELS_MAX {
                let why = Why::Unreadable(format!("it lies deeper than {LEVELS_MAX} folders"));
                listing.unread.push(self.unread(entry.path(), why));
            }
            return;
        }
        let relative = entry.path().strip_prefix(&self.path).unwrap_or(entry.path());
        match relative.to_str() {
            Some(_) if kind.is_symlink() => listing.unread.push(self.unread(entry.path(), Why::Link)),
            Some(_) if !kind.is_file() => listing.unread.push(self.unread(entry.path(), Why::NotAFile)),
            Some(path) => listing.files.push(path.to_owned()),
            None => listing.unread.push(self.unread(entry.path(), Why::BadName)),
        }
    }

    fn failed(&self, error: &ignore::Error) -> Unread {
        let why = match error.io_error() {
            Some(error) => Why::Unreadable(error.kind().to_string()),
            None => Why::Unreadable(error.to_string()),
        };
        let path = place(error).unwrap_or_else(|| self.path.clone());
        self.unread(&path, why)
    }

    fn unread(&self, path: &Path, why: Why) -> Unread {
        let relative = path.strip_prefix(&self.path).unwrap_or(path);
        let shown = if relative.as_os_str().is_empty() { Path::new(".") } else { relative };
        Unread { path: shown.to_string_lossy().into_owned(), why }
    }

    /// What differs when the file at a path of the listing is written to, or another takes its place; none where it cannot be opened.
    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        let stat = fstat(&self.reach(path).ok()?).ok()?;
        #[allow(clippy::unnecessary_cast, reason = "the types differ between systems")]
        Some(Stamp { inode: stat.st_ino as u64, moment: moment(&stat) })
    }

    /// A file's bytes as they were at one moment; `path` is one of the listing.
    pub fn read(&self, path: &str, bytes_max: u64) -> Result<Vec<u8>, Why> {
        self.read_watched(path, bytes_max, &mut || {})
    }

    /// `between` happens after a read and before it is known whether the file stayed as it was.
    fn read_watched(&self, path: &str, bytes_max: u64, between: &mut dyn FnMut()) -> Result<Vec<u8>, Why> {
        for _ in 0..READS_MAX {
            let mut file = File::from(self.reach(path)?);
            let before = fstat(&file).map_err(unreadable)?;
            if FileType::from_raw_mode(before.st_mode) != FileType::RegularFile {
                return Err(Why::NotAFile);
            }
            let bytes = u64::try_from(before.st_size).unwrap_or(0);
            if bytes > bytes_max {
                return Err(Why::TooLarge { bytes, bytes_max });
            }
            let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0) + 1);
            // One more than allowed, so that a file that grows is seen to.
            let mut bounded = Read::by_ref(&mut file).take(bytes_max + 1);
            bounded.read_to_end(&mut content).map_err(|error| Why::Unreadable(error.kind().to_string()))?;
            between();
            let after = fstat(&file).map_err(unreadable)?;
            if content.len() as u64 == bytes && moment(&before) == moment(&after) {
                return Ok(content);
            }
        }
        Err(Why::Changing)
    }

    /// Opens a file, folder by folder, through no link.
    fn reach(&self, path: &str) -> Result<OwnedFd, Why> {
        let (folders, name) =
            path.rsplit_once('/').map_or((None, path), |(folders, name)| (Some(folders), name));
        let Some(folders) = folders else { return open_file(&self.root, name) };
        let mut folder: Option<OwnedFd> = None;
        for part in folders.split('/') {
            let from = folder.as_ref().unwrap_or(&self.root);
            if part.is_empty() || part == ".." {
                return Err(Why::BadName);
            }
            folder = Some(openat(from, part, FOLDER, Bits::empty()).map_err(unreadable)?);
        }
        open_file(folder.as_ref().unwrap_or(&self.root), name)
    }
}

fn open_file(folder: &OwnedFd, name: &str) -> Result<OwnedFd, Why> {
    if name.is_empty() || name == ".." {
        return Err(Why::BadName);
    }
    open_nofollow(folder, name).map_err(unreadable)
}

fn unreadable(errno: Errno) -> Why {
    match errno {
        Errno::LOOP | Errno::NOTDIR => Why::Link,
        // A socket cannot be opened at all.
        Errno::NXIO => Why::NotAFile,
        other => Why::Unreadable(std::io::Error::from(other).kind().to_string()),
    }
}

/// What differs when a file was written to.
fn moment(stat: &Stat) -> (i64, i64, i64, i64, i64) {
    #[allow(clippy::unnecessary_cast, reason = "the types differ between systems")]
    (
        stat.st_size as i64,
        stat.st_mtime as i64,
        stat.st_mtime_nsec as i64,
        stat.st_ctime as i64,
        stat.st_ctime_nsec as i64,
    )
}

/// A folder of that name holds what was installed or built.
pub(crate) fn is_installed_name(name: &str) -> bool {
    INSTALLED.contains(&name)
}

fn is_installed(entry: &DirEntry) -> bool {
    let is_folder = entry.depth() > 0 && entry.file_type().is_some_and(|kind| kind.is_dir());
    let name = entry.file_name().to_str().unwrap_or_default();
    is_folder && (is_installed_name(name) || entry.path().join("pyvenv.cfg").is_file())
}

/// Where an error of the walk happened.
fn place(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        ignore::Error::Loop { child, .. } => Some(child.clone()),
        ignore::Error::Partial(errors) => errors.first().and_then(place),
        ignore::Error::Glob { .. }
        | ignore::Error::Io(_)
        | ignore::Error::UnrecognizedFileType(_)
        | ignore::Error::InvalidDefinition => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::symlink;

    fn sources(of: &tempfile::TempDir) -> Sources {
        Sources::open(of.path()).unwrap()
    }

    #[test]
    fn a_listing_follows_gitignore_and_names_what_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for dir in ["src", "node_modules/x", "out", ".git", "env"] {
            fs::create_dir_all(at(dir)).unwrap();
        }
        for file in [
            "src/a.py",
            ".hidden.py",
            "node_modules/x/i.js",
            "out/b.js",
            ".git/config",
            "env/pyvenv.cfg",
            "env/c.py",
        ] {
            fs::write(at(file), "x").unwrap();
        }
        fs::write(at(".gitignore"), "out/\n").unwrap();
        symlink("/etc/passwd", at("outside")).unwrap();
        symlink("..", at("src/up")).unwrap();
        symlink("self", at("self")).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, at("pipe"), FileType::Fifo, Bits::RUSR, 0).unwrap();
        let listing = sources(&folder).list();
        assert_eq!(listing.files, [".gitignore", ".hidden.py", "src/a.py"]);
        let unread: Vec<(&str, &Why)> =
            listing.unread.iter().map(|one| (one.path.as_str(), &one.why)).collect();
        let expected = [
            ("env", &Why::Installed),
            ("node_modules", &Why::Installed),
            ("outside", &Why::Link),
            ("pipe", &Why::NotAFile),
            ("self", &Why::Link),
            ("src/up", &Why::Link),
        ];
        assert_eq!(unread, expected);
    }

    #[test]
    fn a_path_that_became_a_link_or_climbs_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let secret = tempfile::tempdir().unwrap();
        fs::write(secret.path().join("a.py"), "secret").unwrap();
        symlink(secret.path(), folder.path().join("dir")).unwrap();
        symlink(secret.path().join("a.py"), folder.path().join("a.py")).unwrap();
        let sources = sources(&folder);
        assert_eq!(sources.read("dir/a.py", 100), Err(Why::Link));
        assert_eq!(sources.read("a.py", 100), Err(Why::Link));
        assert_eq!(sources.read("../a.py", 100), Err(Why::BadName));
        assert_eq!(sources.read("..", 100), Err(Why::BadName));
        assert!(matches!(sources.read("absent.py", 100), Err(Why::Unreadable(_))));
    }

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        fs::write(&path, "one").unwrap();
        let sources = sources(&folder);
        assert_eq!(sources.read("a.py", 3), Ok(b"one".to_vec()));
        assert_eq!(sources.read("a.py", 2), Err(Why::TooLarge { bytes: 3, bytes_max: 2 }));
        let append = || fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"!").unwrap();
        let mut writes = 0;
        let once = sources.read_watched("a.py", 100, &mut || {
            writes += 1;
            if writes == 1 {
                append();
            }
        });
        assert_eq!(once, Ok(b"one!".to_vec()));
        assert_eq!(sources.read_watched("a.py", 100, &mut || append()), Err(Why::Changing));
    }

    #[test]
    fn a_file_stands_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.py"), "x").unwrap();
        fs::write(folder.path().join("b.py"), "x").unwrap();
        let sources = Sources::open(&folder.path().join("a.py")).unwrap();
        assert_eq!(sources.list().files, ["a.py"]);
        assert!(matches!(Sources::open(&folder.path().join("no")), Err(ToolError::NotFound { .. })));
    }
}
