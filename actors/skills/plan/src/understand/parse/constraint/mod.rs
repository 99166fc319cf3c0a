//! What must hold between fields, or between records: `no double booking`, `one bid per translator per job`, `the end date
//! must not be before the start date`.

mod alike;
mod apart;

use protocol::requirements::RecordConstraintKind::{InOrder, NoOverlap, UniqueTogether};
use protocol::requirements::{FieldKind, RecordConstraintKind};

use super::Reader;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::{fields, people};
use crate::understand::token::Span;

/// Names behind one such rule.
const NAMES_MAX: usize = 4;

/// A rule, as far as its words say.
struct Found {
    kind: RecordConstraintKind,
    record: Option<Noun>,
    of: Vec<Noun>,
    within: Vec<Noun>,
    end: usize,
}

impl Found {
    fn times(record: Option<Noun>, within: Vec<Noun>, end: usize) -> Self {
        Self { kind: NoOverlap, record, of: Vec::new(), within, end }
    }

    fn alike(record: Option<Noun>, of: Vec<Noun>, end: usize) -> Self {
        Self { kind: UniqueTogether, record, of, within: Vec::new(), end }
    }
}

impl Reader<'_> {
    pub(super) fn between_records(&mut self, at: usize, hi: usize) -> usize {
        let rules = [
            Self::no_double_booking,
            Self::must_not_overlap,
            Self::not_twice_at_once,
            Self::not_two_at_once,
            Self::has_one_for_each,
            Self::one_for_each,
            Self::only_once,
            Self::unique_within,
            Self::none_alike,
            Self::one_after_another,
            Self::beyond,
        ];
        if let Some(end) = self.for_themselves(at, hi) {
            self.facts.push(Fact::Beside { span: Span::new(at, end) });
            return end;
        }
        if let Some(end) = self.may_overlap(at, hi) {
            self.facts.push(Fact::Overlap { span: Span::new(at, end) });
            return end;
        }
        let heading = self.noun(at, hi).filter(|noun| self.source.is_mark(noun.end(), ':') && noun.plural);
        if let Some(noun) = heading
            && let Some(found) = self.one_for_each(noun.end() + 1, hi)
        {
            self.facts.push(Fact::Entity { noun });
            let Found { kind, record, of, within, end } = found;
            self.facts.push(Fact::Constrains { kind, record, of, within, span: Span::new(at, end) });
            return end;
        }
        for rule in rules {
            if let Some(Found { kind, record, of, within, end }) = rule(self, at, hi) {
                self.facts.push(Fact::Constrains { kind, record, of, within, span: Span::new(at, end) });
                return end;
            }
        }
        at
    }

    /// `users can only book for themselves`: nobody can do otherwise, as the server says whose a record is.
    fn for_themselves(&self, at: usize, hi: usize) -> Option<usize> {
        self.noun(at, hi).filter(|noun| self.starts.contains(&at) && people::is_person(noun.head()))?;
        let mut words = (at..hi).filter(|i| self.source.is_word(*i));
        let only = words.clone().any(|i| self.source.low(i) == "only");
        let last = words.next_back()?;
        let own = matches!(self.source.low(last), "themselves" | "himself" | "herself" | "themself");
        (only && own && self.source.low(last - 1) == "for").then_some(last + 1)
    }

    /// `a seat can be sold only once per screening`, `the start date cannot be in the past`: a rule about records, and none about
    /// who may do what; nothing here holds records to it.
    fn beyond(&mut self, at: usize, hi: usize) -> Option<Found> {
        let before = at.checked_sub(1).map_or("", |i| self.source.low(i));
        if !self.starts.contains(&at) && !matches!(before, "," | "and" | "but" | ";") {
            return None;
        }
        // What stands behind a comma is another statement.
        let hi = (at..hi).find(|i| matches!(self.source.low(*i), "," | ";")).unwrap_or(hi);
        let low = |i: usize| self.source.low(i);
        let is = |i: usize, words: &[&str]| {
            words.iter().enumerate().all(|(offset, word)| low(i + offset) == *word)
        };
        let limits = |i: usize| {
            matches!(
                low(i),
                "no" | "nobody"
                    | "cannot"
                    | "can't"
                    | "not"
                    | "never"
                    | "only"
                    | "mustn't"
                    | "neither"
                    | "cant"
            )
        };
        let about = |i: usize| {
            matches!(low(i), "twice" | "once" | "simultaneously")
                || self.at_once(i).is_some()
                || is(i, &["more", "than", "once"])
                || is(i, &["in", "the", "past"])
                || is(i, &["in", "the", "future"])
                || is(i, &["longer", "than"])
                || is(i, &["shorter", "than"])
                || is(i, &["already", "taken"])
                || is(i, &["already", "booked"])
                || is(i, &["have", "the", "same"])
                || is(i, &["only", "after"])
        };
        let seen = |i: usize| {
            matches!(
                low(i),
                "see"
                    | "sees"
                    | "read"
                    | "view"
                    | "access"
                    | "visible"
                    | "edit"
                    | "change"
                    | "delete"
                    | "manage"
                    | "own"
            )
        };
        let any = |found: &dyn Fn(usize) -> bool| (at..hi).any(found);
        if !any(&limits) || !any(&about) || any(&seen) {
            return None;
        }
        Some(Found { kind: UniqueTogether, record: None, of: Vec::new(), within: Vec::new(), end: hi })
    }

    /// `the end date must not be before the start date`, `check-out is after check-in`, `low must be less than high`.
    fn one_after_another(&mut self, at: usize, hi: usize) -> Option<Found> {
        let first = self.noun(at, hi).filter(is_ordered)?;
        let mut i = first.end();
        let mut denied = false;
        while matches!(
            self.source.low(i),
            "is" | "are"
                | "must"
                | "should"
                | "has"
                | "have"
                | "to"
                | "be"
                | "can"
                | "may"
                | "not"
                | "never"
                | "cannot"
                | "can't"
                | "mustn't"
                | "always"
                | "only"
                | "comes"
                | "come"
                | "lies"
        ) {
            denied |= matches!(self.source.low(i), "not" | "never" | "cannot" | "can't" | "mustn't");
            i += 1;
        }
        let (len, later) = match (self.source.low(i), self.source.low(i + 1)) {
            ("after", _) => (1, true),
            ("later" | "greater" | "higher" | "larger" | "more" | "bigger", "than") => (2, true),
            ("at", "least") => (2, true),
            ("exceed" | "exceeds", _) => (1, true),
            ("before", _) => (1, false),
            ("earlier" | "less" | "lower" | "smaller" | "fewer", "than") => (2, false),
            (">" | "≥", _) => (1 + usize::from(self.source.is_mark(i + 1, '=')), true),
            ("<" | "≤", _) => (1 + usize::from(self.source.is_mark(i + 1, '=')), false),
            _ => return None,
        };
        let second = self.noun(i + len, hi).filter(is_ordered)?;
        let end = second.end();
        let of = if later == denied { vec![first, second] } else { vec![second, first] };
        Some(Found { kind: InOrder, record: None, of, within: Vec::new(), end })
    }
}

fn is_time(word: &str) -> bool {
    matches!(
        word,
        "time"
            | "times"
            | "slot"
            | "slots"
            | "period"
            | "date"
            | "dates"
            | "day"
            | "hour"
            | "hours"
            | "moment"
            | "night"
            | "interval"
            | "timeslot"
            | "weekend"
    )
}

/// What stands in an order: dates, times and numbers, and the ends of ranges.
fn is_ordered(noun: &Noun) -> bool {
    const ENDS: [&str; 26] = [
        "start",
        "end",
        "begin",
        "beginning",
        "finish",
        "from",
        "until",
        "arrival",
        "departure",
        "checkin",
        "checkout",
        "check-in",
        "check-out",
        "low",
        "high",
        "min",
        "max",
        "minimum",
        "maximum",
        "lower",
        "upper",
        "opening",
        "closing",
        "starts",
        "ends",
        "deadline",
    ];
    let kind = fields::infer(&noun.words).map(|it| it.kind);
    let known =
        matches!(kind, Some(FieldKind::Date | FieldKind::DateTime | FieldKind::Integer | FieldKind::Decimal));
    let last = noun.words.last().map_or("", String::as_str);
    known || noun.words.iter().any(|word| ENDS.contains(&word.as_str())) || is_time(last)
}
