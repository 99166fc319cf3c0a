//! What is seen of a command that cannot be followed: words that name something outside the folder which it is given to
//! change. A program's sources are no such words.

use super::{after_options, base};
use crate::blast::model::{Follow, Place};
use crate::blast::play::Play;

/// Programs that change every path they are given.
const ALL: &[&str] =
    &["rm", "rmdir", "unlink", "shred", "mv", "truncate", "tee", "sed", "chmod", "chown", "chgrp", "find"];
/// Programs that change the last path they are given, or the folder named by `-t`.
const LAST: &[&str] = &["cp", "ln", "install", "rsync", "mv"];
/// Programs that can be told to work elsewhere, and how.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("tar", &["-C", "--directory", "--cd"]),
    ("make", &["-C", "--directory"]),
    ("ninja", &["-C"]),
    ("cargo", &["-C"]),
    ("npm", &["-C", "--prefix"]),
    ("pnpm", &["-C", "--dir"]),
    ("yarn", &["--cwd"]),
    ("unzip", &["-d"]),
];

pub(in crate::blast) fn seen(play: &mut Play<'_>, words: &[Vec<u8>]) {
    let Some((name, arguments)) = words.split_first() else { return };
    let name = base(std::str::from_utf8(name).unwrap_or_default());
    let operands = operands(arguments);
    if ALL.contains(&name) {
        let follow = if matches!(name, "rm" | "rmdir" | "unlink" | "mv") { Follow::No } else { Follow::Yes };
        operands.iter().for_each(|path| look(play, path, follow));
    }
    if LAST.contains(&name) {
        operands.last().into_iter().for_each(|path| target(play, name, path));
        values(arguments, &["-t", "--target-directory"]).for_each(|path| look(play, path, Follow::Yes));
    }
    if name == "dd" {
        let files = arguments.iter().filter_map(|word| word.strip_prefix(b"of="));
        files.for_each(|path| look(play, path, Follow::Yes));
    }
    for (_, options) in ELSEWHERE.iter().filter(|(program, _)| *program == name) {
        values(arguments, options).for_each(|path| look(play, path, Follow::Yes));
    }
    if name == "tar" {
        archive(play, arguments);
    }
    if name == "xargs" {
        let text: Vec<&str> =
            arguments.iter().map(|word| std::str::from_utf8(word).unwrap_or_default()).collect();
        let at = after_options(&text, &["-I", "-n", "-P", "-L", "-d", "-a", "-E", "-s"]);
        seen(play, arguments.get(at..).unwrap_or_default());
    }
}

fn operands(arguments: &[Vec<u8>]) -> Vec<&[u8]> {
    let plain = arguments.iter().position(|word| word == b"--").unwrap_or(arguments.len());
    let (before, after) = arguments.split_at(plain);
    let before = before.iter().filter(|word| !word.starts_with(b"-"));
    before.chain(after.iter().skip(1)).map(Vec::as_slice).collect()
}

/// `-C DIR`, `-CDIR`, `--directory DIR`, `--directory=DIR`.
fn values<'w>(arguments: &'w [Vec<u8>], options: &'w [&str]) -> impl Iterator<Item = &'w [u8]> {
    arguments.iter().enumerate().filter_map(move |(at, word)| {
        options.iter().find_map(|option| {
            let rest = word.strip_prefix(option.as_bytes())?;
            match rest {
                [] => arguments.get(at + 1).map(Vec::as_slice),
                [b'=', value @ ..] => Some(value),
                attached => (!option.starts_with("--")).then_some(attached),
            }
        })
    })
}

/// Another machine is outside as well.
fn target(play: &mut Play<'_>, name: &str, path: &[u8]) {
    let colon = path.iter().position(|byte| *byte == b':');
    let slash = path.iter().position(|byte| *byte == b'/').unwrap_or(path.len());
    match colon {
        Some(at) if name == "rsync" && at < slash => {
            play.outside(String::from_utf8_lossy(path).into_owned());
        }
        _ => look(play, path, if name == "ln" { Follow::No } else { Follow::Yes }),
    }
}

/// An archive that is written anew or added to.
fn archive(play: &mut Play<'_>, arguments: &[Vec<u8>]) {
    let first = arguments.first().map(Vec::as_slice).unwrap_or_default();
    let clustered = |word: &[u8]| word.starts_with(b"-") && !word.starts_with(b"--");
    let letters = |word: &[u8]| word.iter().any(|letter| matches!(letter, b'c' | b'r' | b'u' | b'A'));
    let writes = letters(first)
        || arguments.iter().any(|word| clustered(word) && letters(word))
        || arguments.iter().any(|word| {
            ["--create", "--append", "--update", "--concatenate"].iter().any(|it| word == it.as_bytes())
        });
    if !writes {
        return;
    }
    let behind = arguments.iter().enumerate().filter(|(at, word)| {
        word.ends_with(b"f") && (clustered(word) || (*at == 0 && !word.starts_with(b"-")))
    });
    let named = behind.filter_map(|(at, _)| arguments.get(at + 1).map(Vec::as_slice));
    let all: Vec<&[u8]> = named.chain(values(arguments, &["--file"])).collect();
    all.into_iter().for_each(|path| look(play, path, Follow::Yes));
}

fn look(play: &mut Play<'_>, path: &[u8], follow: Follow) {
    if let Place::Outside(path) = play.model.resolve(path, follow)
        && (path.exists() || path.is_symlink())
        && !crate::blast::play::is_sink(&path)
    {
        play.outside(path.display().to_string());
    }
}
