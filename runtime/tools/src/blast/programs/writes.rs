//! Programs that write into files: `tee`, `dd`, `truncate`, `sed -i`, `sort -o`, `shred`, `touch`, `mkdir`.

use super::Parsed;
use crate::blast::model::{Follow, Node, Place};
use crate::blast::play::Play;
use crate::checkpoint::TreePath;

pub(super) fn tee(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &[]);
    for file in &parsed.operands {
        if parsed.has('a', "append") {
            play.extend(file.as_bytes());
        } else {
            play.overwrite(file.as_bytes());
        }
    }
}

pub(super) fn dd(play: &mut Play<'_>, arguments: &[&str]) {
    for file in arguments.iter().filter_map(|word| word.strip_prefix("of=")) {
        play.overwrite(file.as_bytes());
    }
}

pub(super) fn truncate(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-s", "--size", "-r", "--reference"]);
    let attached =
        parsed.options.iter().find_map(|option| option.strip_prefix("-s")).filter(|size| !size.is_empty());
    let size = parsed.value(&["-s", "--size"]).or(attached);
    // Of several sizes the last counts, and one may be said of another file.
    let plain = parsed.values.len() + parsed.options.len() == 1;
    for file in &parsed.operands {
        let grows = match play.model.resolve(file.as_bytes(), Follow::Yes) {
            Place::Inside(path) if plain => size.is_some_and(|size| keeps_all(size, play.model.size(&path))),
            _ => false,
        };
        if grows { play.extend(file.as_bytes()) } else { play.overwrite(file.as_bytes()) }
    }
}

/// Does a file of `bytes` keep all of them at this size?
fn keeps_all(size: &str, bytes: u64) -> bool {
    size.starts_with('+') || size.parse::<u64>().is_ok_and(|size| size >= bytes)
}

pub(super) fn sed(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-e", "--expression", "-f", "--file"]);
    let in_place = |option: &&&str| {
        option.starts_with("--in-place") || (!option.starts_with("--") && option.contains('i'))
    };
    let known = |option: &&str| match option.strip_prefix("--") {
        Some(name) => {
            name.starts_with("in-place")
                || ["quiet", "silent", "regexp-extended", "null-data", "separate"].contains(&name)
        }
        None => {
            option[1..].split('i').next().is_some_and(|letters| letters.chars().all(|c| "nErsuz".contains(c)))
        }
    };
    if !parsed.options.iter().all(known) {
        return play.unknown(format!("{} has an option that cannot be followed", play.by));
    }
    let scripts = parsed.values.len();
    let scripted: Vec<&str> = parsed.values.iter().map(|(_, script)| *script).collect();
    let (script, files) = if scripts > 0 {
        (scripted.join("\n"), &parsed.operands[..])
    } else {
        match parsed.operands.split_first() {
            Some((script, files)) => ((*script).to_owned(), files),
            None => return,
        }
    };
    if parsed.value(&["-f", "--file"]).is_some() || writes_or_runs(&script) {
        return play.unknown(format!("{} has a script that can write or run things", play.by));
    }
    let Some(option) = parsed.options.iter().find(in_place) else { return };
    let suffix = option
        .strip_prefix("--in-place")
        .map(|rest| rest.trim_start_matches('='))
        .or_else(|| option.split_once('i').map(|(_, suffix)| suffix));
    for file in files {
        match play.model.resolve(file.as_bytes(), Follow::No) {
            Place::Inside(path) => edit(play, &path, suffix.unwrap_or_default()),
            Place::Outside(path) => play.outside(path.display().to_string()),
            Place::Root => {}
        }
    }
}

/// `sed -i` makes a new file of the old one's name, also in place of a link; with a suffix the old one stays under another.
fn edit(play: &mut Play<'_>, path: &TreePath, suffix: &str) {
    if !matches!(play.model.now.get(path), Some(Node::Original(_) | Node::New | Node::Link(_))) {
        return;
    }
    if suffix.contains(['*', '/']) {
        return play.unknown(format!("{} keeps the old file in a place that is not known", play.by));
    }
    if !suffix.is_empty()
        && let Some(kept) = TreePath::new([path.as_bytes(), suffix.as_bytes()].concat())
    {
        play.model.transfer(path, &kept, true);
    }
    play.model.write(path);
}

/// Whether a script may hold the commands `w`, `W`, `e` or `r` of sed: only the plainest are taken to hold none.
fn writes_or_runs(script: &str) -> bool {
    !script.split([';', '\n']).map(str::trim).all(|part| {
        let body =
            part.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '$' | '!' | ' '));
        let body = match body.strip_prefix('/').map(|rest| rest.split('/').collect::<Vec<_>>()) {
            Some(halves) => match halves.as_slice() {
                [_, rest] => rest.trim_start_matches(['!', ' ']),
                _ => return false,
            },
            None => body,
        };
        let mut letters = body.chars();
        match (letters.next(), letters.next()) {
            (None, _) => true,
            (Some('d' | 'p' | '=' | 'q'), None) => true,
            (Some('s' | 'y'), Some(separator)) => {
                let pieces: Vec<&str> = body.split(separator).collect();
                matches!(pieces.as_slice(), [_, _, _, flags] if flags.chars().all(|c| c.is_ascii_digit() || "gpiI".contains(c)))
            }
            _ => false,
        }
    })
}

pub(super) fn sort(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-o", "--output", "-k", "--key", "-t", "-S", "-T"]);
    if let Some(file) = parsed.value(&["-o", "--output"]) {
        play.overwrite(file.as_bytes());
    }
    let writes = |option: &&str| match option.strip_prefix("--") {
        Some(name) => name.starts_with('o') || name.starts_with("com"),
        None => option.contains('o'),
    };
    if parsed.options.iter().any(writes) {
        play.unknown(format!("where {} writes", play.by));
    }
}

pub(super) fn shred(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-n", "-s", "--iterations", "--size"]);
    for file in &parsed.operands {
        play.overwrite(file.as_bytes());
        if parsed.has('u', "remove")
            && let Place::Inside(path) = play.model.resolve(file.as_bytes(), Follow::No)
        {
            play.model.remove(&path);
        }
    }
}

/// Nothing is lost by these, but what follows finds what they made.
pub(super) fn make(play: &mut Play<'_>, name: &str, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-m", "--mode", "-d", "--date", "-r", "--reference", "-t"]);
    for operand in &parsed.operands {
        let Place::Inside(path) = play.model.resolve(operand.as_bytes(), Follow::Yes) else { continue };
        if play.model.now.contains_key(&path) {
            continue;
        }
        if name == "touch" {
            play.write(&path);
            continue;
        }
        let above: Vec<TreePath> = std::iter::successors(path.parent(), TreePath::parent).collect();
        if parsed.has('p', "parents") {
            for folder in above {
                play.model.now.entry(folder).or_insert(Node::Folder);
            }
        }
        play.model.now.insert(path, Node::Folder);
    }
}
