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
    let followed = play.model.resolve(to.as_bytes(), Follow::Yes);
    // A link to a folder is gone through, and one to a file gives way to a file.
    let follow = if play.model.is_folder(&followed) { Follow::Yes } else { Follow::No };
    let folder = match play.model.resolve(to.as_bytes(), follow) {
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
        let (what, name) = (&line[..at], unescaped(&line[at + 1..]));
        let name = name.strip_suffix(b"/").unwrap_or(&name);
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

/// A name as it is: rsync prints what it holds for unprintable, and a backslash that would look like that, as `\#` and three
/// octal digits (`man rsync`, under `--8-bit-output`).
fn unescaped(shown: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(shown.len());
    let mut rest = shown;
    while let Some((&first, after)) = rest.split_first() {
        match rest.strip_prefix(br"\#").and_then(octal) {
            Some(byte) => {
                name.push(byte);
                rest = &rest[5..];
            }
            None => {
                name.push(first);
                rest = after;
            }
        }
    }
    name
}

fn octal(digits: &[u8]) -> Option<u8> {
    let digits = digits.get(..3)?;
    let value =
        digits.iter().try_fold(0_u32, |value, digit| Some(value * 8 + char::from(*digit).to_digit(8)?))?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_rsync_cannot_print_are_read_as_they_are() {
        assert_eq!(unescaped(br"we ird\#012name"), b"we ird\nname");
        assert_eq!(unescaped("\\#303\\#274ber".as_bytes()), "über".as_bytes());
        assert_eq!(unescaped(br"back\slash \#9 \#77"), br"back\slash \#9 \#77");
        assert_eq!(unescaped(br"\#134#012"), br"\#012");
    }
}
