//! `X in FILE`, `FILE's X`, `X of FILE`: where what is meant stands.

use super::question::{Word, after};
use super::{Found, Knowledge};
use crate::language::Language;

/// A place that a question names beside what it asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    pub place: String,
    /// It is written as files are: it narrows, or nothing is meant.
    pub is_file: bool,
    /// The one word that stands in it; without one the place may be just a word of the sentence.
    pub head: Option<String>,
}

const NOUNS: &str = "the|a|an|our|my|file|module|class|type|struct|folder";

/// Whether a word is written like a file: by a known ending, or with folders.
fn is_file(word: &str) -> bool {
    !word.starts_with('/') && !word.contains(':') && (Language::of_path(word).is_some() || word.contains('/'))
}

/// The place that some words name, with the words that are left. One that is only a word stays among them.
pub(super) fn read(words: &[Word], is_aside: impl Fn(&Word) -> bool) -> (Vec<Word>, Option<Inside>) {
    let Some((at, length, before, behind)) = owner(words).or_else(|| preposition(words, &is_aside)) else {
        return (words.to_vec(), None);
    };
    let Some(place) = words.get(at) else { return (words.to_vec(), None) };
    let around: Vec<&Word> = before.iter().chain(behind).collect();
    let telling: Vec<&Word> = around.iter().copied().filter(|word| !is_aside(word)).collect();
    // `Session's get`: a word that says nothing elsewhere is a name where nothing else can be one.
    let head = match (&telling[..], &around[..]) {
        ([], [only]) => vec![*only],
        _ => telling,
    };
    let inside = Inside {
        place: place.text.trim_start_matches("./").to_owned(),
        is_file: is_file(&place.text),
        head: if let [head] = head[..] { Some(head.text.clone()) } else { None },
    };
    if !inside.is_file {
        let is_plain = inside.head.is_none();
        return (words.to_vec(), (!is_plain).then_some(inside));
    }
    let mut rest = before.to_vec();
    rest.extend_from_slice(&words[at + length..]);
    (rest, Some(inside))
}

type Split<'w> = (usize, usize, &'w [Word], &'w [Word]);

/// `view.js's lookup`.
fn owner(words: &[Word]) -> Option<Split<'_>> {
    let at = words.iter().position(|word| word.owns && !word.marked)?;
    let behind = words.get(at + 1..).filter(|behind| !behind.is_empty())?;
    Some((at, 1, &words[..at], behind))
}

/// `lookup in the file view.js`: one word behind, with nothing after it that tells.
fn preposition<'w>(words: &'w [Word], is_aside: &impl Fn(&Word) -> bool) -> Option<Split<'w>> {
    let prepositions = ["in", "of", "from", "inside", "within", "at"];
    let at = words.iter().rposition(|word| word.is(&prepositions)).filter(|at| *at > 0)?;
    let mut rest = &words[at + 1..];
    while rest.len() > 1
        && let Some(inner) = after(rest, NOUNS)
    {
        rest = inner;
    }
    let (_, behind) = rest.split_first()?;
    let place = words.len() - rest.len();
    behind.iter().all(is_aside).then_some((place, 1, &words[..at], &words[words.len()..]))
}

/// A path that ends in what is written of it, with or without its ending, or one in a folder that is written with its own.
pub(super) fn is_at(path: &str, written: &str) -> bool {
    let ends =
        |path: &str| path.strip_suffix(written).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let stem = name.split_once('.').filter(|(stem, _)| !stem.is_empty()).map_or(name, |(stem, _)| stem);
    let bare = if folder.is_empty() { stem.to_owned() } else { format!("{folder}/{stem}") };
    let in_folder = || {
        let written = written.trim_end_matches('/');
        let mut parts = path.match_indices(written).filter(|(at, _)| *at == 0 || path[..*at].ends_with('/'));
        parts.any(|(at, _)| path[at + written.len()..].starts_with('/'))
    };
    ends(path) || ends(&bare) || (written.contains('/') && in_folder())
}

impl Knowledge<'_> {
    /// Whether something stands in a file, a module or a type of that name.
    pub(super) fn stands_in(&self, found: Found<'_>, place: &str) -> bool {
        let module = self.places.module(found.path).unwrap_or_default();
        let owner = found.symbol.qualified.strip_suffix(found.symbol.name.as_str()).unwrap_or_default();
        is_at(found.path, place)
            || module == place
            || module.strip_suffix(place).is_some_and(|rest| rest.ends_with('.'))
            || owner.split('.').any(|part| part == place)
    }
}
