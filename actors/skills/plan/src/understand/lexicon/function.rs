//! Words that carry grammar, and words that carry no requirement at all.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::data;

static WORDS: LazyLock<HashMap<&'static str, HashSet<&'static str>>> =
    LazyLock::new(|| data::sets(include_str!("data/words.txt")));

/// A list of `data/words.txt`, by its heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List(&'static str);

pub const DETERMINERS: List = List("determiners");
pub const PREPOSITIONS: List = List("prepositions");
pub const CONJUNCTIONS: List = List("conjunctions");
pub const CONNECTORS: List = List("connectors");
pub const PRONOUNS: List = List("pronouns");
pub const AUXILIARIES: List = List("auxiliaries");
pub const BE: List = List("be");
/// Negations and restrictions: never harmless, they must end in an item or be named.
pub const NEGATIONS: List = List("negations");
/// Words that ask for nothing that can be built or checked.
pub const HARMLESS: List = List("harmless");
/// Adjectives of [`HARMLESS`] that may stand before any noun without being part of its name.
pub const EMPTY_ADJECTIVES: List = List("empty_adjectives");
/// Verbs that say what a thing is made of.
pub const HAVE: List = List("have");

/// Adverbs, indefinite pronouns and subordinators: never the name of a thing, nor part of one.
pub const ADVERBS: List = List("adverbs");
/// Units and words for how much: records only where fields are listed for them.
pub const MEASURES: List = List("measures");

/// Headings of sections, which name no record.
pub const HEADINGS: List = List("headings");
/// Headings of lists of people.
pub const ROLE_HEADINGS: List = List("role_headings");

const FUNCTION: [List; 9] =
    [DETERMINERS, PREPOSITIONS, CONJUNCTIONS, CONNECTORS, PRONOUNS, AUXILIARIES, BE, NEGATIONS, HAVE];

pub fn is(list: List, word: &str) -> bool {
    WORDS.get(list.0).is_some_and(|words| words.contains(word))
}

/// A word that never is, or is part of, the name of a thing.
pub fn is_function(word: &str) -> bool {
    FUNCTION.iter().any(|list| is(*list, word))
}

/// `we're`, `I've`, but not the possessive `author's`.
pub fn is_contraction(word: &str) -> bool {
    word.split_once(['\'', '’']).is_some_and(|(stem, end)| {
        matches!(end, "re" | "ve" | "ll" | "d" | "m" | "t")
            || end == "s" && (is(PRONOUNS, stem) || matches!(stem, "that" | "who" | "what" | "where" | "how"))
    })
}

/// A word that may be left over without anything having been lost.
pub fn is_harmless(word: &str) -> bool {
    !is(NEGATIONS, word) && (is_function(word) || is(HARMLESS, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_are_no_possessives() {
        assert!(is_contraction("they're") && is_contraction("it's") && is_contraction("you’ll"));
        assert!(!is_contraction("author's") && !is_contraction("members"));
    }

    #[test]
    fn every_list_is_in_the_file() {
        for list in FUNCTION.iter().chain([
            &HARMLESS,
            &EMPTY_ADJECTIVES,
            &ADVERBS,
            &MEASURES,
            &HEADINGS,
            &ROLE_HEADINGS,
        ]) {
            assert!(WORDS.get(list.0).is_some_and(|words| !words.is_empty()), "{list:?}");
        }
        assert_eq!(WORDS.len(), FUNCTION.len() + 6);
    }
}
