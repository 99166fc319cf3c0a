//! Writing a backup: under another name until it is whole.

use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::manifest::{BACKUP_FORMAT, MANIFEST, SEAL, blob_name};
use super::{BackedUp, BackupError, FileEntry, Manifest, OnProgress, SessionEntry, tree};
use crate::blobs::BlobHash;
use crate::disk::{
    At, Disk, DiskError, DiskFile, DiskProblem, Open, Reader, RealDisk, is_folder, kind, parent_of,
    sync_folder,
};
use crate::folder::Layout;
use crate::format;
use crate::journal::{backed, walk_prefix};

/// A tar begins a file at each so many bytes, and names it in as many.
const BUFFER_BYTES: usize = 256 * 1024;

/// What a backup says about who made it.
#[derive(Debug, Clone, Default)]
pub struct About {
    pub program: String,
    /// Milliseconds since the Unix epoch.
    pub made_ms: Option<u64>,
}

/// Saves the data folder `home` in the new file `to`. Its owner may be at work: of each session a prefix of its record is
/// saved that its chain proves.
pub fn backup(
    home: impl AsRef<Path>,
    to: impl AsRef<Path>,
    about: About,
    on_progress: OnProgress,
) -> Result<BackedUp, BackupError> {
    backup_on(&RealDisk, home, to, about, on_progress)
}

/// The same on another disk.
pub fn backup_on(
    disk: &dyn Disk,
    home: impl AsRef<Path>,
    to: impl AsRef<Path>,
    about: About,
    on_progress: OnProgress,
) -> Result<BackedUp, BackupError> {
    let layout = Layout::new(home.as_ref());
    let data_format = format::known(disk, &layout)?;
    of_format(disk, &layout, to.as_ref(), data_format, about, on_progress)
}

/// The same of data whose format is known already.
pub(crate) fn of_format(
    disk: &dyn Disk,
    layout: &Layout,
    to: &Path,
    data_format: u16,
    about: About,
    on_progress: OnProgress,
) -> Result<BackedUp, BackupError> {
    fits(disk, layout, to)?;
    let unfinished = unfinished(to);
    let made = write(disk, layout, &unfinished, data_format, about, on_progress).and_then(|made| {
        disk.rename(&unfinished, to).at("name the backup", to)?;
        Ok(made)
    });
    if made.is_err() {
        // Best effort: what is left has another name and no manifest.
        let _ = disk.remove_file(&unfinished);
    }
    let made = made?;
    sync_folder(disk, parent_of(to))?;
    Ok(made)
}

/// Whether there is something to save, and room for it at that place.
fn fits(disk: &dyn Disk, layout: &Layout, to: &Path) -> Result<(), BackupError> {
    if !is_folder(disk, layout.root())? {
        return Err(BackupError::NoData(layout.root().to_path_buf()));
    }
    if to.starts_with(layout.root()) && !to.starts_with(layout.backups()) {
        return Err(BackupError::Inside(to.to_path_buf()));
    }
    match kind(disk, to) {
        Ok(Some(_)) => Err(BackupError::Exists(to.to_path_buf())),
        Ok(None) => Ok(()),
        Err(error) => Err(no_place(to, error)),
    }
}

/// An error of the place that the person named. A full disk is none: the place is good.
fn no_place(to: &Path, error: DiskError) -> BackupError {
    match error.problem {
        DiskProblem::Full => error.into(),
        _ => BackupError::NoPlace { path: to.to_path_buf(), why: error.source.to_string() },
    }
}

fn unfinished(to: &Path) -> PathBuf {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    parent_of(to).join(format!("{name}.unfinished"))
}

fn write(
    disk: &dyn Disk,
    layout: &Layout,
    path: &Path,
    data_format: u16,
    about: About,
    on_progress: OnProgress,
) -> Result<BackedUp, BackupError> {
    let file = disk.open(path, Open::Create).at("create", path).map_err(|error| no_place(path, error))?;
    let sink = Sink { file: &*file, at: 0 };
    let mut tar = Tar {
        disk,
        path,
        builder: tar::Builder::new(BufWriter::with_capacity(BUFFER_BYTES, sink)),
        made_s: about.made_ms.unwrap_or_default() / 1_000,
        files: Vec::new(),
        done: 0,
        total: 0,
        on_progress,
    };
    let mut sessions = Vec::new();
    for name in layout.session_names_on(disk)? {
        sessions.push(tar.session(layout, &name)?);
    }
    let damaged_blobs = tar.others(layout.root())?;
    let Tar { files, mut builder, made_s, .. } = tar;
    let About { program, made_ms } = about;
    let manifest = Manifest { backup_format: BACKUP_FORMAT, data_format, program, made_ms, sessions, files };
    let text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::from).at("write", path)?;
    let seal = BlobHash::of(&text).to_string();
    for (name, bytes) in [(MANIFEST, &text[..]), (SEAL, seal.as_bytes())] {
        builder.append_data(&mut header(bytes.len() as u64, made_s), name, bytes).at("write", path)?;
    }
    let mut buffer = builder.into_inner().at("write", path)?;
    buffer.flush().at("write", path)?;
    drop(buffer);
    file.sync().at("sync", path)?;
    Ok(BackedUp { manifest, damaged_blobs })
}

/// The backup as it grows.
struct Tar<'a> {
    disk: &'a dyn Disk,
    path: &'a Path,
    builder: tar::Builder<BufWriter<Sink<'a>>>,
    made_s: u64,
    files: Vec<FileEntry>,
    done: u64,
    total: u64,
    on_progress: OnProgress<'a>,
}

impl Tar<'_> {
    /// The prefix of a session's journal that its chain proves.
    fn session(&mut self, layout: &Layout, name: &str) -> Result<SessionEntry, BackupError> {
        let folder = format!("sessions/{name}/journal");
        let walk = walk_prefix(self.disk, &layout.root().join(&folder))?;
        self.total += walk.segments().map(|(_, bytes)| bytes).sum::<u64>();
        for (path, bytes) in walk.segments() {
            let segment = path.file_name().unwrap_or_default().to_string_lossy();
            self.file(path, &format!("{folder}/{segment}"), Some(bytes))?;
        }
        Ok(SessionEntry {
            name: name.to_owned(),
            records: walk.last_seq(),
            head: BlobHash::from(walk.head).to_string(),
            damage: backed::damage(&walk),
        })
    }

    /// Everything else; the blobs that are damaged.
    fn others(&mut self, root: &Path) -> Result<Vec<String>, BackupError> {
        let mut paths = tree::files(self.disk, root)?;
        paths.retain(|path| !tree::is_segment(path));
        for path in &paths {
            // What is gone meanwhile is missed when its turn comes.
            self.total += self.size(&root.join(path)).unwrap_or(0);
        }
        let mut damaged = Vec::new();
        for path in paths {
            match self.file(&root.join(&path), &path, None) {
                Err(BackupError::Disk(DiskError { problem: DiskProblem::Missing, .. })) => continue,
                written => written?,
            }
            let hash = self.files.last().map(|file| file.blake3.as_str());
            if blob_name(&path).is_some_and(|name| hash != Some(name)) {
                damaged.push(path);
            }
        }
        Ok(damaged)
    }

    fn size(&self, path: &Path) -> Result<u64, DiskError> {
        self.disk.open(path, Open::Read).at("open", path)?.size().at("measure", path)
    }

    /// Appends the first `bytes` of a file, or all of it.
    fn file(&mut self, from: &Path, name: &str, bytes: Option<u64>) -> Result<(), BackupError> {
        let file = self.disk.open(from, Open::Read).at("open", from)?;
        let bytes = bytes.map_or_else(|| file.size(), Ok).at("measure", from)?;
        let mut hashing = Hashing::new(Reader::new(&*file, 0).take(bytes));
        let appended = self.builder.append_data(&mut header(bytes, self.made_s), name, &mut hashing);
        if let Some(error) = hashing.failed {
            return Err(DiskError::new("read", from, error).into());
        }
        appended.at("write", self.path)?;
        if hashing.bytes != bytes {
            return Err(BackupError::Changed(from.to_path_buf()));
        }
        let blake3 = hashing.hash().to_string();
        self.files.push(FileEntry { path: name.to_owned(), bytes, blake3 });
        self.done += bytes;
        (self.on_progress)(self.done, self.total.max(self.done));
        Ok(())
    }
}

/// A plain file of this user alone.
fn header(bytes: u64, made_s: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Regular);
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(made_s);
    header
}

/// A file written from its beginning.
struct Sink<'a> {
    file: &'a dyn DiskFile,
    at: u64,
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_at(self.at, bytes)?;
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Hashes what is read through it, and remembers whose fault an error is.
pub(super) struct Hashing<R> {
    reader: R,
    hasher: blake3::Hasher,
    pub bytes: u64,
    failed: Option<io::Error>,
}

impl<R: Read> Hashing<R> {
    pub(super) fn new(reader: R) -> Self {
        Hashing { reader, hasher: blake3::Hasher::new(), bytes: 0, failed: None }
    }

    pub(super) fn hash(&self) -> BlobHash {
        BlobHash::from(*self.hasher.finalize().as_bytes())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.reader.read(buffer) {
            Ok(read) => {
                self.hasher.update(&buffer[..read]);
                self.bytes += read as u64;
                Ok(read)
            }
            Err(error) => {
                let kind = error.kind();
                self.failed = Some(error);
                Err(kind.into())
            }
        }
    }
}
