//! What follows a field's name: types, limits, closed lists of values, `unique`, `optional`.

use protocol::requirements::{FieldConstraint, FieldKind};

use super::Reader;
use crate::understand::fact::{FieldWish, Noun};
use crate::understand::lexicon::fields::{self, Adjective};
use crate::understand::lexicon::function;
use crate::understand::token::{Kind, Span};

/// Refinements of one field; bounds the reading of `(unique, unique, …)`.
pub(super) const REFINEMENTS_MAX: usize = 12;

/// Units that a field is given in; those of time make it a whole number.
pub(super) const UNITS: &[&str] = &[
    "minutes", "hours", "days", "seconds", "weeks", "months", "years", "kg", "grams", "km", "miles",
    "meters", "metres", "euros", "dollars", "eur", "usd", "pounds", "cents", "percent", "celsius", "inches",
    "cm", "liters", "litres", "hectares", "acres", "mm", "lbs", "feet", "watts", "tons", "tonnes",
];
pub(super) const TIME_UNITS: &[&str] = &["minutes", "hours", "days", "seconds", "weeks", "months", "years"];

/// What a text is measured in and no field.
pub(super) const UNHELD: &[&str] = &["words", "sentences", "lines", "paragraphs"];

impl Reader<'_> {
    pub(crate) fn wish(&self, noun: &Noun) -> FieldWish {
        let mut wish = FieldWish {
            words: noun.words.clone(),
            last: noun.last.clone(),
            plural: noun.plural,
            kind: None,
            constraints: Vec::new(),
            required: false,
            values: Vec::new(),
            file: false,
            span: Span::new(noun.lead, noun.end()),
        };
        for adjective in &noun.adjectives {
            apply(&mut wish, *adjective);
        }
        wish
    }

    /// Reads everything that refines a field from `at`, and answers where that ends.
    pub(crate) fn refine(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let mut i = at;
        for _ in 0..REFINEMENTS_MAX {
            let next = self.refinement(wish, i, hi);
            if next == i {
                break;
            }
            i = next;
            wish.span.to = i;
        }
        i
    }

    pub(super) fn refinement(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        if at >= hi {
            return at;
        }
        if self.source.is_mark(at, '(') || self.source.is_mark(at, '[') {
            return self.bracket(wish, at, hi);
        }
        if self.source.low(at) == "in" && UNITS.contains(&self.source.low(at + 1)) && at + 1 < hi {
            let exact = fields::infer(&wish.words).is_some_and(|it| it.kind == FieldKind::Decimal);
            if TIME_UNITS.contains(&self.source.low(at + 1)) && !exact {
                wish.kind = wish.kind.or(Some(FieldKind::Integer));
            }
            return at + 2;
        }
        let skipped = self.copula(at, hi);
        let word = self.source.low(skipped);
        // Within something else it is another rule, and none that a field holds.
        let within = word == "unique"
            && matches!(self.source.low(skipped + 1), "per" | "within" | "in" | "among" | "inside");
        if within && skipped > at {
            return at;
        }
        if let Some(adjective) = fields::adjective(word).filter(|_| self.ends_refinement(skipped + 1, hi)) {
            apply(wish, adjective);
            return skipped + 1;
        }
        if word == "not" && matches!(self.source.low(skipped + 1), "null" | "empty" | "optional") {
            wish.required = true;
            return skipped + 2;
        }
        if let Some(end) = self.not_negative(wish, skipped) {
            return end;
        }
        let bounded = self.bounds(wish, skipped, hi);
        if bounded > skipped {
            return bounded;
        }
        let listed = self.one_of(wish, skipped, hi);
        if listed > skipped {
            return listed;
        }
        self.type_words(wish, at, skipped, hi)
    }

    /// `that can't be negative`, `never negative`, `must be positive`.
    fn not_negative(&self, wish: &mut FieldWish, at: usize) -> Option<usize> {
        let mut i = at;
        let denied = matches!(
            self.source.low(i),
            "can't" | "cannot" | "never" | "not" | "cant" | "mustn't" | "shouldn't"
        );
        i += usize::from(denied);
        i += usize::from(denied && self.source.low(i) == "be");
        let (least, word) = match self.source.low(i) {
            "negative" if denied => (0, i + 1),
            "non-negative" | "nonnegative" if !denied => (0, i + 1),
            "positive" if !denied => (1, i + 1),
            "zero" if denied => (1, i + 1),
            _ => return None,
        };
        wish.constraints.push(FieldConstraint::Min(least));
        Some(word)
    }

    /// `that must be`, `which is`, `is`: words that lead to a refinement.
    pub(super) fn copula(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        while i < hi
            && i - at < 4
            && matches!(
                self.source.low(i),
                "that"
                    | "that's"
                    | "which"
                    | "must"
                    | "should"
                    | "is"
                    | "are"
                    | "be"
                    | "can"
                    | "may"
                    | "either"
                    | "being"
                    | ","
            )
        {
            i += 1;
        }
        // A comma alone leads nowhere: it separates fields.
        if i == at + 1 && self.source.low(at) == "," { at } else { i }
    }

    pub(super) fn ends_refinement(&self, at: usize, hi: usize) -> bool {
        at >= hi
            || !self.source.is_word(at)
            || function::is_function(self.source.low(at))
            || fields::adjective(self.source.low(at)).is_some()
    }

    pub(super) fn number(&self, at: usize) -> Option<i64> {
        (self.source.kind(at) == Some(Kind::Number))
            .then(|| self.source.low(at).replace(',', "").parse().ok())
            .flatten()
    }

    /// `between 1 and 5`, `at most 100 characters`, `1-5`, `up to 10`.
    pub(super) fn bounds(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let low = |offset: usize| self.source.low(at + offset);
        let range = match low(0) {
            "between" | "from" | "range" | "out" => 1,
            _ => 0,
        };
        if let (Some(least), "and" | "to" | "-" | "through", Some(most)) =
            (self.number(at + range), low(range + 1), self.number(at + range + 2))
        {
            wish.constraints.extend([FieldConstraint::Min(least), FieldConstraint::Max(most)]);
            return self.skip_units(at + range + 3, hi).0;
        }
        let (words, upper, shift) = match (low(0), low(1), low(2)) {
            ("at", "most", _)
            | ("up", "to", _)
            | ("no", "longer", "than")
            | ("max", "of", _)
            | ("maximum", "of", _) => (2, true, 0),
            ("max" | "maximum", "length", "of" | ":") => (3, true, 0),
            ("max" | "maximum", "length", _) => (2, true, 0),
            ("of", "at", "most")
            | ("of", "up", "to")
            | ("no" | "not", "more", "than")
            | ("with" | "of", "at" | "a", "maximum" | "max") => (3, true, 0),
            ("max" | "maximum", _, _) => (1, true, 0),
            ("less", "than", _) | ("under" | "below", _, _) => {
                (if low(0) == "less" { 2 } else { 1 }, true, -1)
            }
            ("at", "least", _) | ("min" | "minimum", "of", _) => (2, false, 0),
            ("of", "at", "least") => (3, false, 0),
            ("min" | "minimum", _, _) => (1, false, 0),
            ("more" | "greater", "than", _) => (2, false, 1),
            ("above" | "over", _, _) => (1, false, 1),
            _ => return self.bare_length(wish, at, hi),
        };
        let after = at + words + usize::from(low(words) == "than") + usize::from(low(words) == "of");
        let Some(value) = self.number(after) else { return at };
        // How many words or pages a text has is held by nothing.
        if UNHELD.contains(&self.source.low(after + 1)) && after + 1 < hi {
            return at;
        }
        let (end, characters) = self.skip_units(after + 1, hi);
        let value = value.saturating_add(shift);
        wish.constraints.push(match (characters, upper, u32::try_from(value)) {
            (true, true, Ok(length)) => FieldConstraint::MaxLength(length),
            (_, true, _) => FieldConstraint::Max(value),
            (_, false, _) => FieldConstraint::Min(value),
        });
        end
    }

    /// `100 characters`.
    pub(super) fn bare_length(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let Some(Ok(length)) = self.number(at).map(u32::try_from) else { return at };
        let (end, characters) = self.skip_units(at + 1, hi);
        if !characters {
            return at;
        }
        wish.constraints.push(FieldConstraint::MaxLength(length));
        end
    }

    /// Where units end, and whether they were characters.
    pub(super) fn skip_units(&self, at: usize, hi: usize) -> (usize, bool) {
        match self.source.low(at) {
            _ if at >= hi => (at, false),
            "characters" | "character" | "chars" | "char" | "letters" => {
                (at + 1 + usize::from(matches!(self.source.low(at + 1), "long" | "max")), true)
            }
            "stars" | "points" | "star" => (at + 1, false),
            _ => (at, false),
        }
    }

    /// `as text`, `: string`, `is a number`, `of type date`.
    pub(super) fn type_words(&self, wish: &mut FieldWish, at: usize, skipped: usize, hi: usize) -> usize {
        let led = match (self.source.low(at), self.source.low(at + 1)) {
            ("as", "a" | "an") => at + 2,
            ("as" | ":", _) => at + 1,
            ("of", "type") => at + 2,
            _ if skipped > at => skipped + usize::from(matches!(self.source.low(skipped), "a" | "an")),
            _ => return at,
        };
        if led >= hi || !self.ends_refinement(led + 1, hi) {
            return at;
        }
        let word = self.source.low(led);
        wish.file |= fields::is_file_type(word);
        match fields::type_word(word) {
            Some(kind) => wish.kind = Some(kind),
            None if wish.file => {}
            None => return at,
        }
        led + 1
    }
}

pub(super) fn apply(wish: &mut FieldWish, adjective: Adjective) {
    match adjective {
        Adjective::Is(constraint) => wish.constraints.push(constraint),
        Adjective::Required => wish.required = true,
        Adjective::Kind(kind) => wish.kind = Some(kind),
    }
}
