//! One reading beside what was expected of it.

use std::collections::{BTreeMap, BTreeSet};

use super::corpus::Expected;
use super::item::{self, Item, Kind};
use super::reading::Reading;

/// A word that two texts share in their first letters is the same word: `reserve`, `reservation`.
const STEM: usize = 4;

/// How often each kind was read right, and in which way wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub expected: usize,
    /// It is there.
    pub found: usize,
    /// It is not there, and the product says that it did not understand, or cannot build, those words.
    pub named: usize,
    /// It is said to be asked for, and it was not.
    pub extra: usize,
}

impl Tally {
    /// Neither done nor named.
    pub fn silent(&self) -> usize {
        self.expected - self.found - self.named
    }

    pub fn recall(&self) -> Option<f64> {
        share(self.found, self.expected)
    }

    pub fn precision(&self) -> Option<f64> {
        share(self.found, self.found + self.extra)
    }

    pub fn add(&mut self, other: &Tally) {
        self.expected += other.expected;
        self.found += other.found;
        self.named += other.named;
        self.extra += other.extra;
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of a corpus are small")]
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// What the corpus tells apart and one feature does: `poster` asks for pictures, and the words alone do not say so.
const TWINS: [[&str; 2]; 2] = [["image_upload", "file_upload"], ["notifications", "email_notifications"]];

/// What is to be said of one request.
#[derive(Debug, Default)]
pub struct Score {
    pub tallies: BTreeMap<Kind, Tally>,
    pub silent: Vec<Item>,
    pub named: Vec<Item>,
    pub extra: Vec<Item>,
}

/// Compares a reading with what a request is expected to say. What may be there as well counts neither way, and a role or
/// a record under another name that is as good is taken for the same.
pub fn score(request: &Expected, mut reading: Reading) -> Score {
    let (expected, also) = (item::expected(request), item::also(request));
    for (to, others) in item::same(request) {
        if let Some(from) = others.iter().find(|other| reading.is_said(other) && !reading.is_said(&to)) {
            reading.rename(from, &to);
        }
    }
    for kind in [Kind::Role, Kind::Entity] {
        for (from, to) in other_names(kind, &expected, &also, &reading) {
            reading.rename(&from, &to);
        }
    }
    for twins in TWINS {
        reading.settle(twins, |item| expected.contains(item) || also.contains(item));
    }
    let reading = &reading;
    let mut score = Score::default();
    for item in &expected {
        let tally = score.tallies.entry(item.kind).or_default();
        tally.expected += 1;
        if is_found(item, reading) {
            tally.found += 1;
        } else if is_named(item, reading) {
            tally.named += 1;
            score.named.push(item.clone());
        } else {
            score.silent.push(item.clone());
        }
    }
    let counted =
        |item: &&Item| item.kind != Kind::Absent && !expected.contains(item) && !also.contains(item);
    for item in reading.stated.iter().filter(counted) {
        score.tallies.entry(item.kind).or_default().extra += 1;
        score.extra.push(item.clone());
    }
    score
}

/// What stands for each missing name: one that may be there as well, and is said to be.
fn other_names(
    kind: Kind,
    expected: &BTreeSet<Item>,
    also: &BTreeSet<Item>,
    reading: &Reading,
) -> Vec<(String, String)> {
    let missing = expected.iter().filter(|item| item.kind == kind && !reading.has(item));
    let mut spare = also
        .iter()
        .filter(|item| item.kind == kind && !expected.contains(item) && reading.stated.contains(item));
    missing.filter_map(|item| spare.next().map(|other| (other.name.clone(), item.name.clone()))).collect()
}

fn is_found(item: &Item, reading: &Reading) -> bool {
    match item.kind {
        Kind::LeftOver => is_named(item, reading),
        // So has one that says of a feature by its own name that it cannot be built.
        Kind::Feature => reading.has(item) || reading.named.iter().any(|words| is_spelled(words, &item.name)),
        Kind::Absent => is_absent(item, reading),
        // A product that refuses another framework by its name has understood it.
        Kind::Stack => reading.has(item) || reading.named.iter().any(|words| words.contains(&item.name)),
        _ => reading.has(item),
    }
}

/// `social login` is `sociallogin`, and `mobile (“an iOS app”)` is `mobile`.
fn is_spelled(words: &str, name: &str) -> bool {
    let words = words.split(" (").next().unwrap_or(words);
    words.chars().filter(|c| c.is_alphanumeric()).eq(name.chars().filter(|c| c.is_alphanumeric()))
}

/// Nothing of that name is in the product, whether said or assumed: a part of it, `price` as a field of any record,
/// `role patient` as a role, `may nurse delete Pet` as a right.
fn is_absent(item: &Item, reading: &Reading) -> bool {
    let (kind, name) = match item.name.split_once(' ') {
        Some(("role", name)) => (Some(Kind::Role), name),
        Some(("may", right)) => (Some(Kind::May), right),
        _ => (None, item.name.as_str()),
    };
    let is_it = |other: &Item| {
        other.kind != Kind::Absent && kind.is_none_or(|kind| other.kind == kind) && is_name(other, name)
    };
    match name {
        "frontend" | "backend" => reading.has(item),
        _ => !reading.stated.iter().chain(&reading.assumed).any(is_it),
    }
}

/// `comments` is the feature of that name, and the record `comment`.
fn is_name(item: &Item, sought: &str) -> bool {
    let name = match item.kind {
        Kind::Field => item.name.split('.').next_back().unwrap_or_default(),
        Kind::May => item.name.trim_end_matches(" own"),
        _ => &item.name,
    };
    name == sought || sought.strip_suffix('s') == Some(name)
}

/// Any word of the item that says something stands among those that the product names.
fn is_named(item: &Item, reading: &Reading) -> bool {
    let told: Vec<&str> = reading.named.iter().flat_map(|words| words_of(words)).collect();
    words_of(&item.name).any(|word| told.iter().any(|other| is_same(word, other)))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= STEM - 1)
}

fn is_same(word: &str, other: &str) -> bool {
    let stem = |text: &str| text.chars().take(STEM).collect::<String>();
    word == other || word.chars().count() >= STEM && stem(word) == stem(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[&str]) -> Vec<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    fn reading(stated: Vec<Item>, named: &[&str]) -> Reading {
        Reading { stated: stated.into_iter().collect(), assumed: BTreeSet::new(), named: list(named) }
    }

    #[test]
    fn what_is_missing_is_silent_unless_its_words_are_named() {
        let expected = Expected {
            entities: list(&["Book", "Shelf"]),
            features: list(&["payments"]),
            ..Expected::default()
        };
        let read =
            reading(vec![Item::new(Kind::Entity, "Book"), Item::new(Kind::Role, "clerk")], &["pay by card"]);
        let score = score(&expected, read);
        assert_eq!(score.silent, [Item::new(Kind::Entity, "Shelf"), Item::new(Kind::Feature, "payments")]);
        assert_eq!(score.extra, [Item::new(Kind::Role, "clerk")]);
        let read = reading(Vec::new(), &["take payments", "shelf"]);
        let score = super::score(&expected, read);
        assert_eq!(score.silent, [Item::new(Kind::Entity, "Book")]);
        assert_eq!(score.named.len(), 2);
    }

    #[test]
    fn what_was_not_wanted_counts_as_found_only_where_it_is_not_there() {
        let expected = Expected { absent: list(&["comments"]), ..Expected::default() };
        let silent = |read: Reading| score(&expected, read).silent.len();
        assert_eq!(silent(reading(Vec::new(), &[])), 0);
        assert_eq!(silent(reading(vec![Item::new(Kind::Entity, "Comment")], &[])), 1);
        assert_eq!(silent(reading(vec![Item::new(Kind::Feature, "comments")], &[])), 1);
    }

    #[test]
    fn a_name_that_is_as_good_stands_for_the_expected_one_everywhere() {
        let expected = Expected {
            roles: list(&["author"]),
            may: list(&["author create Post"]),
            also: list(&["role writer"]),
            ..Expected::default()
        };
        let stated = vec![Item::new(Kind::Role, "writer"), Item::new(Kind::May, "writer create Post")];
        let score = score(&expected, reading(stated, &[]));
        assert!(score.silent.is_empty() && score.extra.is_empty(), "{score:?}");
    }

    #[test]
    fn one_line_of_the_corpus_is_as_many_items_as_it_says_things() {
        let expected = Expected {
            fields: list(&["Book.price money unique", "Loan.status enum(Pending, on_loan)"]),
            states: list(&["Loan.status: pending > on_loan | lost > returned"]),
            relations: list(&["Tag <-> Book"]),
            ..Expected::default()
        };
        let names: Vec<String> = item::expected(&expected).into_iter().map(|item| item.name).collect();
        let of_fields = ["book.price", "loan.status"];
        let of_traits = ["book.price decimal", "book.price unique", "loan.status enum(onloan,pending)"];
        let states = [
            "loan: lost > returned",
            "loan: onloan > returned",
            "loan: pending > lost",
            "loan: pending > onloan",
        ];
        let all = [&of_fields[..], &of_traits, &["book <-> tag"], &states].concat();
        assert_eq!(names, all);
    }
}
