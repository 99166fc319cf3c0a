//! What trails a field's name in a list of a sentence: `allergies if they have any`, `breed (we often don't know it)`,
//! `a fee in £`; and items that are fields by other words than their name: `departs at`, `which shelf it is on`.

use protocol::requirements::{FieldConstraint, FieldKind};

use super::Reader;
use super::field::{UNHELD, apply};
use crate::understand::fact::{Fact, FieldWish, Noun};
use crate::understand::lexicon::fields::{self, Adjective};
use crate::understand::lexicon::function;
use crate::understand::morph;
use crate::understand::token::{Kind, Span};

/// Words of a condition behind a field: `if they agreed to be named`.
const CONDITION_MAX: usize = 8;
/// Words of an item that nothing is made of.
const UNREAD_MAX: usize = 6;
/// Units of a measure, beside those of time.
const MEASURES: &[&str] = &[
    "m",
    "mm",
    "km",
    "ml",
    "cl",
    "l",
    "g",
    "kg",
    "m2",
    "sqm",
    "kilos",
    "kilograms",
    "metres",
    "meters",
    "litres",
    "celsius",
    "percent",
    "pounds",
    "euros",
    "dollars",
    "francs",
    "yen",
];

/// A word for what a measure is given in: `kilos`.
pub(super) fn is_unit(word: &str) -> bool {
    MEASURES.contains(&word)
}

impl Reader<'_> {
    /// Everything behind a field's name that its list goes on after.
    pub(super) fn trail(&mut self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let mut i = at;
        for rule in [
            Self::noted_bracket,
            Self::measured,
            Self::signs,
            Self::letters,
            Self::rate,
            Self::on_condition,
            Self::told_unique,
        ] {
            let next = rule(self, wish, i, hi);
            if next > i {
                i = self.refine(wish, next, hi).max(next);
                wish.span.to = i;
            }
        }
        i
    }

    /// `(12 characters, unique per portfolio)`: what a field can hold of it, and the rest by name.
    fn noted_bracket(&mut self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let Some(close) = self.closing(at, hi).filter(|close| self.source.is_mark(at, '(') && *close > at)
        else {
            return at;
        };
        // `class (name)` is a record with a name.
        let word = |i: usize| {
            matches!(
                self.source.low(i),
                "unique" | "allowed" | "several" | "many" | "characters" | "digits" | "letters" | "may" | "s"
            ) || is_unit(self.source.low(i))
                || self.source.kind(i) == Some(Kind::Number)
        };
        // `an era ("1920s", "Tudor")`: as examples are written.
        let quoted = self.source.slice(Span::new(at, close + 1)).contains(['"', '“', '‘']);
        let may_lack = (at..close)
            .any(|i| matches!(self.source.low(i), "if" | "optional" | "maybe" | "sometimes" | "don't"));
        if !may_lack && !quoted && !(at..close).any(word) {
            return at;
        }
        if may_lack {
            apply(wish, Adjective::Is(FieldConstraint::Optional));
        }
        for (from, to) in self.bracket_items(at + 1, close) {
            let mut probe = wish.clone();
            if self.bracket_item(&mut probe, from, to) == to && to > from {
                *wish = probe;
            } else if !may_lack {
                self.facts.push(Fact::Unknown { span: Span::new(from, to) });
            }
        }
        close + 1
    }

    /// `weight in kg`, `a fee in £`, `an area in square metres`.
    fn measured(&mut self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        if self.source.low(at) != "in" || at + 1 >= hi {
            return at;
        }
        let square = matches!(self.source.low(at + 1), "square" | "cubic" | "whole" | "pounds");
        let unit = at + 1 + usize::from(square);
        let mark = matches!(self.source.kind(unit), Some(Kind::Mark('£' | '€' | '$' | '%' | '°')));
        if !(mark || MEASURES.contains(&self.source.low(unit))) {
            return at;
        }
        wish.kind = wish.kind.or(Some(FieldKind::Decimal));
        // `in kilos with halves`.
        let parted = self.source.low(unit + 1) == "with"
            && matches!(
                self.source.low(unit + 2),
                "halves" | "decimals" | "quarters" | "fractions" | "cents"
            );
        if parted {
            return unit + 3;
        }
        let degrees = usize::from(self.source.is_mark(unit, '°') && self.source.is_word(unit + 1));
        unit + 1 + degrees
    }

    /// `allergies if they have any`, `an online link if online`.
    fn on_condition(&mut self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        if self.source.low(at) != "if" {
            return at;
        }
        let ends = |i: &usize| matches!(self.source.low(*i), "," | ";" | ")" | "and" | "." | "(");
        let end = (at + 1..hi).find(ends).unwrap_or(hi);
        if end - at > CONDITION_MAX {
            return at;
        }
        apply(wish, Adjective::Is(FieldConstraint::Optional));
        end
    }

    /// `a code which has to be unique`, `a number, no two alike`.
    fn told_unique(&mut self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let low = |offset: usize| self.source.low(at + offset);
        let len = match (low(0), low(1), low(2), low(3), low(4)) {
            ("which" | "that", "has" | "have" | "needs", "to", "be", "unique") => 5,
            ("," | "-", "no", "two", "alike", _) => 4,
            ("," | "-", "no", "two", "the", "same") => 5,
            ("which" | "that", "must", "be", "unique", _) => 4,
            _ => return at,
        };
        // Within something else it is another rule.
        if at + len > hi || matches!(self.source.low(at + len), "per" | "within" | "in" | "among" | "for") {
            return at;
        }
        apply(wish, Adjective::Is(FieldConstraint::Unique));
        at + len
    }

    /// `departs at`, `bought on`, `valid until`: a field by a word and when.
    pub(super) fn dated_item(&mut self, record: &Noun, at: usize, hi: usize) -> Option<usize> {
        // `last watered`.
        let done = self.source.low(at + 1);
        let ends = at + 2 >= hi || !self.source.is_word(at + 2) || self.source.low(at + 2) == "and";
        if self.source.low(at) == "last" && done.ends_with("ed") && at + 1 < hi && ends {
            let words = ["last", done, "on"].map(str::to_owned).to_vec();
            self.field_said(record, words, None, Span::new(at, at + 2));
            return Some(at + 2);
        }
        let word = self.source.low(at);
        let when = matches!(self.source.low(at + 1), "at" | "on" | "until") && at + 2 <= hi;
        let ends =
            at + 2 >= hi || matches!(self.source.low(at + 2), "," | ";" | ")" | "." | "and" | "(" | "or");
        let said = word.ends_with("ed")
            || word.ends_with('s')
            || word.ends_with("en")
            || word == "valid"
            || word == "due";
        if !when || !ends || !said || !self.source.is_word(at) || function::is_function(word) {
            return None;
        }
        let words = vec![word.to_owned(), self.source.low(at + 1).to_owned()];
        self.field_said(record, words, None, Span::new(at, at + 2));
        Some(at + 2)
    }

    /// `which shelf it is on`, `what kind (wedding, birthday)`, `how long it takes`.
    pub(super) fn asked_item(&mut self, record: &Noun, at: usize, hi: usize) -> Option<usize> {
        if self.source.low(at) == "how" && self.source.low(at + 1) == "long" {
            let takes = matches!(
                (self.source.low(at + 2), self.source.low(at + 3)),
                ("it" | "they", "takes" | "take" | "lasts" | "last")
            );
            let end = at + 2 + 2 * usize::from(takes);
            // `how long it takes to set up`.
            let does = takes && self.source.low(end) == "to";
            let end = if does {
                (end..hi).find(|i| matches!(self.source.low(*i), "," | "and" | ".")).unwrap_or(hi)
            } else {
                end
            };
            let whole = end >= hi || !self.source.is_word(end) || self.source.low(end) == "and";
            return whole.then(|| {
                self.field_said(
                    record,
                    vec!["duration".to_owned()],
                    Some(FieldKind::Integer),
                    Span::new(at, end),
                );
                end
            });
        }
        if !matches!(self.source.low(at), "which" | "what") {
            return None;
        }
        let noun = self.noun(at + 1, hi).filter(|noun| !noun.determined && !noun.plural)?;
        let end = noun.end();
        let it = matches!(self.source.low(end), "it" | "they" | "it's" | "they're");
        let ends = |i: &usize| matches!(self.source.low(*i), "," | ";" | ")" | "and" | "." | "(");
        let stop = if it { (end..hi).find(ends).unwrap_or(hi) } else { end };
        let whole = stop >= hi || ends(&stop);
        if !whole || stop - end > 4 {
            return None;
        }
        let mut wish = self.wish(&noun);
        wish.span = Span::new(at, stop);
        let end = self.refine(&mut wish, stop, hi).max(stop);
        self.facts.push(Fact::Field { owner: record.clone(), wish });
        Some(end)
    }

    pub(super) fn field_said(
        &mut self,
        record: &Noun,
        words: Vec<String>,
        kind: Option<FieldKind>,
        span: Span,
    ) {
        let last = words.last().cloned().unwrap_or_default();
        let wish = FieldWish { words, last, plural: false, kind, span, ..self.wish_of(span.from) };
        self.facts.push(Fact::Field { owner: record.clone(), wish });
    }

    /// `a publication date and time` is one field.
    pub(super) fn date_and_time(&self, wish: &mut FieldWish, at: usize) -> usize {
        let both = wish.last == "date" && self.source.low(at) == "and" && self.source.low(at + 1) == "time";
        if !both || self.source.low(at + 2) == "of" {
            return at;
        }
        wish.kind = Some(FieldKind::DateTime);
        wish.span.to = at + 2;
        at + 2
    }

    /// `an abstract of at most 300 words`: named, and the list goes on.
    pub(super) fn unheld_measure(&mut self, at: usize, hi: usize) -> usize {
        let start = at + usize::from(self.source.low(at) == "of");
        let words = match (self.source.low(start), self.source.low(start + 1)) {
            ("at", "most" | "least") | ("up", "to") | ("maximum" | "max", "of") => 2,
            ("max" | "maximum", _) => 1,
            _ if start > at => 0,
            _ => return at,
        };
        let number = start + words;
        if number + 1 >= hi || self.number(number).is_none() || !UNHELD.contains(&self.source.low(number + 1))
        {
            return at;
        }
        self.facts.push(Fact::Unknown { span: Span::new(at, number + 2) });
        number + 2
    }

    /// An item that is none, where the list goes on with a field behind it.
    pub(super) fn unread_item(&self, at: usize, hi: usize) -> Option<usize> {
        let joins = |i: &usize| matches!(self.source.low(*i), "," | ";" | "and");
        let end = (at + 1..hi.min(at + UNREAD_MAX)).find(joins)?;
        let told = (at..end).any(|i| {
            function::is(function::BE, self.source.low(i))
                || function::is(function::HAVE, self.source.low(i))
                || self.source.is_mark(i, '.')
                || self.source.is_mark(i, ':')
        });
        let next = self.noun(self.separator(end, hi), hi)?;
        let field = !next.plural && fields::infer(&next.words).is_some() && !morph::is_plural(&next.last);
        let after = matches!(self.source.low(next.end()), "," | "and" | "." | ")" | "(" | ";" | "-")
            || next.end() >= hi;
        (!told && field && after && !self.clause_starts(at, hi)).then_some(end)
    }
}
