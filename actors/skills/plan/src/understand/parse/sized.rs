//! How long a text is, from which letter to which, per what a price is, and the languages that a name is kept in.

use protocol::requirements::{FieldConstraint, FieldKind};

use super::Reader;
use super::field::TIME_UNITS;
use crate::understand::fact::{Fact, FieldWish, Noun};
use crate::understand::lexicon::fields;
use crate::understand::lexicon::languages::spoken;
use crate::understand::morph;
use crate::understand::token::Span;

/// Numbers in words, from one on.
const NUMBERS: &[&str] =
    &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
/// What a text is as long as.
const SIGNS: &[&str] = &["characters", "letters", "digits", "figures", "chars"];

impl Reader<'_> {
    /// A number in digits or in words.
    pub(super) fn spelled(&self, at: usize) -> Option<i64> {
        let word = || NUMBERS.iter().position(|it| *it == self.source.low(at));
        self.number(at).or_else(|| i64::try_from(word()? + 1).ok())
    }

    /// `a reference of six capital letters`, `a code with 8 digits`.
    pub(super) fn signs(&mut self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        if !matches!(self.source.low(at), "of" | "with") {
            return at;
        }
        let number = at + 1 + usize::from(self.source.low(at + 1) == "exactly");
        let Some(Ok(length)) = self.spelled(number).map(u32::try_from) else { return at };
        let mut end = number + 1;
        // `capital letters`, `upper case characters`: of which kind is held by nothing.
        while end < hi
            && self.source.is_word(end)
            && end - number < 4
            && !SIGNS.contains(&self.source.low(end))
        {
            end += 1;
        }
        if end >= hi || !SIGNS.contains(&self.source.low(end)) {
            return at;
        }
        if end > number + 1 {
            self.facts.push(Fact::Unknown { span: Span::new(number + 1, end + 1) });
        }
        wish.kind = wish.kind.or(Some(FieldKind::String));
        wish.constraints.push(FieldConstraint::MaxLength(length));
        end + 1
    }

    /// `a rating from A to G`.
    pub(super) fn letters(&mut self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let letter = |at: usize| {
            let raw = self.source.raw(at);
            let one = (raw.len() == 1).then(|| raw.chars().next()).flatten();
            one.filter(char::is_ascii_uppercase)
        };
        let joint = matches!(self.source.low(at + 2), "to" | "-" | "through");
        let led = self.source.low(at) == "from" && at + 3 < hi;
        let joined = led && (joint || matches!(self.source.low(at + 2), "until"));
        let (Some(first), Some(last)) = (letter(at + 1), letter(at + 3)) else { return at };
        if !joined || first >= last {
            return at;
        }
        wish.kind = Some(FieldKind::Enum);
        wish.values = (first..=last).map(|it| it.to_ascii_lowercase().to_string()).collect();
        at + 4
    }

    /// `a rent a month`, `a price each night`: what it is paid for is no field of its own.
    pub(super) fn rate(&mut self, wish: &mut FieldWish, at: usize, _: usize) -> usize {
        let paid = fields::infer(&wish.words).is_some_and(|it| it.kind == FieldKind::Decimal);
        if paid && self.is_rate(at) { at + 2 } else { at }
    }

    /// `a month`, `each night`.
    pub(super) fn is_rate(&self, at: usize) -> bool {
        let word = self.source.low(at + 1);
        let unit = TIME_UNITS.iter().any(|it| morph::singular(it) == word)
            || matches!(word, "night" | "person" | "piece");
        unit && matches!(self.source.low(at), "a" | "an" | "each" | "every")
    }

    /// `a name in Chinese and one in English` are two fields.
    pub(super) fn in_tongues(&mut self, record: &Noun, noun: &Noun, hi: usize) -> Option<usize> {
        if noun.plural {
            return None;
        }
        let mut said: Vec<usize> = Vec::new();
        let mut i = noun.end();
        let mut end = i;
        while i + 1 < hi && self.source.low(i) == "in" && spoken(self.source.low(i + 1)).is_some() {
            said.push(i + 1);
            end = i + 2;
            let next = end + usize::from(matches!(self.source.low(end), "and" | ","));
            let next = next + usize::from(self.source.low(next) == "and" && next > end);
            if next == end {
                break;
            }
            // `and one in English`, `and in English`, `and English`.
            i = next + usize::from(matches!(self.source.low(next), "one" | "another"));
            if spoken(self.source.low(i)).is_some() && i < hi {
                said.push(i);
                end = i + 1;
                break;
            }
        }
        for at in &said {
            let mut words = noun.words.clone();
            words.push(self.source.low(*at).to_owned());
            let kind = fields::infer(&noun.words).map(|it| it.kind);
            self.field_said(record, words, kind, Span::new(noun.span.from, end));
        }
        (!said.is_empty()).then_some(end)
    }
}
