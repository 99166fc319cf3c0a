//! What a field's name says about its type. A word in the request that says more always wins.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use protocol::requirements::{FieldConstraint, FieldKind};

use super::data;

/// What is known of a field from its name alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    pub kind: FieldKind,
    pub constraints: Vec<FieldConstraint>,
}

fn guess(kind: FieldKind, constraints: &[FieldConstraint]) -> Guess {
    Guess { kind, constraints: constraints.to_vec() }
}

type Sections = HashMap<&'static str, HashSet<&'static str>>;

static WORDS: LazyLock<Sections> = LazyLock::new(|| data::sets(include_str!("data/fields.txt")));

/// The type of each last word of a name.
static HEADS: LazyLock<HashMap<&'static str, FieldKind>> = LazyLock::new(|| {
    let sections = data::sections(include_str!("data/fields.txt")).into_iter();
    let kinds = sections.filter_map(|(heading, words)| Some((section_kind(heading)?, words)));
    kinds.flat_map(|(kind, words)| words.into_iter().map(move |word| (word, kind))).collect()
});

fn section_kind(heading: &str) -> Option<FieldKind> {
    Some(match heading {
        "decimal" => FieldKind::Decimal,
        "email" => FieldKind::Email,
        "url" => FieldKind::Url,
        "date" => FieldKind::Date,
        "datetime" => FieldKind::DateTime,
        "boolean" => FieldKind::Boolean,
        "integer" => FieldKind::Integer,
        "text" => FieldKind::Text,
        "string" => FieldKind::String,
        _ => return None,
    })
}

fn listed(list: &str, word: &str) -> bool {
    WORDS.get(list).is_some_and(|words| words.contains(word))
}

/// Words that name a type outright: `notes as text`, `active (boolean)`.
pub fn type_word(word: &str) -> Option<FieldKind> {
    Some(match word {
        "string" | "str" | "varchar" | "char" => FieldKind::String,
        "text" | "longtext" | "multiline" => FieldKind::Text,
        "integer" | "int" | "numeric" => FieldKind::Integer,
        "number" => FieldKind::Integer,
        "decimal" | "float" | "money" | "double" | "currency" => FieldKind::Decimal,
        "boolean" | "bool" | "checkbox" => FieldKind::Boolean,
        "date" => FieldKind::Date,
        "datetime" | "timestamp" => FieldKind::DateTime,
        "email" => FieldKind::Email,
        "url" | "link" => FieldKind::Url,
        _ => return None,
    })
}

/// A word for the type of what is kept as a file.
pub fn is_file_type(word: &str) -> bool {
    matches!(word, "image" | "photo" | "picture" | "file" | "pdf" | "upload")
}

/// A name in lower-case words to its type; nothing when the name says nothing.
pub fn infer(words: &[String]) -> Option<Guess> {
    if let Some(at) = words.iter().skip(1).position(|word| word == "of" || word == "per") {
        let number = words[0] == "number";
        return if number {
            Some(guess(FieldKind::Integer, &[FieldConstraint::Min(0)]))
        } else {
            infer(&words[..=at])
        };
    }
    let last = words.last()?.as_str();
    let first = words.first()?.as_str();
    if words.len() > 1 && matches!(first, "is" | "has" | "can" | "was") {
        return Some(guess(FieldKind::Boolean, &[]));
    }
    if words.len() > 1 && last == "year" {
        return Some(guess(FieldKind::Integer, &[FieldConstraint::Min(0)]));
    }
    // `cooking time`: how long it takes, in minutes.
    let takes = first.ends_with("ing") || matches!(first, "prep" | "preparation" | "cook" | "travel");
    if words.len() == 2 && last == "time" && takes && !matches!(first, "opening" | "closing" | "meeting") {
        return Some(guess(FieldKind::Integer, &[FieldConstraint::Min(0)]));
    }
    if last == "at" || matches!(last, "time" | "datetime") {
        return Some(guess(FieldKind::DateTime, &[]));
    }
    let ends = matches!((first, last), ("check", "in" | "out") | ("valid", "from" | "to" | "until"));
    if words.len() > 1 && (ends || last == "on" || first == "date")
        || words.len() > 1 && matches!(first, "birth")
    {
        return Some(guess(FieldKind::Date, &[]));
    }
    if words.len() > 1 && first == "year" {
        return Some(guess(FieldKind::Integer, &[FieldConstraint::Min(0)]));
    }
    if words.len() > 1 && matches!(last, "start" | "end")
        || words.len() == 1 && matches!(last, "starts" | "ends")
    {
        return Some(guess(FieldKind::DateTime, &[]));
    }
    let kind = *HEADS.get(last)?;
    let mut constraints = Vec::new();
    if listed("unique", last) {
        constraints.push(FieldConstraint::Unique);
    }
    if matches!(kind, FieldKind::Decimal | FieldKind::Integer) && listed("non_negative", last) {
        constraints.push(FieldConstraint::Min(0));
    }
    Some(Guess { kind, constraints })
}

/// Whether what is called so is a picture or a file: `photo`, `cv`.
pub fn is_file(head: &str) -> bool {
    let singular = crate::understand::morph::singular(head);
    listed("image", &singular) || listed("file", &singular)
}

/// A word that says what a field is.
pub fn is_known(word: &str) -> bool {
    HEADS.contains_key(word) || infer(&[word.to_owned()]).is_some()
}

/// Plural nouns that are one field, not records of their own.
pub fn is_plural_field(word: &str) -> bool {
    HEADS.contains_key(word) || matches!(word, "dates" | "times")
}

/// Records that many things share: the relation to them goes both ways.
pub fn is_shared(singular: &str) -> bool {
    listed("shared", singular)
}

/// Adjectives before or after a field's name, and whether they change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjective {
    Is(FieldConstraint),
    Required,
    Kind(FieldKind),
}

pub fn adjective(word: &str) -> Option<Adjective> {
    Some(match word {
        "unique" => Adjective::Is(FieldConstraint::Unique),
        "optional" | "nullable" | "optionally" => Adjective::Is(FieldConstraint::Optional),
        "required" | "mandatory" | "compulsory" | "obligatory" => Adjective::Required,
        "positive" => Adjective::Is(FieldConstraint::Min(1)),
        "nonnegative" => Adjective::Is(FieldConstraint::Min(0)),
        "short" => Adjective::Kind(FieldKind::String),
        "long" | "multiline" => Adjective::Kind(FieldKind::Text),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str) -> Option<FieldKind> {
        let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
        infer(&words).map(|guess| guess.kind)
    }

    #[test]
    fn names_to_types() {
        assert_eq!(kind("price"), Some(FieldKind::Decimal));
        assert_eq!(kind("price per night"), Some(FieldKind::Decimal));
        assert_eq!(kind("date of birth"), Some(FieldKind::Date));
        assert_eq!(kind("number of pages"), Some(FieldKind::Integer));
        assert_eq!(kind("published at"), Some(FieldKind::DateTime));
        assert_eq!(kind("is active"), Some(FieldKind::Boolean));
        assert_eq!(kind("description"), Some(FieldKind::Text));
        assert_eq!(kind("frobnication"), None);
    }
}
