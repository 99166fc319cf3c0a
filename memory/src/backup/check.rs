//! Reading a backup: nothing of it is believed before all of it was hashed.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::make::Hashing;
use super::manifest::{BACKUP_FORMAT, MANIFEST, MANIFEST_BYTES_MAX, SEAL};
use super::{BackupError, Manifest, OnProgress, tree};
use crate::blobs::BlobHash;
use crate::disk::{At, Disk, DiskError, DiskProblem, Open, Reader, RealDisk, is_folder};
use crate::format::{self, FormatError};

/// Reads a whole backup and compares it with its manifest; changes nothing.
pub fn check(from: impl AsRef<Path>, on_progress: OnProgress) -> Result<Manifest, BackupError> {
    check_on(&RealDisk, from, on_progress)
}

/// The same on another disk.
pub fn check_on(
    disk: &dyn Disk,
    from: impl AsRef<Path>,
    on_progress: OnProgress,
) -> Result<Manifest, BackupError> {
    let from = from.as_ref();
    let mut found = BTreeMap::new();
    let mut texts = BTreeMap::new();
    each(disk, from, on_progress, |path, reader| {
        if path == MANIFEST || path == SEAL {
            let mut text = Vec::new();
            reader.take(MANIFEST_BYTES_MAX).read_to_end(&mut text)?;
            texts.insert(path.to_owned(), text);
        } else {
            let mut hashing = Hashing::new(reader);
            io::copy(&mut hashing, &mut io::sink())?;
            found.insert(path.to_owned(), (hashing.bytes, hashing.hash().to_string()));
        }
        Ok(())
    })?;
    let not_whole = |why: String| BackupError::NotWhole { path: from.to_path_buf(), why };
    let (Some(text), Some(seal)) = (texts.get(MANIFEST), texts.get(SEAL)) else {
        return Err(not_whole("it ends before its manifest, so making it was interrupted".to_owned()));
    };
    if BlobHash::of(text).to_string().as_bytes() != &seal[..] {
        return Err(not_whole("its manifest does not match its hash".to_owned()));
    }
    let manifest = read_manifest(from, text)?;
    for file in &manifest.files {
        match found.remove(&file.path) {
            Some((bytes, hash)) if bytes == file.bytes && hash == file.blake3 => {}
            Some(_) => return Err(not_whole(format!("{} does not match its hash", file.path))),
            None => return Err(not_whole(format!("{} is missing", file.path))),
        }
    }
    match found.keys().next() {
        None => Ok(manifest),
        Some(path) => Err(not_whole(format!("{path} is not in its manifest"))),
    }
}

/// The versions first: a newer manifest may have another shape.
fn read_manifest(from: &Path, text: &[u8]) -> Result<Manifest, BackupError> {
    #[derive(serde::Deserialize)]
    struct Version {
        backup_format: u16,
        data_format: u16,
    }
    // Where, and not what: the text may be anybody's.
    let unreadable = |error: serde_json::Error| BackupError::NotWhole {
        path: from.to_path_buf(),
        why: format!("its manifest cannot be read (line {}, column {})", error.line(), error.column()),
    };
    let Version { backup_format: found, data_format } = serde_json::from_slice(text).map_err(unreadable)?;
    if found > BACKUP_FORMAT {
        return Err(BackupError::Newer { path: from.to_path_buf(), found, known: BACKUP_FORMAT });
    }
    if data_format > format::DATA_FORMAT {
        let (folder, found, known) = (from.to_path_buf(), data_format, format::DATA_FORMAT);
        return Err(FormatError::Newer { folder, found, known }.into());
    }
    serde_json::from_slice(text).map_err(unreadable)
}

const BLOCK_BYTES: u64 = 512;

/// Hands over each file of a backup, in order, with its path.
pub(super) fn each(
    disk: &dyn Disk,
    from: &Path,
    on_progress: OnProgress,
    mut take: impl FnMut(&str, &mut dyn Read) -> io::Result<()>,
) -> Result<(), BackupError> {
    if is_folder(disk, from)? {
        return Err(BackupError::NoFile(from.to_path_buf()));
    }
    let file = match disk.open(from, Open::Read) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(BackupError::NoFile(from.to_path_buf()));
        }
        opened => opened.at("open", from)?,
    };
    let total = file.size().at("measure", from)?;
    let mut archive = tar::Archive::new(BufReader::with_capacity(256 * 1024, Reader::new(&*file, 0)));
    let not_whole = |why: String| BackupError::NotWhole { path: from.to_path_buf(), why };
    let broken = |error: io::Error| match DiskProblem::of(&error) {
        problem if problem.is_environment() => DiskError::new("read", from, error).into(),
        // The reader's own words have some of what it read in them, and this may be any file.
        _ => not_whole("it is damaged, or no backup at all".to_owned()),
    };
    let (mut names, mut last) = (std::collections::BTreeSet::new(), 0);
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let plain = entry.header().entry_type() == tar::EntryType::Regular;
        if !plain || tree::below(Path::new("/"), &path).is_none() || !names.insert(path.clone()) {
            return Err(not_whole("it holds a file that no backup holds".to_owned()));
        }
        let end = entry.raw_file_position() + entry.size();
        take(&path, &mut entry).map_err(broken)?;
        on_progress(end.min(total), total);
        last = end;
    }
    // A tar is filled up to whole blocks and ends with two empty ones.
    if last.next_multiple_of(BLOCK_BYTES) + 2 * BLOCK_BYTES != total {
        return Err(not_whole("its length is not that of what it holds".to_owned()));
    }
    let mut end = Vec::new();
    Reader::new(&*file, last).read_to_end(&mut end).at("read", from)?;
    if end.iter().any(|byte| *byte != 0) {
        return Err(not_whole("there is something behind its end".to_owned()));
    }
    Ok(())
}
