//! What follows a field's name: types, limits, closed lists of values, `unique`, `optional`.

use protocol::requirements::{FieldConstraint, FieldKind};

use super::Reader;
use crate::understand::fact::{FieldWish, Noun};
use crate::understand::lexicon::fields::{self, Adjective};
use crate::understand::lexicon::function;
use crate::understand::limits::VALUES_MAX;
use crate::understand::morph;
use crate::understand::token::{Kind, Span};

/// Refinements of one field; bounds the reading of `(unique, unique, …)`.
const REFINEMENTS_MAX: usize = 12;

/// Units that a field is given in; those of time make it a whole number.
const UNITS: &[&str] = &[
    "minutes", "hours", "days", "seconds", "weeks", "months", "years", "kg", "grams", "km", "miles",
    "meters", "metres", "euros", "dollars", "eur", "usd", "pounds", "cents", "percent", "celsius", "inches",
    "cm", "liters", "litres",
];
const TIME_UNITS: &[&str] = &["minutes", "hours", "days", "seconds", "weeks", "months", "years"];

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

    fn refinement(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        if at >= hi {
            return at;
        }
        if self.source.is_mark(at, '(') || self.source.is_mark(at, '[') {
            return self.bracket(wish, at, hi);
        }
        if self.source.low(at) == "in" && UNITS.contains(&self.source.low(at + 1)) && at + 1 < hi {
            if TIME_UNITS.contains(&self.source.low(at + 1)) {
                wish.kind = wish.kind.or(Some(FieldKind::Integer));
            }
            return at + 2;
        }
        let skipped = self.copula(at, hi);
        let word = self.source.low(skipped);
        if let Some(adjective) = fields::adjective(word).filter(|_| self.ends_refinement(skipped + 1, hi)) {
            apply(wish, adjective);
            return skipped + 1;
        }
        if word == "not" && matches!(self.source.low(skipped + 1), "null" | "empty" | "optional") {
            wish.required = true;
            return skipped + 2;
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

    /// `that must be`, `which is`, `is`: words that lead to a refinement.
    fn copula(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        while i < hi
            && i - at < 4
            && matches!(
                self.source.low(i),
                "that"
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

    fn ends_refinement(&self, at: usize, hi: usize) -> bool {
        at >= hi
            || !self.source.is_word(at)
            || function::is_function(self.source.low(at))
            || fields::adjective(self.source.low(at)).is_some()
    }

    fn number(&self, at: usize) -> Option<i64> {
        (self.source.kind(at) == Some(Kind::Number))
            .then(|| self.source.low(at).replace(',', "").parse().ok())
            .flatten()
    }

    /// `between 1 and 5`, `at most 100 characters`, `1-5`, `up to 10`.
    fn bounds(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
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
    fn bare_length(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
        let Some(Ok(length)) = self.number(at).map(u32::try_from) else { return at };
        let (end, characters) = self.skip_units(at + 1, hi);
        if !characters {
            return at;
        }
        wish.constraints.push(FieldConstraint::MaxLength(length));
        end
    }

    /// Where units end, and whether they were characters.
    fn skip_units(&self, at: usize, hi: usize) -> (usize, bool) {
        match self.source.low(at) {
            _ if at >= hi => (at, false),
            "characters" | "character" | "chars" | "char" | "letters" => {
                (at + 1 + usize::from(matches!(self.source.low(at + 1), "long" | "max")), true)
            }
            "stars" | "points" | "star" => (at + 1, false),
            _ => (at, false),
        }
    }

    /// `one of draft, published or archived`; `either open or closed`; `values a, b`.
    fn one_of(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
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
            if next == i || self.value_end(next, hi) == next {
                break;
            }
            i = next;
        }
        (values, i)
    }

    /// A value is up to three words; the first may be any that joins nothing: `single`, `in progress`.
    fn value_end(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        while i < hi && i - at < 3 && (self.source.is_word(i) || self.source.kind(i) == Some(Kind::Number)) {
            let word = self.source.low(i);
            let joins = matches!(
                word,
                "and" | "or" | "the" | "a" | "an" | "to" | "is" | "are" | "with" | "which" | "that" | "by"
            );
            let inner = i > at && function::is_function(word) && !self.source.glued(i) && word != "for";
            if joins || inner {
                break;
            }
            i += 1;
        }
        i
    }

    fn value(&self, from: usize, to: usize) -> String {
        let words: Vec<String> =
            (from..to).map(|i| morph::ascii(&self.source.low(i).replace(['.', ','], "_"))).collect();
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
    }

    /// `(unique)`, `(0-100)`, `(draft, published)`, `(optional, at most 20 characters)`.
    fn bracket(&self, wish: &mut FieldWish, at: usize, hi: usize) -> usize {
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
        merge(wish, probe, values);
        close + 1
    }

    fn bracket_item(&self, probe: &mut FieldWish, at: usize, close: usize) -> usize {
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
        if word == "enum" || word == "one" && self.source.low(at + 1) == "of" {
            return at + 1 + usize::from(matches!(self.source.low(at + 1), ":" | "of"));
        }
        self.refinement(probe, at, close)
    }

    /// The items of a bracket, between commas, slashes and conjunctions; bounds such as `between 1 and 5` are one.
    fn bracket_items(&self, at: usize, close: usize) -> Vec<(usize, usize)> {
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

    fn wish_of(&self, at: usize) -> FieldWish {
        FieldWish {
            words: Vec::new(),
            last: String::new(),
            plural: false,
            kind: None,
            constraints: Vec::new(),
            required: false,
            values: Vec::new(),
            span: Span::new(at, at),
        }
    }

    fn bracket_separator(&self, at: usize, close: usize) -> usize {
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

    /// `as text`, `: string`, `is a number`, `of type date`.
    fn type_words(&self, wish: &mut FieldWish, at: usize, skipped: usize, hi: usize) -> usize {
        let led = match (self.source.low(at), self.source.low(at + 1)) {
            ("as", "a" | "an") => at + 2,
            ("as" | ":", _) => at + 1,
            ("of", "type") => at + 2,
            _ if skipped > at => skipped + usize::from(matches!(self.source.low(skipped), "a" | "an")),
            _ => return at,
        };
        let Some(kind) =
            fields::type_word(self.source.low(led)).filter(|_| led < hi && self.ends_refinement(led + 1, hi))
        else {
            return at;
        };
        wish.kind = Some(kind);
        led + 1
    }
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

fn apply(wish: &mut FieldWish, adjective: Adjective) {
    match adjective {
        Adjective::Is(constraint) => wish.constraints.push(constraint),
        Adjective::Required => wish.required = true,
        Adjective::Kind(kind) => wish.kind = Some(kind),
    }
}
