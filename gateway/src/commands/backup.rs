//! `backup`: the data folder in one file, also while another process is at work in it.

use std::path::{Path, PathBuf};

use cli::render::style::{self, clean, count};
use cli::{Exit, Screen};
use memory::BackupError;
use memory::backup::{About, BackedUp};
use protocol::problem::{Code, Problem};
use runtime::ports::{Clock, SystemClock};
use serde_json::{Value, json};

/// A copy that is shorter is done before anyone asks how far it is.
const TOLD_EVERY_BYTES: u64 = 64 * MB;
const MB: u64 = 1024 * 1024;

pub fn run(home: &Path, to: &Path, json: bool) -> Result<Exit, Problem> {
    let made_ms = SystemClock.now_ms();
    let to = place(to, made_ms)?;
    let program = concat!("samriddh ", env!("CARGO_PKG_VERSION")).to_owned();
    let about = About { program, made_ms: Some(made_ms) };
    let mut progress = Progress::new("saved");
    let made = memory::backup(home, &to, about, &mut |done, total| progress.tell(done, total));
    let made = made.map_err(|error| problem(&error))?;
    // What nobody has any more is in no backup, which is as whole as the data folder is.
    let missing = super::doctor::contents::missing(home);
    super::shown(json, || document(home, &to, &made, &missing), || text(&to, &made, &missing));
    Ok(if made.is_damaged() || !missing.is_empty() { Exit::Failed } else { Exit::Done })
}

/// A file in the named folder, or the named file; relative names begin here.
fn place(to: &Path, made_ms: u64) -> Result<PathBuf, Problem> {
    let to = std::path::absolute(to).map_err(|error| {
        let message = format!("{} is no place for a backup: {error}", to.display());
        Problem::new(Code::Malformed, message, "name a file or a folder with --to")
    })?;
    Ok(if to.is_dir() { to.join(format!("samriddh-{}.tar", stamp(made_ms))) } else { to })
}

/// `20261127-214500`, in UTC. The date by Howard Hinnant's `civil_from_days`.
fn stamp(ms: u64) -> String {
    let (days, seconds) = (ms / 86_400_000, ms / 1_000 % 86_400);
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{month:02}{day:02}-{hour:02}{minute:02}{second:02}")
}

/// Says now and then on standard error how far a long copy is.
pub(super) struct Progress {
    verb: &'static str,
    told: u64,
}

impl Progress {
    pub(super) fn new(verb: &'static str) -> Self {
        Self { verb, told: 0 }
    }

    pub(super) fn tell(&mut self, done: u64, total: u64) {
        // A second pass over the same bytes begins anew.
        self.told = self.told.min(done);
        if done - self.told >= TOLD_EVERY_BYTES {
            self.told = done;
            Screen::errors().print(&format!("{} {} of {} MB", self.verb, done / MB, total / MB));
        }
    }
}

pub(super) fn problem(error: &BackupError) -> Problem {
    let (code, hint) = match error {
        BackupError::Disk(_) | BackupError::Journal(_) | BackupError::Changed(_) => {
            (Code::Storage, "nothing of the data was changed; when the cause is removed, try again")
        }
        BackupError::NotWhole { .. } => (Code::Storage, "nothing of the data was changed"),
        BackupError::NoFile(_) => (Code::NotFound, "name the file that `samriddh backup` made"),
        BackupError::NoPlace { .. } => {
            (Code::Malformed, "name a file in a folder that is there and that you may write to with --to")
        }
        BackupError::Format(_) | BackupError::Newer { .. } => {
            (Code::Version, "use the version of samriddh that wrote it, or a newer one")
        }
        BackupError::NoData(_) => (Code::NotFound, "`samriddh doctor` says which data folder is used"),
        BackupError::Exists(_) | BackupError::Inside(_) | BackupError::Foreign(_) => {
            (Code::Malformed, "nothing was written")
        }
        BackupError::InUse { .. } => (Code::Locked, "or restore to another folder with --home DIR"),
    };
    Problem::new(code, error.to_string(), hint)
}

/// Sessions, files and bytes of a backup.
pub(super) fn summary(manifest: &memory::backup::Manifest) -> String {
    let records: u64 = manifest.sessions.iter().map(|session| session.records).sum();
    let (sessions, files) = (count(manifest.sessions.len(), "session"), count(manifest.files.len(), "file"));
    format!("{sessions} with {records} records, {files}, {} bytes", manifest.bytes())
}

fn document(home: &Path, to: &Path, made: &BackedUp, missing: &[String]) -> Value {
    json!({
        "home": home,
        "backup": to,
        "made_ms": made.manifest.made_ms,
        "sessions": made.manifest.sessions,
        "files": made.manifest.files.len(),
        "bytes": made.manifest.bytes(),
        "damaged_blobs": made.damaged_blobs,
        "missing": missing,
    })
}

fn text(to: &Path, made: &BackedUp, missing: &[String]) -> String {
    let mark = if made.is_damaged() || !missing.is_empty() { style::warn("–") } else { style::good("✓") };
    let mut lines = vec![
        format!("{mark} {}", summary(&made.manifest)),
        format!("    in {}", clean(&to.display().to_string())),
    ];
    for session in &made.manifest.sessions {
        if let Some(why) = &session.damage {
            let (name, records) = (clean(&session.name), session.records);
            lines.push(format!(
                "{} session {name} is saved up to record {records}: {}",
                style::bad("✗"),
                clean(why)
            ));
        }
    }
    for blob in &made.damaged_blobs {
        lines.push(format!("{} {} is damaged, and saved as it is", style::bad("✗"), clean(blob)));
    }
    lines.extend(missing.iter().map(|what| format!("{} {} and not in it", style::bad("✗"), clean(what))));
    if made.is_damaged() {
        lines.push("    samriddh doctor --repair keeps what is proved and sets the rest aside".to_owned());
    }
    lines.push(format!("    samriddh restore {} puts it back", style::shell_word(&to.display().to_string())));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_in_a_folder_is_named_by_its_moment() {
        let moments = [0, 951_782_399_000, 1_709_209_845_000, 1_795_815_900_000];
        assert_eq!(
            moments.map(stamp),
            ["19700101-000000", "20000228-235959", "20240229-123045", "20261127-214500"]
        );
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(place(folder.path(), 0).unwrap(), folder.path().join("samriddh-19700101-000000.tar"));
        assert_eq!(place(&folder.path().join("x"), 0).unwrap(), folder.path().join("x"));
    }
}
