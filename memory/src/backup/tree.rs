//! What of a data folder is saved, and removing a folder of our own.

use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{At, Disk, DiskError, Kind};

/// Below the data folder: what can be rebuilt, what belongs to a process, and backups themselves.
const LEFT_OUT: &[&str] =
    &["store", "snapshots", "bench", "backups", "logs", "samriddh.lock", "gateway.json", "visits.json"];
/// Deeper than anything that is kept; a link that leads back up ends here.
const DEPTH_MAX: usize = 16;

/// Every file below `root` that is saved, as sorted paths with `/`; unfinished ones and locks are not.
pub(super) fn files(disk: &dyn Disk, root: &Path) -> Result<Vec<String>, DiskError> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        let path = root.join(&folder);
        let names = match disk.list(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            names => names.at("list", &path)?,
        };
        for name in names {
            let below = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if is_left_out(&below, &name) {
                continue;
            }
            match disk.kind(&root.join(&below)) {
                Ok(Kind::File) => found.push(below),
                Ok(Kind::Folder) if depth < DEPTH_MAX => waiting.push((below, depth + 1)),
                // Gone meanwhile, or a link to nowhere.
                Ok(Kind::Folder) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(DiskError::new("look at", &root.join(&below), error)),
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_left_out(path: &str, name: &str) -> bool {
    LEFT_OUT.contains(&path) || path == "blobs/tmp" || name == "writer.lock" || name.ends_with(".tmp")
}

/// True for a segment of a session's journal, which is copied up to its last whole group.
pub(super) fn is_segment(path: &str) -> bool {
    let mut parts = path.split('/');
    let in_journal =
        parts.next() == Some("sessions") && parts.next().is_some() && parts.next() == Some("journal");
    in_journal && parts.next().is_some_and(|name| name.ends_with(".seg")) && parts.next().is_none()
}

/// A path of a backup as one below the data folder: plain names alone, so that nothing leaves it.
pub(super) fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let plain =
        |name: &str| !name.is_empty() && name != "." && name != ".." && !name.contains(['\\', '\0', ':']);
    let fits = path.len() <= 1_024 && path.split('/').all(plain);
    fits.then(|| path.split('/').fold(root.to_path_buf(), |path, name| path.join(name)))
}

/// Removes a folder that is ours and all in it.
pub(super) fn remove(disk: &dyn Disk, folder: &Path) -> Result<(), DiskError> {
    for name in disk.list(folder).at("list", folder)? {
        let path = folder.join(name);
        match disk.kind(&path).at("look at", &path)? {
            Kind::Folder => remove(disk, &path)?,
            Kind::File => disk.remove_file(&path).at("remove", &path)?,
        }
    }
    disk.remove_folder(folder).at("remove", folder)
}
