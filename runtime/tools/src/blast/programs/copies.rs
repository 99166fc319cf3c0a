//! `cp`, `mv`, `ln`.

use super::Parsed;
use crate::blast::model::{Follow, Node, Place};
use crate::blast::play::Play;
use crate::checkpoint::TreePath;

const TAKES: &[&str] = &["-t", "--target-directory", "-S", "--suffix"];

pub(super) fn rename(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, TAKES);
    let both = parsed.has('n', "no-clobber") && parsed.has('f', "force");
    if both || !parsed.only("fvnT", &["force", "verbose", "no-clobber", "no-target-directory"]) {
        return play.unknown(format!("{} has an option that cannot be followed", play.by));
    }
    if let Some(pattern) = unlisted(play, &parsed) {
        play.outside(pattern.clone());
        return play.unknown(format!("{} brings in {pattern}", play.by));
    }
    for (from, goal) in pairs(play, &parsed) {
        let from = match play.model.resolve(from.as_bytes(), Follow::No) {
            Place::Inside(path) => path,
            Place::Root => return play.outside("the folder itself"),
            Place::Outside(path) => {
                if path.exists() {
                    play.outside(path.display().to_string());
                }
                continue;
            }
        };
        let Some(node) = play.model.now.get(&from).cloned() else { continue };
        match goal {
            Goal::Outside(path) => {
                // What leaves the folder is lost to it, and may hit something where it goes.
                play.outside(path);
                play.model.remove(&from);
            }
            Goal::Inside(to) if to == from || to.is_within(&from) => {}
            Goal::Inside(to) => match play.model.now.get(&to) {
                Some(_) if parsed.has('n', "no-clobber") => {}
                // A folder gives way to a folder, if it is empty, and a file to a file.
                Some(Node::Folder) => {
                    if node == Node::Folder && play.model.names_in(Some(&to)).is_empty() {
                        play.model.transfer(&from, &to, false);
                    }
                }
                Some(_) if node == Node::Folder => {}
                Some(_) | None => {
                    if has_place(play, &to) {
                        play.model.transfer(&from, &to, false);
                    }
                }
            },
        }
    }
}

pub(super) fn copy(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, TAKES);
    let long = [
        "recursive",
        "archive",
        "force",
        "verbose",
        "no-clobber",
        "preserve",
        "no-target-directory",
        "parents",
    ];
    if !parsed.only("rRafvnpdPT", &long)
        || parsed.has('\0', "parents")
        || (parsed.has('n', "no-clobber") && parsed.has('f', "force"))
    {
        return play.unknown(format!("{} has an option that cannot be followed", play.by));
    }
    let into_top = parsed
        .operands
        .last()
        .is_some_and(|last| play.model.resolve(last.as_bytes(), Follow::Yes) == Place::Root);
    if into_top
        && parsed.operands.iter().any(|word| word.ends_with("/.") || word.ends_with("/..") || *word == "..")
    {
        return play.unknown(format!("{} brings in all that is in a folder", play.by));
    }
    if let Some(pattern) = unlisted(play, &parsed) {
        return play.unknown(format!("{} brings in {pattern}", play.by));
    }
    let recursive = parsed.has('r', "recursive") || parsed.has('R', "") || parsed.has('a', "archive");
    let keeps_links = recursive || parsed.has('d', "") || parsed.has('P', "");
    for (from, goal) in pairs(play, &parsed) {
        let follow = if keeps_links { Follow::No } else { Follow::Yes };
        let place = play.model.resolve(from.as_bytes(), follow);
        let Goal::Inside(to) = goal else {
            if let Goal::Outside(path) = goal
                && std::path::Path::new(&path).exists()
            {
                play.outside(path);
            }
            continue;
        };
        match place {
            Place::Inside(from) => copy_one(play, &from, &to, recursive, parsed.has('n', "no-clobber")),
            // Bytes of unknown names come from there; a file brings one.
            Place::Outside(path) if path.is_dir() && recursive => {
                play.unknown(format!("{} brings in {}", play.by, path.display()));
            }
            // `/dev/null` is no plain file and yet can be copied.
            Place::Outside(path) if path.exists() && !path.is_dir() => {
                put(play, &to, Node::New, parsed.has('n', "no-clobber"))
            }
            Place::Outside(_) | Place::Root => {}
        }
    }
}

fn copy_one(play: &mut Play<'_>, from: &TreePath, to: &TreePath, recursive: bool, keep: bool) {
    let Some(node) = play.model.now.get(from).cloned() else { return };
    let goal = [play.model.path_of(None).as_os_str().as_encoded_bytes(), b"/", to.as_bytes()].concat();
    if play.model.resolve(&goal, Follow::Yes) == Place::Inside(from.clone()) {
        // The same file by another name.
        return;
    }
    if node != Node::Folder {
        return put(play, to, if from == to { node } else { copied(node) }, keep);
    }
    if !recursive || to.is_within(from) {
        return;
    }
    play.model.now.entry(to.clone()).or_insert(Node::Folder);
    for path in play.model.within(from) {
        let rest = &path.as_bytes()[from.as_bytes().len()..];
        let (Some(goal), Some(node)) =
            (TreePath::new([to.as_bytes(), rest].concat()), play.model.now.get(&path).cloned())
        else {
            continue;
        };
        if node == Node::Folder {
            play.model.now.entry(goal).or_insert(Node::Folder);
        } else {
            put(play, &goal, copied(node), keep);
        }
    }
}

/// A copy has the bytes of another path, which at its own path are new ones.
fn copied(node: Node) -> Node {
    match node {
        Node::Link(to) => Node::Link(to),
        Node::Original(_) | Node::New | Node::Folder => Node::New,
    }
}

/// Something is put at a path; a link that is there is written through by `cp`.
fn put(play: &mut Play<'_>, to: &TreePath, node: Node, keep: bool) {
    let there = play.model.now.get(to).cloned();
    if (keep && there.is_some()) || !has_place(play, to) {
        return;
    }
    match there {
        Some(Node::Folder) => {}
        Some(Node::Link(_)) if !matches!(node, Node::Link(_)) => {
            let text = [b"/".as_slice(), to.as_bytes()].concat();
            let text = [play.model.path_of(None).as_os_str().as_encoded_bytes(), &text].concat();
            play.overwrite(&text);
        }
        Some(_) | None => {
            play.through(to);
            play.model.now.insert(to.clone(), node);
        }
    }
}

pub(super) fn link(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, TAKES);
    if !parsed.only("sfvrT", &["symbolic", "force", "verbose", "relative", "no-target-directory"])
        || (parsed.operands.len() < 2 && parsed.values.is_empty())
    {
        return play.unknown(format!("{} has an option that cannot be followed", play.by));
    }
    if let Some(pattern) = unlisted(play, &parsed) {
        return play.unknown(format!("{} names what {pattern} does", play.by));
    }
    let force = parsed.has('f', "force");
    for (source, goal) in pairs(play, &parsed) {
        match goal {
            Goal::Inside(to) => match play.model.now.get(&to) {
                Some(Node::Folder) => {}
                Some(_) if !force => {}
                Some(_) | None if parsed.has('s', "symbolic") => {
                    if has_place(play, &to) {
                        play.model.now.insert(to, Node::Link(source.as_bytes().to_vec()));
                    }
                }
                Some(_) | None => second_name(play, source, &to),
            },
            Goal::Outside(path) if force => play.outside(path),
            Goal::Outside(_) => {}
        }
    }
}

fn second_name(play: &mut Play<'_>, source: &str, to: &TreePath) {
    match play.model.resolve(source.as_bytes(), Follow::No) {
        Place::Inside(from) => match play.model.now.get(&from) {
            Some(Node::Original(_)) if has_place(play, to) => play.model.link(&from, to),
            Some(Node::New | Node::Link(_)) => play.write(to),
            Some(Node::Original(_) | Node::Folder) | None => {}
        },
        // What is written to the one is written to the other.
        Place::Outside(path) if path.is_file() => {
            play.outside(path.display().to_string());
            play.write(to);
        }
        Place::Outside(_) | Place::Root => {}
    }
}

enum Goal {
    Inside(TreePath),
    Outside(String),
}

/// A source that is a pattern outside the folder: nobody looked what it matches, and that has names here.
fn unlisted(play: &Play<'_>, parsed: &Parsed<'_>) -> Option<String> {
    let is_unlisted = |word: &&&str| {
        let place = play.model.resolve(word.as_bytes(), Follow::Yes);
        word.contains(['*', '?', '[']) && matches!(place, Place::Outside(path) if !path.exists())
    };
    parsed.operands.iter().find(is_unlisted).map(|word| (*word).to_owned())
}

/// Each source with where it goes: into the last operand if that is a folder, else to its name.
fn pairs<'w>(play: &Play<'_>, parsed: &Parsed<'w>) -> Vec<(&'w str, Goal)> {
    let named = parsed.value(&["-t", "--target-directory"]);
    let (sources, last) = match (named, parsed.operands.split_last()) {
        (Some(folder), _) => (&parsed.operands[..], folder),
        (None, Some((last, sources))) => (sources, *last),
        (None, None) => return Vec::new(),
    };
    let place = play.model.resolve(last.as_bytes(), Follow::Yes);
    let into = named.is_some() || (play.model.is_folder(&place) && !parsed.has('T', "no-target-directory"));
    let exact = play.model.resolve(last.as_bytes(), Follow::No);
    let goal = |source: &str| {
        let name = source.trim_end_matches('/').rsplit('/').next().unwrap_or(source);
        // What is in it goes there, not it.
        if into && matches!(name, "." | "..") {
            return match &place {
                Place::Inside(folder) => Some(Goal::Inside(folder.clone())),
                Place::Root => None,
                Place::Outside(path) => Some(Goal::Outside(path.display().to_string())),
            };
        }
        match (into, &place, &exact) {
            (true, Place::Root, _) => TreePath::join(None, name.as_bytes()).map(Goal::Inside),
            (true, Place::Inside(folder), _) => {
                TreePath::join(Some(folder), name.as_bytes()).map(Goal::Inside)
            }
            (true, Place::Outside(folder), _) => Some(Goal::Outside(folder.join(name).display().to_string())),
            (false, _, Place::Inside(path)) => Some(Goal::Inside(path.clone())),
            (false, _, Place::Outside(path)) => Some(Goal::Outside(path.display().to_string())),
            (false, _, Place::Root) => None,
        }
    };
    sources.iter().filter_map(|source| Some((*source, goal(source)?))).collect()
}

fn has_place(play: &Play<'_>, to: &TreePath) -> bool {
    to.parent().is_none_or(|above| play.model.now.get(&above) == Some(&Node::Folder))
}
