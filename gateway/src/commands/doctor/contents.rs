//! Whether the bytes that sessions and checkpoints name are there, and are those that were put there.

use std::collections::BTreeSet;
use std::path::Path;

use cli::render::style::{self, clean, count};
use memory::{BlobError, Blobs, FileBlobs, Layout};
use protocol::event::{Body, CheckEvent};
use protocol::id::ContentHash;
use runtime::archive;
use serde::Serialize;

/// Named in full; of more only the number.
const NAMED_MAX: usize = 5;

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Contents {
    /// How many were read and are what they were.
    whole: usize,
    /// Files whose bytes are others now, and files that cannot be read.
    damaged: Vec<String>,
    /// What a session names and nobody has, by session.
    missing: Vec<String>,
}

impl Contents {
    pub fn is_well(&self) -> bool {
        self.damaged.is_empty() && self.missing.is_empty()
    }
}

/// Reads all of it.
pub fn look(home: &Path) -> Contents {
    let mut contents = Contents::default();
    let layout = Layout::new(home);
    let checkpoints = Layout::new(home.join(crate::checkpoints::FOLDER));
    for folder in [layout.blobs(), checkpoints.blobs()] {
        kept(&folder, &mut contents);
    }
    contents.missing = missing(home);
    contents
}

/// What sessions name and nobody has.
pub fn missing(home: &Path) -> Vec<String> {
    let mut missing = Vec::new();
    let blobs = FileBlobs::open_read_only(Layout::new(home).blobs());
    for session in archive::list(home).unwrap_or_default() {
        let lost = named(home, &session.id).into_iter().filter(|hash| {
            let found = hash.as_str().parse().map(|hash| blobs.get(&hash));
            matches!(found, Ok(Err(BlobError::Missing { .. })))
        });
        let lost = lost.count();
        if lost > 0 {
            missing.push(format!("{} of session {} are gone", count(lost, "content"), session.id));
        }
    }
    missing
}

fn kept(folder: &Path, contents: &mut Contents) {
    if !folder.is_dir() {
        return;
    }
    let blobs = FileBlobs::open_read_only(folder);
    match blobs.all() {
        Ok(all) => {
            for (hash, _) in all {
                match blobs.get(&hash) {
                    Ok(_) => contents.whole += 1,
                    Err(error) => contents.damaged.push(error.to_string()),
                }
            }
        }
        Err(error) => contents.damaged.push(error.to_string()),
    }
}

/// The blobs a session's record names: what its files were made of, and what its checks printed.
fn named(home: &Path, session: &protocol::id::SessionId) -> BTreeSet<ContentHash> {
    let Ok(reader) = archive::Reader::open(home, session) else { return BTreeSet::new() };
    let (view, _) = reader.readable_view();
    let mut named: BTreeSet<ContentHash> = view.files.values().map(|file| file.bundle.clone()).collect();
    for event in reader.events().map_while(Result::ok) {
        if let Body::Check(CheckEvent::Ended { result, .. }) = &event.fact.body {
            named.extend(result.output.iter().map(|output| output.blob.clone()));
        }
    }
    named
}

pub fn lines(contents: &Contents) -> Vec<String> {
    let mut lines = Vec::new();
    if contents.whole > 0 && contents.is_well() {
        let kept = count(contents.whole, "kept content");
        lines.push(format!("{} {kept} read, and as they were put there", style::good("✓")));
    }
    let all = contents.damaged.iter().chain(&contents.missing);
    for what in all.clone().take(NAMED_MAX) {
        lines.push(format!("{} {}", style::bad("✗"), clean(what)));
    }
    let more = all.count().saturating_sub(NAMED_MAX);
    if more > 0 {
        lines.push(format!("{} {more} more of the kind", style::bad("✗")));
    }
    if !contents.is_well() {
        lines.push(
            "    restore them from a backup; a session whose files are lost can still be shown, and made anew with \
             `samriddh new`"
                .to_owned(),
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_of_sessions_and_checkpoints_are_read_and_what_is_wrong_is_named() {
        let home = tempfile::tempdir().unwrap();
        let folders = [home.path().to_owned(), home.path().join(crate::checkpoints::FOLDER)];
        for (number, folder) in folders.iter().enumerate() {
            let blobs = FileBlobs::open(Layout::new(folder).blobs()).unwrap();
            blobs.put(format!("content {number}").as_bytes()).unwrap();
        }
        assert_eq!(look(home.path()), Contents { whole: 2, ..Contents::default() });
        let first = std::fs::read_dir(Layout::new(&folders[1]).blobs()).unwrap();
        let mut files = first.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
        std::fs::write(files.next().unwrap().unwrap().path(), "other").unwrap();
        let found = look(home.path());
        assert_eq!((found.whole, found.damaged.len()), (1, 1));
        assert!(!found.is_well() && lines(&found).join("").contains("backup"), "{found:?}");
    }
}
