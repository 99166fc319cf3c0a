//! Repairs of failed checks: they change delivered files and nothing else.

use std::collections::BTreeSet;

use protocol::event::{Body, CheckEvent};
use protocol::repair::RepairResult;
use protocol::view::View;

use super::drafts::{FILE_BYTES_MAX, FILES_MAX, STEP_BYTES_MAX};
use super::{check_result, check_text};
use crate::answer::FileDraft;

pub(super) fn ended(check: &str, result: RepairResult) -> Body {
    Body::Check(CheckEvent::RepairEnded { name: check.to_owned(), result: Box::new(result) })
}

pub(super) fn check(view: &View, result: &RepairResult, files: &[FileDraft]) -> Result<(), String> {
    if let Some(contradiction) = result.contradiction() {
        return Err(contradiction);
    }
    result.check.as_ref().map_or(Ok(()), check_result)?;
    super::check_tail(&result.output_tail)?;
    if !result.helped() {
        check_text(&result.why, "why a repair did not help")?;
        return if files.is_empty() {
            Ok(())
        } else {
            Err("a repair that did not help has no files".to_owned())
        };
    }
    check_files(view, result, files)
}

fn check_files(view: &View, result: &RepairResult, files: &[FileDraft]) -> Result<(), String> {
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    if files.len() > FILES_MAX || bytes > STEP_BYTES_MAX {
        return Err(format!("a repair has at most {FILES_MAX} files and {STEP_BYTES_MAX} bytes"));
    }
    let mut seen = BTreeSet::new();
    for file in files {
        let path = &file.path;
        let delivered =
            view.files.get(path).ok_or_else(|| format!("{path:?} is not one of the delivered files"))?;
        if file.executable != delivered.executable {
            return Err(format!("a repair leaves what may be executed as it is, and {path} differs"));
        }
        if file.bytes.len() > FILE_BYTES_MAX {
            return Err(format!("{path} is larger than {FILE_BYTES_MAX} bytes"));
        }
        if !seen.insert(path) {
            return Err(format!("{path} is repaired twice"));
        }
    }
    if result.changed.iter().collect::<BTreeSet<_>>() != seen {
        return Err("the files are not those that it says were changed".to_owned());
    }
    Ok(())
}
