//! `find … -delete` and `find … -exec rm`.

use std::cell::Cell;

use crate::blast::model::{Follow, Node, Place};
use crate::blast::pattern::Matcher;
use crate::blast::play::Play;
use crate::checkpoint::TreePath;

/// What has to hold of a path.
enum Test<'w> {
    Name(&'w str),
    Path(&'w str),
    Type(&'w str),
    Empty,
    Not(Box<Test<'w>>),
}

enum Act {
    Look,
    Delete,
    /// `-exec rm`; with `-r` or without.
    Remove(bool),
}

struct Search<'w> {
    starts: Vec<&'w str>,
    tests: Vec<Test<'w>>,
    depth_min: usize,
    depth_max: usize,
    act: Act,
}

pub(super) fn find(play: &mut Play<'_>, arguments: &[&str]) {
    match read(arguments) {
        Some(Search { act: Act::Look, .. }) => {}
        Some(search) => search.starts.iter().for_each(|start| one(play, &search, start)),
        None => play.unknown(format!("{} cannot be followed", play.by)),
    }
}

fn read<'w>(arguments: &[&'w str]) -> Option<Search<'w>> {
    let at = arguments.iter().position(|word| word.starts_with(['-', '(', '!'])).unwrap_or(arguments.len());
    let (starts, rest) = arguments.split_at(at);
    let starts = if starts.is_empty() { vec!["."] } else { starts.to_vec() };
    let mut search =
        Search { starts, tests: Vec::new(), depth_min: 0, depth_max: usize::MAX, act: Act::Look };
    let mut words = rest.iter().copied();
    let mut not = false;
    // Classes of characters and escapes are left to find itself.
    let plain = |pattern: &&str| !pattern.contains("[:") && !pattern.contains('\\');
    while let Some(word) = words.next() {
        // What stands behind an action does not narrow it.
        if !matches!(search.act, Act::Look) && !matches!(word, "-print" | "-print0") {
            return None;
        }
        let test = match word {
            "-name" => Test::Name(words.next().filter(plain)?),
            "-path" | "-wholename" => Test::Path(words.next().filter(plain)?),
            "-type" => Test::Type(words.next().filter(|kind| matches!(*kind, "f" | "d" | "l"))?),
            "-empty" => Test::Empty,
            "-not" | "!" => {
                not = !not;
                continue;
            }
            "-maxdepth" => {
                search.depth_max = words.next()?.parse().ok()?;
                continue;
            }
            "-mindepth" => {
                search.depth_min = words.next()?.parse().ok()?;
                continue;
            }
            "-print" | "-print0" | "-depth" | "-mount" | "-xdev" | "-a" | "-and" => continue,
            "-delete" => {
                search.act = Act::Delete;
                continue;
            }
            "-exec" | "-execdir" => {
                search.act = removal(&mut words)?;
                continue;
            }
            _ => return None,
        };
        search.tests.push(if std::mem::take(&mut not) { Test::Not(Box::new(test)) } else { test });
    }
    Some(search)
}

fn removal<'w>(words: &mut impl Iterator<Item = &'w str>) -> Option<Act> {
    let command: Vec<&str> = words.take_while(|word| !matches!(*word, ";" | "+")).collect();
    let (program, rest) = command.split_first()?;
    let known = |word: &&str| matches!(*word, "-f" | "-r" | "-rf" | "-fr" | "-R" | "-v" | "--" | "{}");
    let is_removal = matches!(*program, "rm" | "/bin/rm") && rest.iter().all(known) && rest.contains(&"{}");
    is_removal
        .then(|| Act::Remove(rest.iter().any(|word| word.contains(['r', 'R']) && word.starts_with('-'))))
}

fn one(play: &mut Play<'_>, search: &Search<'_>, start: &str) {
    let root = match play.model.resolve(start.as_bytes(), Follow::No) {
        Place::Outside(path) => return play.outside(path.display().to_string()),
        Place::Root => None,
        Place::Inside(path) => Some(path),
    };
    let all: Vec<TreePath> = match &root {
        Some(path) => play.model.within(path),
        None => play.model.now.keys().cloned().collect(),
    };
    for left in play.model.left_within(root.as_ref()) {
        play.outside(play.model.path_of(Some(&left)).display().to_string());
    }
    // From the deepest up, as `-delete` and `-depth` do.
    for path in all.iter().rev() {
        let level = |path: &TreePath| path.names().count();
        let depth = level(path) - root.as_ref().map_or(0, level);
        if depth < search.depth_min || depth > search.depth_max {
            continue;
        }
        let shown = shown(start, root.as_ref(), path);
        let unclear = Cell::new(false);
        if search.tests.iter().all(|test| holds(play, test, path, &shown, &unclear)) {
            act(play, &search.act, path);
        }
        if unclear.get() {
            play.unknown(format!("whether {} means {path} depends on the language it is run in", play.by));
        }
    }
}

/// The path as find says it, which is what `-path` sees.
fn shown(start: &str, root: Option<&TreePath>, path: &TreePath) -> Vec<u8> {
    let rest = match root {
        Some(root) => &path.as_bytes()[root.as_bytes().len()..],
        None => return [start.trim_end_matches('/').as_bytes(), b"/", path.as_bytes()].concat(),
    };
    [start.trim_end_matches('/').as_bytes(), rest].concat()
}

fn holds(play: &Play<'_>, test: &Test<'_>, path: &TreePath, shown: &[u8], unclear: &Cell<bool>) -> bool {
    let node = play.model.now.get(path);
    let matches = |pattern: &str, name: &[u8]| {
        let said = Matcher::of_text(pattern, play.language()).and_then(|matcher| matcher.matches(name));
        unclear.set(unclear.get() || said.is_none());
        said.unwrap_or(false)
    };
    match test {
        Test::Name(pattern) => matches(pattern, path.split().1),
        Test::Path(pattern) => matches(pattern, shown),
        Test::Type("d") => node == Some(&Node::Folder),
        Test::Type("l") => matches!(node, Some(Node::Link(_))),
        Test::Type(_) => matches!(node, Some(Node::Original(_) | Node::New)),
        Test::Empty => match node {
            Some(Node::Folder) => play.model.names_in(Some(path)).is_empty(),
            Some(Node::Original(_)) => play.model.size(path) == 0,
            _ => false,
        },
        Test::Not(test) => !holds(play, test, path, shown, unclear),
    }
}

fn act(play: &mut Play<'_>, act: &Act, path: &TreePath) {
    let is_folder = play.model.now.get(path) == Some(&Node::Folder);
    let removes = match act {
        Act::Look => false,
        Act::Delete => !is_folder || play.model.names_in(Some(path)).is_empty(),
        Act::Remove(recursive) => !is_folder || *recursive,
    };
    if removes {
        play.model.remove(path);
    }
}
