//! Cutting a journal to the records that its chain proves.
//!
//! The work is done in a folder of its own inside the journal's, which gets its final name last. Until the damaged
//! segment itself is replaced, which is the last change to the journal, it stays as damaged as it was: whoever is
//! interrupted before finds the same damage again, and whoever is interrupted after finds the folder.

use std::path::Path;

use super::{JournalLoss, salvage};
use crate::disk::{At, Disk, DiskError, create_folder, is_folder, kind, publish, read_whole, sync_folder};
use crate::journal::repairable::{self, End, HEADER_BYTES};
use crate::journal::{Damage, JournalError};

const WORKING: &str = "repairing";
const DONE: &str = "damaged";
/// The number of records that the first damage leaves, and the damage in words.
const WHY: &str = "damage.txt";
const RECORDS: &str = "records.jsonl";
const TEMPORARY: &str = "new.tmp";

/// Longer than any segment can be: its own size and one more group.
const SEGMENT_FILE_BYTES_MAX: u64 = 1 << 32;
/// A damage takes a line of a few hundred bytes.
const REASON_BYTES_MAX: u64 = 4_096;

/// None if there is no damage. An unfinished write at the end is not damage: opening the journal removes it.
pub(super) fn repair(disk: &dyn Disk, dir: &Path) -> Result<Option<JournalLoss>, JournalError> {
    let _writer = repairable::lock(disk, dir)?;
    let work = dir.join(WORKING);
    let mut walk = repairable::walk(disk, dir)?;
    while let End::Damaged(damage) = &walk.end {
        create_folder(disk, &work)?;
        keep_reason(disk, &work, damage)?;
        set_aside(disk, dir, &work, damage)?;
        walk = repairable::walk(disk, dir)?;
    }
    if !is_folder(disk, &work)? {
        return Ok(None);
    }
    Ok(Some(finish(disk, dir, walk.last_seq())?))
}

fn keep_reason(disk: &dyn Disk, work: &Path, damage: &Damage) -> Result<(), DiskError> {
    let path = work.join(WHY);
    match kind(disk, &path)? {
        // That of the first damage: a later one is what the first left.
        Some(_) => Ok(()),
        None => {
            let text = format!("{} records kept\n{damage}\n", damage.seq - 1);
            publish(disk, &work.join(TEMPORARY), &path, text.as_bytes())
        }
    }
}

/// Copies the damaged segment, moves away all after it, the last one first, and then replaces it by what is before the
/// damage. The copy comes first: without segments after it, damage at its end looks like an unfinished write.
fn set_aside(disk: &dyn Disk, dir: &Path, work: &Path, damage: &Damage) -> Result<(), JournalError> {
    let segments = repairable::list(disk, dir)?;
    let damaged = dir.join(&damage.segment);
    let bytes = read_whole(disk, &damaged, SEGMENT_FILE_BYTES_MAX)?;
    let copy = work.join(free_name(disk, work, &damage.segment)?);
    publish(disk, &work.join(TEMPORARY), &copy, &bytes)?;
    let from_there = segments.iter().rev().map(|(_, path)| path).take_while(|path| **path >= damaged);
    for path in from_there.filter(|path| **path != damaged) {
        move_into(disk, path, work)?;
    }
    if damage.offset <= HEADER_BYTES {
        disk.remove_file(&damaged).at("remove the copied segment", &damaged)?;
        return Ok(sync_folder(disk, dir)?);
    }
    let kept = bytes.get(..damage.offset as usize).unwrap_or(&bytes);
    Ok(publish(disk, &dir.join(TEMPORARY), &damaged, kept)?)
}

fn move_into(disk: &dyn Disk, path: &Path, folder: &Path) -> Result<(), DiskError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = folder.join(free_name(disk, folder, &name)?);
    disk.rename(path, &aside).at("set aside", path)?;
    sync_folder(disk, folder)?;
    path.parent().map_or(Ok(()), |parent| sync_folder(disk, parent))
}

/// The name itself, or with a number if it is taken: by a copy of an interrupted repair, or by an earlier damage.
pub(super) fn free_name(disk: &dyn Disk, folder: &Path, name: &str) -> Result<String, DiskError> {
    let mut free = name.to_string();
    let mut number = 2_u64;
    while kind(disk, &folder.join(&free))?.is_some() {
        free = format!("{name}-{number}");
        number += 1;
    }
    Ok(free)
}

/// How many records the damage left, and the damage. If the repair was interrupted, more may have been added since.
fn reason(disk: &dyn Disk, work: &Path, last_seq: u64) -> Result<(u64, String), DiskError> {
    let text = match kind(disk, &work.join(WHY))? {
        Some(_) => read_whole(disk, &work.join(WHY), REASON_BYTES_MAX)?,
        None => Vec::new(),
    };
    let text = String::from_utf8_lossy(&text);
    let (first, why) = text.split_once('\n').unwrap_or_default();
    let kept = first.split(' ').next().and_then(|number| number.parse().ok());
    Ok((kept.map_or(last_seq, |kept: u64| kept.min(last_seq)), why.trim_end().to_string()))
}

/// Looks through what was set aside, and gives the folder its final name.
fn finish(disk: &dyn Disk, dir: &Path, last_seq: u64) -> Result<JournalLoss, JournalError> {
    let work = dir.join(WORKING);
    let (kept, why) = reason(disk, &work, last_seq)?;
    let mut names = disk.list(&work).at("list", &work)?;
    names.retain(|name| name.contains(".seg"));
    names.sort();
    let mut found = salvage::Found::after(kept);
    for name in names {
        found.look_through(&read_whole(disk, &work.join(&name), SEGMENT_FILE_BYTES_MAX)?);
    }
    publish(disk, &work.join(TEMPORARY), &work.join(RECORDS), found.lines().as_bytes())?;
    let aside = dir.join(free_name(disk, dir, DONE)?);
    disk.rename(&work, &aside).at("name the folder", &aside)?;
    sync_folder(disk, dir)?;
    Ok(JournalLoss { why, kept, saved: found.saved(), unreadable: found.unreadable(), aside })
}
