//! The data folder looked over: whether it can be used, whose it is, what its sessions are worth, what it holds for nothing.

use std::fs;
use std::path::{Path, PathBuf};

use cli::render::style::{self, clean, count};
use memory::{DataFolder, Owner, Verdict};
use runtime::archive;
use serde::Serialize;

use super::contents::Contents;
use crate::wiring::BENCH_FOLDER;

/// A run with its checks leaves about 700 MB behind; with less than this the next one is likely to end half-way.
const FREE_BYTES_MIN: u64 = 2 * 1024 * 1024 * 1024;
const MB: u64 = 1024 * 1024;

#[derive(Debug, Serialize)]
pub struct Folder {
    /// False when the first session will make it.
    exists: bool,
    /// Why it cannot be used.
    problem: Option<String>,
    free_bytes: Option<u64>,
    in_use: bool,
    owner_pid: Option<u32>,
    sessions: Sessions,
    contents: Contents,
    /// Copies of repositories that were checked.
    bench_bytes: u64,
    bench: PathBuf,
}

/// Sessions by what their records are worth.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Sessions {
    intact: usize,
    /// Intact but for a write that was cut short.
    unfinished: usize,
    empty: usize,
    damaged: Vec<String>,
    unreadable: Vec<String>,
}

impl Folder {
    pub fn is_well(&self) -> bool {
        let Sessions { damaged, unreadable, .. } = &self.sessions;
        self.problem.is_none() && damaged.is_empty() && unreadable.is_empty() && self.contents.is_well()
    }
}

pub fn look(home: &Path) -> Folder {
    let (sessions, unlisted) = match sessions(home) {
        Ok(sessions) => (sessions, None),
        Err(why) => (Sessions::default(), Some(why)),
    };
    let owner = DataFolder::owner(home).unwrap_or(Owner::Nobody);
    let bench = home.join(BENCH_FOLDER);
    Folder {
        exists: home.is_dir(),
        problem: unusable(home).or(unlisted),
        free_bytes: free_bytes(home),
        in_use: owner != Owner::Nobody,
        owner_pid: match owner {
            Owner::Nobody => None,
            Owner::Process(pid) => pid,
        },
        sessions,
        contents: super::contents::look(home),
        bench_bytes: size(&bench),
        bench,
    }
}

/// Why nothing can be kept there.
fn unusable(home: &Path) -> Option<String> {
    let nearest = nearest(home);
    if !nearest.is_dir() {
        return Some(format!("{} is a file", nearest.display()));
    }
    let access = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK | rustix::fs::Access::READ_OK;
    let denied = rustix::fs::access(nearest, access).err()?;
    Some(format!("nothing can be written in {} ({denied})", nearest.display()))
}

/// The folder, or the one above it that would hold it.
fn nearest(home: &Path) -> &Path {
    home.ancestors().find(|above| above.exists()).unwrap_or(Path::new("/"))
}

fn free_bytes(home: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(nearest(home)).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

fn sessions(home: &Path) -> Result<Sessions, String> {
    let mut sessions = Sessions::default();
    for one in archive::list(home).map_err(|problem| problem.message)? {
        match archive::verify(home, &one.id).map(|proof| proof.verdict) {
            Ok(Verdict::Intact { records: 0, .. } | Verdict::Unfinished { records: 0, .. }) => {
                sessions.empty += 1
            }
            Ok(Verdict::Intact { .. }) => sessions.intact += 1,
            Ok(Verdict::Unfinished { .. }) => sessions.unfinished += 1,
            Ok(Verdict::Damaged(_)) => sessions.damaged.push(one.id.to_string()),
            Err(_) => sessions.unreadable.push(one.id.to_string()),
        }
    }
    Ok(sessions)
}

/// Bytes of all files below; links are not followed, and what cannot be read counts as nothing.
fn size(folder: &Path) -> u64 {
    let mut waiting = vec![folder.to_owned()];
    let mut bytes = 0;
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(found) if found.is_dir() => waiting.push(entry.path()),
                Ok(found) => bytes += found.len(),
                Err(_) => {}
            }
        }
    }
    bytes
}

pub fn lines(home: &Path, folder: &Folder) -> Vec<String> {
    let mut lines = vec![format!("{} {}", style::strong("data folder"), clean(&home.display().to_string()))];
    match &folder.problem {
        Some(why) => {
            lines.push(format!("{} it cannot be used: {}", style::bad("✗"), clean(why)));
            lines
                .push("    correct that, or name another folder with --home DIR or SAMRIDDH_HOME".to_owned());
        }
        None if folder.exists => lines.push(format!("{} can be read and written", style::good("✓"))),
        None => lines.push(format!("{} is made by the first session", style::good("✓"))),
    }
    lines.extend(folder.free_bytes.map(free_line));
    if folder.in_use {
        let who = folder.owner_pid.map_or_else(|| "a process".to_owned(), |pid| format!("process {pid}"));
        lines.push(format!(
            "{} in use by {who}: wait for it, or use another folder; reading is possible meanwhile",
            style::warn("–")
        ));
    }
    lines.extend(session_lines(&folder.sessions));
    lines.extend(super::contents::lines(&folder.contents));
    if folder.bench_bytes >= MB {
        lines.push(format!(
            "{} {} MB of copies that were checked; while no samriddh runs they can be removed: rm -r {}",
            style::warn("–"),
            folder.bench_bytes / MB,
            style::shell_word(&folder.bench.display().to_string())
        ));
    }
    lines
}

fn free_line(bytes: u64) -> String {
    if bytes >= FREE_BYTES_MIN {
        format!("{} {} MB free", style::good("✓"), bytes / MB)
    } else {
        let advice = "a session with its checks may need 2,000: make room";
        format!("{} {} MB free; {advice}", style::warn("–"), bytes / MB)
    }
}

fn session_lines(sessions: &Sessions) -> Vec<String> {
    let Sessions { intact, unfinished, empty, damaged, unreadable } = sessions;
    let mut lines = Vec::new();
    let whole = intact + unfinished;
    if whole > 0 {
        lines.push(format!("{} {} intact", style::good("✓"), count(whole, "session")));
    }
    if *empty > 0 {
        let advice = "never begun, or lost: restore a backup, or start again";
        lines.push(format!("{} {} without any record; {advice}", style::warn("–"), count(*empty, "session")));
    }
    for id in damaged {
        lines.push(format!("{} session {id} is damaged: samriddh verify {id}", style::bad("✗")));
    }
    for id in unreadable {
        lines.push(format!("{} session {id} cannot be read: samriddh verify {id}", style::bad("✗")));
    }
    if !damaged.is_empty() || !unreadable.is_empty() {
        lines.push(
            "    restore them from a backup, or keep what is proved: samriddh doctor --repair".to_owned(),
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(home: &Path) -> String {
        plain(&lines(home, &look(home)).join("\n"))
    }

    /// Without colours.
    fn plain(text: &str) -> String {
        let mut plain = text.to_owned();
        for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m"] {
            plain = plain.replace(code, "");
        }
        plain
    }

    #[test]
    fn a_home_that_is_a_file_cannot_be_used() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("afile");
        fs::write(&home, "x").unwrap();
        for home in [home.clone(), home.join("below")] {
            assert!(!look(&home).is_well());
            assert!(told(&home).contains("it cannot be used: "), "{}", told(&home));
            assert!(told(&home).contains("afile is a file"), "{}", told(&home));
        }
    }

    #[test]
    fn a_folder_that_is_not_there_yet_is_well_and_stays_away() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("a/b");
        assert!(look(&home).is_well());
        assert!(told(&home).contains("is made by the first session"), "{}", told(&home));
        assert!(!home.exists());
    }

    #[test]
    fn owner_sessions_and_leftovers_are_told_with_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let journal =
            |id: &str| home.path().join("sessions").join(id).join("journal").join("00000000000000000001.seg");
        fs::create_dir_all(journal("abcdefghijklmnopqrstuvwxyz")).unwrap();
        fs::create_dir_all(journal("zyxwvutsrqponmlkjihgfedcba").parent().unwrap()).unwrap();
        let copy = home.path().join(BENCH_FOLDER).join("s/repository");
        fs::create_dir_all(&copy).unwrap();
        fs::write(copy.join("large"), vec![0; 3 * MB as usize]).unwrap();
        let owned = DataFolder::lock(home.path()).unwrap();
        let (found, text) = (look(home.path()), told(home.path()));
        assert_eq!((found.in_use, found.owner_pid), (true, Some(std::process::id())));
        assert_eq!(found.sessions.unreadable, ["abcdefghijklmnopqrstuvwxyz"]);
        assert_eq!(found.sessions.empty, 1);
        assert!(!found.is_well());
        assert!(text.contains(&format!("in use by process {}", std::process::id())), "{text}");
        assert!(text.contains("session abcdefghijklmnopqrstuvwxyz cannot be read"), "{text}");
        assert!(text.contains("3 MB of copies that were checked"), "{text}");
        drop(owned);
        assert!(!look(home.path()).in_use);
    }
}
