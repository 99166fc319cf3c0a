//! States that are listed without brackets: `status new, in progress, closed`, `status draft/sent/paid`, `Statuses: open, closed.`

use protocol::requirements::FieldKind;

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, FieldWish};
use crate::understand::lexicon::fields;
use crate::understand::token::Span;

const NAMES: &[&str] = &["status", "state", "stage", "statuses", "states", "stages"];

/// What has one of a few values, even of two: `size S/M` is no size and an M.
const CHOSEN: &[&str] = &[
    "status",
    "state",
    "stage",
    "priority",
    "kind",
    "type",
    "size",
    "level",
    "category",
    "gender",
    "severity",
    "grade",
    "condition",
    "mode",
];

impl Reader<'_> {
    /// `status: todo/doing/done`, `priority low/normal/high`, `published yes/no`.
    pub(super) fn slashed_item(&mut self, owner: &Owner, at: usize, hi: usize) -> Option<usize> {
        let named = self.after_article(at, hi);
        let parted = (named + 1..hi.min(named + 5)).find(|i| self.source.is_mark(*i, '/'))?;
        let told = (named + 1..parted).find(|i| self.source.is_mark(*i, ':') || self.source.low(*i) == "of");
        let name = named..told.unwrap_or(parted - 1);
        let start = told.map_or(parted - 1, |mark| mark + 1);
        let word = |i: usize| self.source.is_word(i) && !matches!(self.source.low(i), "and" | "or");
        if name.is_empty() || start + 1 != parted || !name.clone().all(word) {
            return None;
        }
        let (values, end) = self.slashed(start, hi);
        let answers = values.len() == 2 && values.iter().all(|it| matches!(it.as_str(), "yes" | "no"));
        let last = self.source.low(name.end - 1).to_owned();
        if values.len() < 2 || values.len() == 2 && !answers && !CHOSEN.contains(&last.as_str()) {
            return None;
        }
        let wish = FieldWish {
            words: name.map(|i| self.source.low(i).to_owned()).collect(),
            last,
            kind: Some(if answers { FieldKind::Boolean } else { FieldKind::Enum }),
            values: if answers { Vec::new() } else { values },
            span: Span::new(at, end),
            ..self.wish_of(named)
        };
        self.facts.push(match owner {
            Owner::Record(record) => Fact::Field { owner: record.clone(), wish },
            Owner::Product => Fact::ProductField { wish },
            Owner::Roles => return None,
        });
        Some(end)
    }

    /// `accepted or refused`, among fields: how each of them ends.
    pub(super) fn either_item(&mut self, owner: &Owner, at: usize, hi: usize) -> Option<usize> {
        let done = |at: usize| {
            let word = self.source.low(at);
            self.source.is_word(at) && word.len() > 4 && word.ends_with("ed")
                || matches!(word, "open" | "closed" | "paid" | "unpaid" | "won" | "lost" | "sold")
        };
        let start = at + usize::from(self.source.low(at) == "either");
        let end = start + 3;
        let whole = end >= hi && end == hi
            || end < hi && (!self.source.is_word(end) || self.source.low(end) == "and");
        if self.source.low(start + 1) != "or" || !done(start) || !done(start + 2) || !whole {
            return None;
        }
        let Owner::Record(record) = owner else { return None };
        let values = vec![self.value(start, start + 1), self.value(start + 2, end)];
        let word = "status".to_owned();
        let wish = FieldWish {
            words: vec![word.clone()],
            last: word,
            kind: Some(FieldKind::Enum),
            values,
            span: Span::new(at, end),
            ..self.wish_of(at)
        };
        self.facts.push(Fact::Field { owner: record.clone(), wish });
        Some(end)
    }

    /// In a list of what a record has: the rest of the list is its values, or what slashes join.
    pub(super) fn status_item(&mut self, owner: &Owner, at: usize, hi: usize) -> Option<usize> {
        let named = self.after_article(at, hi);
        if !matches!(self.source.low(named), "status" | "state" | "stage")
            || self.fields_follow(named + 1, hi)
        {
            return None;
        }
        // `a status of draft, sent or paid`.
        let of = usize::from(matches!(self.source.low(named + 1), "of" | ":" | "is"));
        let slashed = self.source.is_mark(named + of + 2, '/');
        let start = named + 1 + of + usize::from(of > 0 && self.source.low(named + 2) == "either");
        let (values, end) = if slashed { self.slashed(start, hi) } else { self.values(start, hi) };
        if values.len() < 2 || !slashed && of == 0 && end < hi && self.source.is_word(end) {
            return None;
        }
        let wish = FieldWish {
            words: vec![self.source.low(named).to_owned()],
            last: self.source.low(named).to_owned(),
            kind: Some(FieldKind::Enum),
            values,
            span: Span::new(at, end),
            ..self.wish_of(named)
        };
        self.facts.push(match owner {
            Owner::Record(record) => Fact::Field { owner: record.clone(), wish },
            Owner::Product => Fact::ProductField { wish },
            Owner::Roles => return None,
        });
        Some(end)
    }

    /// `Status: new, in progress, closed` as a sentence, of what was spoken of last.
    pub(super) fn statuses(&mut self, at: usize, hi: usize) -> usize {
        let named = NAMES.contains(&self.source.low(at)) && self.source.is_mark(at + 1, ':');
        let first = self.facts.iter().find_map(|fact| match fact {
            Fact::Entity { noun } | Fact::Record { noun } => Some(noun.clone()),
            _ => None,
        });
        let Some(noun) = self.topic.clone().or(first).filter(|_| named && self.starts.contains(&at)) else {
            return at;
        };
        let (states, end) = self.values(at + 2, hi);
        if states.len() < 2 {
            return at;
        }
        self.goes_through(&noun, &states);
        self.facts.push(Fact::States { noun, states, moves: Vec::new(), span: Span::new(at, end) });
        end
    }

    /// Whether a field stands among what would be values: `status, title and price`.
    fn fields_follow(&self, at: usize, hi: usize) -> bool {
        let mut i = at;
        while i < hi && (self.source.is_word(i) || matches!(self.source.low(i), "," | "/")) {
            // `draft` and `paid` may be answers to yes or no as well, and are states here.
            let word = [self.source.low(i).to_owned()];
            if self.source.is_word(i) && fields::infer(&word).is_some_and(|it| it.kind != FieldKind::Boolean)
            {
                return true;
            }
            i += 1;
        }
        !self.source.is_word(at)
    }

    fn slashed(&self, at: usize, hi: usize) -> (Vec<String>, usize) {
        let (mut values, mut i) = (Vec::new(), at);
        while i < hi && self.source.is_word(i) {
            values.push(self.value(i, i + 1));
            i += 1;
            if !self.source.is_mark(i, '/') {
                break;
            }
            i += 1;
        }
        (values, i)
    }
}
