//! Which domain a product's name means. A name that says more than the domain knows is none of its: a photo library lends no
//! books, and a school bus tracker has no courses.

use std::sync::LazyLock;

use super::Domain;
use super::data::ALL;
use crate::understand::lexicon::function::{self, EMPTY_ADJECTIVES};
use crate::understand::lexicon::products::{APP_NOUNS, BUSINESSES, KEEPER_NOUNS};
use crate::understand::morph;

/// Words before a name that leave it what it is.
const PLAIN: &[&str] =
    &["a", "an", "the", "my", "our", "your", "local", "personal", "private", "public", "mini", "community"];
/// Words after a name that leave it what it is, besides those for software.
const TAILS: &[&str] = &[
    "management",
    "tracking",
    "sharing",
    "administration",
    "engine",
    "cms",
    "planning",
    "record",
    "web",
    "online",
];

/// A name of products, in singular words.
struct Name {
    words: Vec<String>,
    /// The name of a record as well: `an event` alone is a record rather than a product.
    is_record: bool,
    domain: &'static Domain,
}

static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    let name = |domain: &'static Domain, name: &String| {
        let words: Vec<String> = name.split([' ', '-']).map(morph::singular).collect();
        let spoken = words.join(" ");
        let is_record = domain.known.iter().any(|record| morph::spoken(&record.name) == spoken);
        Name { words, is_record, domain }
    };
    ALL.domains.iter().flat_map(|domain| domain.words.iter().map(move |word| name(domain, word))).collect()
});

/// The longest name wins, and of two as long the later one: a recipe blog is a blog.
pub(super) fn best(words: &[String]) -> Option<&'static Domain> {
    let words: Vec<String> = words.iter().map(|word| morph::singular(word)).collect();
    let fits = |name: &Name| Some(((name.words.len(), name.ends(&words)?), name.domain));
    NAMES.iter().filter_map(fits).max_by_key(|(place, _)| *place).map(|(_, domain)| domain)
}

/// The domain that lists this very name.
pub(super) fn listed(words: &[String]) -> Option<&'static Domain> {
    let words: Vec<String> = words.iter().map(|word| morph::singular(word)).collect();
    NAMES.iter().find(|name| name.words == words).map(|name| name.domain)
}

/// Names of two words and what is between them are told from a list of two things by being known.
pub(super) fn is_joined(before: &str, after: &str) -> bool {
    let joins = |name: &Name| matches!(name.words.as_slice(), [one, and, two] if one == before && and == "and" && two == after);
    NAMES.iter().any(joins)
}

impl Name {
    /// What is done for money: a bike rental shop is a bike rental.
    fn is_trade(&self) -> bool {
        self.words.last().is_some_and(|word| {
            matches!(word.as_str(), "rental" | "hire" | "repair" | "cleaning" | "delivery")
        })
    }

    /// Where a product's name stops to be this one, if the words around it add nothing.
    fn ends(&self, words: &[String]) -> Option<usize> {
        let ends = self.words.len()..=words.len();
        ends.rev().find(|end| {
            let from = end - self.words.len();
            words[from..*end] == self.words
                && !(self.is_record && *end == words.len())
                && words[..from].iter().all(|word| self.domain.is_kind(word))
                && words[*end..].iter().all(|word| {
                    self.domain.is_tail(word) || self.is_trade() && BUSINESSES.contains(&word.as_str())
                })
        })
    }
}

impl Domain {
    fn is_kind(&self, word: &str) -> bool {
        let lists = |list: &[String]| list.iter().any(|listed| morph::singular(listed) == word);
        let any = self.kinds.iter().any(|kind| kind == "*");
        let plain = PLAIN.contains(&word) || function::is(EMPTY_ADJECTIVES, word);
        !lists(&self.except) && (any || plain || lists(&self.kinds))
    }

    fn is_tail(&self, word: &str) -> bool {
        let known = |word: &str| self.known.iter().any(|record| morph::spoken(&record.name) == word);
        [APP_NOUNS, KEEPER_NOUNS, TAILS].iter().any(|list| list.contains(&word)) || known(word)
    }
}
