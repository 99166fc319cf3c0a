//! `rsync`, by its own rehearsal.

use super::Parsed;
use crate::blast::model::{Follow, Node, Place};
use crate::blast::play::Play;
use crate::checkpoint::TreePath;

pub(super) fn rsync(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed =
        Parsed::of(arguments, &["--exclude", "--include", "-f", "--filter", "--backup-dir", "--suffix"]);
    let far = parsed.operands.iter().any(|word| word.contains(':'));
    let moves =
        parsed.has('\0', "remove-source-files") || parsed.options.iter().any(|it| it.starts_with("--rsh"));
    let known = parsed.only(
        "rlptgoDavzuhiPcnxH",
        &[
            "archive",
            "recursive",
            "verbose",
            "times",
            "dry-run",
            "checksum",
            "update",
            "ignore-existing",
            "stats",
            "progress",
            "delete",
            "delete-after",
            "delete-before",
            "delete-during",
            "delete-excluded",
        ],
    ) && parsed.value(&["--backup-dir", "--suffix"]).is_none();
    if !known || far || moves || parsed.has('e', "") || play.model.is_changed() {
        return play.unknown(format!("{} cannot be followed", play.by));
    }
    if parsed.has('n', "dry-run") {
        return;
    }
    let Some(to) = parsed.operands.last().filter(|_| parsed.operands.len() > 1) else { return };
    let folder = match play.model.resolve(to.as_bytes(), Follow::Yes) {
        Place::Root => None,
        Place::Inside(path) => Some(path),
        Place::Outside(path) => {
            if path.exists() {
                play.outside(path.display().to_string());
            }
            return;
        }
    };
    let rehearse = ["--dry-run", "--out-format=%i|%n"];
    let all: Vec<&str> = rehearse.into_iter().chain(arguments.iter().copied()).collect();
    let cwd = play.model.cwd_path();
    let Some(said) = play.asks.rsync(&cwd, &all) else {
        return play.unknown(format!("{} could not be rehearsed", play.by));
    };
    for line in said.split(|byte| *byte == b'\n') {
        let Some(at) = line.iter().position(|byte| *byte == b'|') else { continue };
        let (what, name) = (&line[..at], &line[at + 1..]);
        let name = name.strip_suffix(b"/").unwrap_or(name);
        // A single file goes to the very name that is given.
        let there =
            folder.as_ref().filter(|path| play.model.now.get(path).is_some_and(|node| *node != Node::Folder));
        let path = there.cloned().or_else(|| TreePath::join(folder.as_ref(), name));
        let Some(path) = path else { continue };
        if play.model.is_left(&path) {
            play.outside(play.model.path_of(Some(&path)).display().to_string());
        } else if what.starts_with(b"*deleting") {
            play.model.remove(&path);
        } else if what.starts_with(b">f") || what.starts_with(b"cL") {
            play.write(&path);
        }
    }
}
