//! Putting a backup back: beside the data folder, proved there, and then given its name. What was there is kept.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::manifest::{MANIFEST, SEAL};
use super::{BackupError, Manifest, OnProgress, check, tree};
use crate::disk::{
    At, Busy, Disk, DiskError, Guard, Open, RealDisk, create_folder, is_folder, kind, parent_of, sync_folder,
};
use crate::folder::Layout;
use crate::journal::{Verdict, verify_on};

/// What shows that a folder is samriddh's.
const OURS: &[&str] = &["sessions", "samriddh.lock", "format", "blobs"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub manifest: Manifest,
    /// Where the data are that were there before.
    pub saved: Option<PathBuf>,
}

/// Makes the data folder `home` what it was when the backup was made. A folder that is there is renamed, not removed.
pub fn restore(
    from: impl AsRef<Path>,
    home: impl AsRef<Path>,
    on_progress: OnProgress,
) -> Result<Restored, BackupError> {
    restore_on(&RealDisk, from, home, on_progress)
}

/// The same on another disk.
pub fn restore_on(
    disk: &dyn Disk,
    from: impl AsRef<Path>,
    home: impl AsRef<Path>,
    on_progress: OnProgress,
) -> Result<Restored, BackupError> {
    let (from, home) = (from.as_ref(), home.as_ref());
    let manifest = check::check_on(disk, from, on_progress)?;
    let occupied = occupied(disk, home)?;
    let _owned = match occupied {
        true => Some(owned(disk, home)?),
        false => None,
    };
    // A name that is free: whatever has the usual one is not known to be ours, so it is not removed.
    let beside = free(disk, &beside(home, "restoring"))?;
    let swapped = extract(disk, from, &beside, on_progress)
        .and_then(|()| prove(disk, &beside, from, &manifest))
        .and_then(|()| swap(disk, home, &beside, occupied));
    if swapped.is_err() && is_folder(disk, &beside).unwrap_or(false) {
        // Best effort: what was read is still in the backup.
        let _ = tree::remove(disk, &beside);
    }
    Ok(Restored { manifest, saved: swapped? })
}

/// True if there is something of ours to be saved first.
fn occupied(disk: &dyn Disk, home: &Path) -> Result<bool, BackupError> {
    if kind(disk, home)?.is_none() {
        return Ok(false);
    }
    let names = match disk.list(home) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(BackupError::Foreign(home.to_path_buf()));
        }
        names => names.at("list", home)?,
    };
    match names.iter().any(|name| OURS.contains(&name.as_str())) {
        _ if names.is_empty() => Ok(false),
        true => Ok(true),
        false => Err(BackupError::Foreign(home.to_path_buf())),
    }
}

fn owned(disk: &dyn Disk, home: &Path) -> Result<Box<dyn Guard>, BackupError> {
    disk.lock(&Layout::new(home).lock()).map_err(|busy| match busy {
        Busy::Held { pid } => BackupError::InUse { folder: home.to_path_buf(), pid },
        Busy::Disk(error) => error.into(),
    })
}

fn beside(home: &Path, what: &str) -> PathBuf {
    let name = home.file_name().unwrap_or_default().to_string_lossy();
    parent_of(home).join(format!("{name}.{what}"))
}

fn extract(disk: &dyn Disk, from: &Path, to: &Path, on_progress: OnProgress) -> Result<(), BackupError> {
    create_folder(disk, to)?;
    let mut folders = BTreeSet::new();
    let mut failed = None;
    let read = check::each(disk, from, on_progress, |path, reader| {
        let Some(target) = tree::below(to, path).filter(|_| path != MANIFEST && path != SEAL) else {
            return Ok(());
        };
        write(disk, &target, reader, &mut folders).map_err(|error| {
            // The outer error would blame the backup.
            failed = Some(error);
            io::Error::other("not written")
        })
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    read?;
    folders.iter().try_for_each(|folder| sync_folder(disk, folder))?;
    Ok(())
}

fn write(
    disk: &dyn Disk,
    target: &Path,
    reader: &mut dyn Read,
    folders: &mut BTreeSet<PathBuf>,
) -> Result<(), DiskError> {
    let folder = parent_of(target);
    if folders.insert(folder.to_path_buf()) {
        create_folder(disk, folder)?;
    }
    let file = disk.open(target, Open::Create).at("create", target)?;
    let (mut at, mut buffer) = (0, vec![0; 256 * 1024]);
    loop {
        let read = reader.read(&mut buffer).at("read the backup for", target)?;
        if read == 0 {
            return file.sync().at("sync", target);
        }
        file.write_at(at, &buffer[..read]).at("write", target)?;
        at += read as u64;
    }
}

/// Every session is walked where it lies now.
fn prove(disk: &dyn Disk, folder: &Path, from: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let layout = Layout::new(folder);
    for session in &manifest.sessions {
        let not_whole = |why: String| BackupError::NotWhole { path: from.to_path_buf(), why };
        let Ok(journal) = layout.journal(&session.name) else {
            return Err(not_whole(format!("{:?} is no session's name", session.name)));
        };
        if session.records == 0 {
            continue;
        }
        match verify_on(disk, journal)? {
            Verdict::Intact { records, head }
                if records == session.records
                    && crate::blobs::BlobHash::from(head).to_string() == session.head => {}
            _ => return Err(not_whole(format!("session {} is not as its manifest says", session.name))),
        }
    }
    for file in &manifest.files {
        let Some(path) = tree::below(folder, &file.path) else { continue };
        let bytes = disk.open(&path, Open::Read).at("open", &path)?.size().at("measure", &path)?;
        if bytes != file.bytes {
            return Err(BackupError::Changed(from.to_path_buf()));
        }
    }
    Ok(())
}

/// Two renames. Between them there is no data folder, and both folders are whole beside its place.
fn swap(
    disk: &dyn Disk,
    home: &Path,
    restored: &Path,
    occupied: bool,
) -> Result<Option<PathBuf>, BackupError> {
    let mut saved = None;
    if occupied {
        let aside = free(disk, &beside(home, "before-restore"))?;
        disk.rename(home, &aside).at("set aside, so restore to another folder with --home DIR:", home)?;
        saved = Some(aside);
    } else if is_folder(disk, home)? {
        disk.remove_folder(home).at("replace the empty folder", home)?;
    }
    let named = disk.rename(restored, home).at("name the restored folder", home);
    if let (Err(_), Some(aside)) = (&named, &saved) {
        // The person has what there was; if this fails too, it lies beside and the error is the same.
        let _ = disk.rename(aside, home);
    }
    named?;
    sync_folder(disk, parent_of(home))?;
    Ok(saved)
}

fn free(disk: &dyn Disk, path: &Path) -> Result<PathBuf, DiskError> {
    let mut free = path.to_path_buf();
    let mut number = 2_u64;
    while kind(disk, &free)?.is_some() {
        free = PathBuf::from(format!("{}-{number}", path.display()));
        number += 1;
    }
    Ok(free)
}
