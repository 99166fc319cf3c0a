//! Questions for definitions and files of a kind: all of them, how many, or the longest.

use super::super::inside::Inside;
use super::super::question::{Word, after, between};
use super::super::subject::Subject;
use super::Intent;
use super::beyond::Beyond;
use crate::symbol::SymbolKind::{
    self, Class, Constant, Enum, Function, Interface, Macro, Method, Struct, Trait, Type, Variable,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// The word for one, and its kinds.
    Symbols(&'static str, &'static [SymbolKind]),
    Files,
    /// Files that are one component each.
    Components,
    Lines,
    Tests,
    Endpoints,
    Models,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    All,
    Count,
    Longest,
}

const THINGS: &[(&str, Thing)] = &[
    ("functions|function", Thing::Symbols("function", &[Function, Method])),
    ("methods|method", Thing::Symbols("method", &[Method])),
    ("classes|class", Thing::Symbols("class", &[Class])),
    ("types|type", Thing::Symbols("type", &[Class, Struct, Enum, Interface, Trait, Type])),
    ("structs|struct", Thing::Symbols("struct", &[Struct])),
    ("enums|enum", Thing::Symbols("enum", &[Enum])),
    ("interfaces|interface", Thing::Symbols("interface", &[Interface])),
    ("traits|trait", Thing::Symbols("trait", &[Trait])),
    ("constants|constant", Thing::Symbols("constant", &[Constant])),
    ("global? variables|variable|globals", Thing::Symbols("variable", &[Variable])),
    ("macros|macro", Thing::Symbols("macro", &[Macro])),
    ("source? files|file|modules", Thing::Files),
    ("components|component", Thing::Components),
    ("lines of? code?", Thing::Lines),
    ("tests", Thing::Tests),
    ("http|api? endpoints|routes", Thing::Endpoints),
    ("database? models|tables", Thing::Models),
];

pub(super) fn read(words: &[Word]) -> Option<Intent> {
    if let Some(rest) = after(words, "how many").or_else(|| after(words, "count|number all|of? the?")) {
        let counted = asked(rest, Which::Count);
        // Only some things are counted.
        return counted.or_else(|| Some(Intent::Beyond(Beyond::Reason("how many".to_owned()))));
    }
    if let Some(rest) = after(words, "is|are|do|does there|we|it|this? have? any? tests") {
        return rest.iter().all(|word| word.is(ABOUT)).then_some(Intent::Things(
            Thing::Tests,
            Which::Count,
            None,
        ));
    }
    let rest = after(words, "which|what|list|show|give|find is|are|me? all|every|each? of? the?")?;
    if let Some(rest) = after(rest, "longest|biggest|largest") {
        return asked(rest, Which::Longest);
    }
    asked(rest, Which::All).filter(|intent| {
        // Others list these.
        !matches!(
            intent,
            Intent::Things(Thing::Endpoints | Thing::Models | Thing::Lines, ..)
                | Intent::Things(Thing::Tests, _, Some(_))
        )
    })
}

/// `which features are there?`: something of which no list is kept.
pub(super) fn unlisted(words: &[Word]) -> Option<Intent> {
    let rest = after(words, "which|what|list|show all|the? the?")?;
    let (noun, told) = rest.split_first()?;
    let is_listing = !told.is_empty() && told.iter().all(|word| word.is(ABOUT));
    let is_noun = !noun.marked && noun.lower.ends_with('s') && noun.lower.chars().all(char::is_lowercase);
    (is_listing && is_noun && noun.lower == noun.text)
        .then(|| Intent::Beyond(Beyond::Unlisted(noun.lower.clone())))
}

/// The thing that the words begin with, if nothing else is said of it than where it is.
fn asked(words: &[Word], which: Which) -> Option<Intent> {
    let (rest, thing) = THINGS.iter().find_map(|(noun, thing)| Some((after(words, noun)?, *thing)))?;
    // `which class` asks for one.
    let noun = words[..words.len() - rest.len()].last()?;
    if which == Which::All && !noun.lower.ends_with('s') || noun.is(&["class"]) && which != Which::Longest {
        return None;
    }
    // `which classes does FILE define?`
    let of = between(
        rest,
        "does|do|has|have|is|are the?",
        &["define", "have", "contain", "hold", "export", "has"],
    );
    if let Some([place]) = of.filter(|of| !of.iter().all(|word| word.is(ABOUT))) {
        return Some(Intent::Things(thing, which, Some(place.text.clone())));
    }
    let subject = Subject::of(rest);
    let place = subject.inside.filter(|inside| inside.is_file).or_else(|| ending(rest));
    let is_place = |word: &&Word| place.as_ref().is_some_and(|place| place.place == word.text);
    let mut others = rest.iter().filter(|word| !is_place(word) && !word.is(ABOUT));
    others.next().is_none().then(|| Intent::Things(thing, which, place.map(|inside| inside.place)))
}

/// `in the Session class`: the last word behind a preposition.
fn ending(words: &[Word]) -> Option<Inside> {
    let at = words.iter().rposition(|word| word.is(&["in", "of", "inside", "within"]))?;
    let mut told = words[at + 1..].iter().filter(|word| !word.is(ABOUT));
    let place = told.next().filter(|_| told.next().is_none())?;
    Some(Inside { place: place.text.clone(), ..Inside::default() })
}

/// Words that say nothing about which are meant.
const ABOUT: &[&str] = &[
    "are",
    "is",
    "there",
    "exist",
    "exists",
    "do",
    "does",
    "we",
    "it",
    "they",
    "have",
    "has",
    "defined",
    "available",
    "this",
    "project",
    "app",
    "application",
    "code",
    "in",
    "the",
    "all",
    "of",
    "a",
    "here",
    "you",
    "i",
    "can",
    "see",
    "get",
    "any",
    "file",
    "module",
    "class",
    "type",
    "folder",
    "inside",
    "within",
    "repository",
    "repo",
    "codebase",
    "them",
    "altogether",
    "total",
    "contain",
    "contains",
    "define",
    "defines",
    "hold",
];
