//! Closed lists of values and what stands in brackets after a field: `(draft, published)`, `(unique, at most 20 characters)`.

use protocol::requirements::{FieldConstraint, FieldKind};

use super::Reader;
use super::field::{REFINEMENTS_MAX, apply};
use crate::understand::fact::FieldWish;
use crate::understand::lexicon::fields::{self};
use crate::understand::lexicon::{function, people};
use crate::understand::limits::VALUES_MAX;
use crate::understand::morph;
use crate::understand::token::{Kind, Span};

impl Reader<'_> {
    /// `one of draft, published or archived`; `either open or closed`; `values a, b`.
    pub(super) fn one_of(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let before = at.checked_sub(1).map_or("", |i| self.source.low(i));
        let led = matches!(before, "either" | "be" | "being");
        let start = match (self.source.low(at), self.source.low(at + 1)) {
            ("one", "of") => at + 2,
            ("either", _) => at + 1,
            ("with" | "of", "values" | "options") => at + 2,
            ("values" | "options", ":") => at + 2,
            _ if led => at,
            _ => return at,
        };
        let (values, end) = self.values(start, hi);
        if values.len() < 2 {
            return at;
        }
        wish.kind = Some(FieldKind::Enum);
        wish.values = values;
        end
    }

    /// Words of a closed list up to the last one after `or` or `and`.
    pub(super) fn values(&self, at: usize, hi: usize) -> (Vec<String>, usize) {
        let mut values = Vec::new();
        let mut i = at;
        let mut last = false;
        while i < hi && values.len() < VALUES_MAX {
            let end = self.value_end(i, hi);
            if end == i {
                break;
            }
            push_value(&mut values, &self.value(i, end));
            i = end;
            if last {
                break;
            }
            let next = self.separator(i, hi);
            last = (i..next).any(|at| matches!(self.source.low(at), "or" | "and"));
            // `open to resolved, reporters close them`.
            let people = || {
                self.noun(next, hi).is_some_and(|noun| {
                    noun.plural && people::is_person(noun.head()) && self.predicate(noun.end(), hi)
                })
            };
            if next == i || self.value_end(next, hi) == next || people() {
                break;
            }
            i = next;
        }
        (values, i)
    }

    /// A value is up to three words; the first may be any that joins nothing: `single`, `in progress`.
    pub(super) fn value_end(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        while i < hi && i - at < 3 && (self.source.is_word(i) || self.source.kind(i) == Some(Kind::Number)) {
            let word = self.source.low(i);
            let joins = matches!(
                word,
                "and" | "or" | "the" | "a" | "an" | "to" | "is" | "are" | "with" | "which" | "that" | "by"
            );
            // `to read, reading, done`.
            let todo = i == at
                && word == "to"
                && self.source.is_word(i + 1)
                && !function::is_function(self.source.low(i + 1));
            if todo {
                i += 1;
                continue;
            }
            // `A+`, `B-`.
            if i == at && self.is_signed(i, hi) {
                return i + 2;
            }
            let inner = i > at && function::is_function(word) && !self.source.glued(i) && word != "for";
            // `picked up`, `checked out`.
            let particle = i == at + 1
                && matches!(word, "up" | "out" | "off" | "back" | "in" | "over" | "down")
                && self.source.low(at).ends_with("ed");
            if joins || inner && !particle {
                break;
            }
            i += 1;
        }
        i
    }

    /// A letter or two and a sign: a grade, a blood type.
    fn is_signed(&self, at: usize, hi: usize) -> bool {
        let short = self.source.raw(at).len() <= 2 && self.source.raw(at).starts_with(char::is_uppercase);
        let sign = matches!(self.source.low(at + 1), "+" | "-");
        let ends =
            at + 2 >= hi || matches!(self.source.low(at + 2), "," | ")" | "/" | "|" | ";" | "and" | "or");
        short && sign && at + 1 < hi && ends
    }

    pub(super) fn value(&self, from: usize, to: usize) -> String {
        if to == from + 2 && self.is_signed(from, to) {
            let sign = if self.source.low(from + 1) == "+" { "plus" } else { "minus" };
            return format!("{}_{sign}", self.source.low(from));
        }
        let words: Vec<String> = (from..to)
            .map(|i| self.source.low(i).replace('+', "_plus"))
            .map(|word| morph::ascii(&word.replace(['.', ','], "_")))
            .collect();
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
    }

    /// `(unique)`, `(0-100)`, `(draft, published)`, `(optional, at most 20 characters)`.
    pub(super) fn bracket(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let Some(close) = self.closing(at, hi) else { return at };
        let mut probe = FieldWish {
            kind: None,
            constraints: Vec::new(),
            required: false,
            values: Vec::new(),
            ..wish.clone()
        };
        let mut values = Vec::new();
        let plain = self.bracket_items(at + 1, close);
        let all = |word: &(usize, usize)| word.1 > word.0;
        if !plain.iter().all(all) {
            return at;
        }
        // One item that is no type and no limit makes it a list of values, `double` among them.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (from, to) in &plain {
            let item = self.bracket_item(&mut probe, *from, *to);
            if item < *to {
                open.push((*from, *to));
            }
        }
        if !open.is_empty() {
            probe = FieldWish {
                kind: None,
                constraints: Vec::new(),
                required: false,
                values: Vec::new(),
                ..wish.clone()
            };
            for (from, to) in &plain {
                let adjective = to - from == 1 && fields::adjective(self.source.low(*from)).is_some();
                if adjective {
                    self.bracket_item(&mut probe, *from, *to);
                } else if self.value_end(*from, *to) == *to {
                    push_value(&mut values, &self.value(*from, *to));
                } else if self.bracket_item(&mut probe, *from, *to) < *to {
                    return at;
                }
            }
        }
        if values.len() == 1 || values.len() > VALUES_MAX {
            return at;
        }
        if let Some(held) = numbers(&mut probe, &values) {
            merge(wish, probe, Vec::new());
            // That it is one of them and no other between is named as not understood.
            return if held { close + 1 } else { at };
        }
        merge(wish, probe, values);
        close + 1
    }

    pub(super) fn bracket_item(&self, probe: &mut FieldWish, at: usize, close: usize) -> usize {
        let word = self.source.low(at);
        let ends = |end: usize| end >= close || self.bracket_separator(end, close) > end;
        if let Some(kind) = fields::type_word(word).filter(|_| ends(at + 1)) {
            probe.kind = Some(kind);
            return at + 1;
        }
        if let Some(adjective) = fields::adjective(word).filter(|_| ends(at + 1)) {
            apply(probe, adjective);
            return at + 1;
        }
        // What a yes or no starts with anyway.
        if word == "default" && matches!(self.source.low(at + 1), "false" | "no") && ends(at + 2) {
            return at + 2;
        }
        if word == "enum" || word == "one" && self.source.low(at + 1) == "of" {
            return at + 1 + usize::from(matches!(self.source.low(at + 1), ":" | "of"));
        }
        self.refinement(probe, at, close)
    }

    /// The items of a bracket, between commas, slashes and conjunctions; bounds such as `between 1 and 5` are one.
    pub(super) fn bracket_items(&self, at: usize, close: usize) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        let mut i = self.bracket_separator(at, close);
        while i < close && out.len() <= VALUES_MAX + REFINEMENTS_MAX {
            let mut scratch = self.wish_of(i);
            let refined = self.bracket_item(&mut scratch, i, close);
            let mut end = refined.max(i);
            if end == i || self.bracket_separator(end, close) == end && end < close {
                end = i;
                while end < close && self.bracket_separator(end, close) == end {
                    end += 1;
                }
            }
            out.push((i, end));
            i = self.bracket_separator(end, close).max(end);
            if end == i && i < close {
                i += 1;
            }
        }
        out
    }

    pub(super) fn wish_of(&self, at: usize) -> FieldWish {
        FieldWish {
            words: Vec::new(),
            last: String::new(),
            plural: false,
            kind: None,
            constraints: Vec::new(),
            required: false,
            values: Vec::new(),
            file: false,
            span: Span::new(at, at),
        }
    }

    pub(super) fn bracket_separator(&self, at: usize, close: usize) -> usize {
        let mut i = at;
        while i < close && matches!(self.source.low(i), "," | "/" | "|" | "and" | "or" | ";") {
            i += 1;
        }
        i
    }

    /// The bracket that closes the one at a token.
    pub(super) fn closing(&self, at: usize, hi: usize) -> Option<usize> {
        let mut depth = 0usize;
        for i in at..hi {
            match self.source.kind(i) {
                Some(Kind::Mark('(' | '[')) => depth += 1,
                Some(Kind::Mark(')' | ']')) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Some(i);
            }
        }
        None
    }
}

/// `(1, 2, 3, 5, 8)` is a whole number from the least to the greatest; whether that says all.
fn numbers(probe: &mut FieldWish, values: &[String]) -> Option<bool> {
    let numbers: Option<Vec<i64>> = values.iter().map(|value| value.parse().ok()).collect();
    let numbers = numbers.filter(|it| !it.is_empty())?;
    let (least, most) = (*numbers.iter().min()?, *numbers.iter().max()?);
    probe.kind = Some(FieldKind::Integer);
    probe.constraints.extend([FieldConstraint::Min(least), FieldConstraint::Max(most)]);
    Some(usize::try_from(most.checked_sub(least)?).is_ok_and(|between| between + 1 == numbers.len()))
}

fn push_value(values: &mut Vec<String>, value: &str) {
    if !value.is_empty() && !values.iter().any(|known| known == value) {
        values.push(value.to_owned());
    }
}

fn merge(wish: &mut FieldWish, probe: FieldWish, values: Vec<String>) {
    wish.constraints.extend(probe.constraints);
    wish.required |= probe.required;
    wish.kind = probe.kind.or(wish.kind);
    let values = if values.is_empty() { probe.values } else { values };
    if !values.is_empty() {
        wish.kind = Some(FieldKind::Enum);
        wish.values = values;
    }
}
