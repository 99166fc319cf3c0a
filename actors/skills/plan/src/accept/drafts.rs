//! Rendered files: each at a place inside the repository that is its pack's own and nobody else's.

use std::collections::BTreeSet;

use protocol::event::TaskSpec;
use protocol::view::View;

use crate::answer::{Bounds, FileDraft};

/// A product of forty entities has about six hundred files.
pub const FILES_MAX: usize = 2_000;
/// Lock files are the largest, at half a megabyte.
pub const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// A step is kept as one blob.
pub const STEP_BYTES_MAX: usize = 32 * 1024 * 1024;
const PATH_BYTES_MAX: usize = 1_024;

pub(super) fn check(
    view: &View,
    task: &TaskSpec,
    pack: &str,
    files: &[FileDraft],
    bounds: &dyn Bounds,
) -> Result<(), String> {
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    if files.len() > FILES_MAX || bytes > STEP_BYTES_MAX {
        return Err(format!("a step has at most {FILES_MAX} files and {STEP_BYTES_MAX} bytes"));
    }
    // Folded, because some file systems take `Readme` and `README` for one name.
    let others = view.files.iter().filter(|(_, file)| file.task != task.id);
    let mut taken: BTreeSet<String> = others.map(|(path, _)| path.to_lowercase()).collect();
    for file in files {
        let path = &file.path;
        if let Some(why) = objection(path) {
            return Err(format!("{path:?} {why}"));
        }
        if file.bytes.len() > FILE_BYTES_MAX {
            return Err(format!("{path} is larger than {FILE_BYTES_MAX} bytes"));
        }
        if !bounds.owns(pack, path) {
            return Err(format!("{path} is not one of {pack}'s files"));
        }
        if !taken.insert(path.to_lowercase()) {
            return Err(format!("{path} is written twice"));
        }
    }
    Ok(())
}

fn objection(path: &str) -> Option<&'static str> {
    if path.is_empty() || path.len() > PATH_BYTES_MAX {
        return Some("is not 1 to 1,024 bytes long");
    }
    if path.contains(['\\', ':']) || path.chars().any(char::is_control) {
        return Some("has a character that paths do not have");
    }
    if path.split('/').any(|name| matches!(name, "" | "." | "..")) {
        return Some("does not stay inside the repository");
    }
    path.split('/').any(|name| name.eq_ignore_ascii_case(".git")).then_some("is git's own")
}
