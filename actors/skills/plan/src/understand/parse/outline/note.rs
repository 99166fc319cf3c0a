//! What is noted beside a field's name: its type, whether it may be empty, its values and its bounds.

use protocol::requirements::{FeatureName, FieldConstraint, FieldKind};

use super::item::Outlined;
use crate::understand::lexicon::fields::{self, Adjective};
use crate::understand::limits::VALUES_MAX;
use crate::understand::parse::Reader;
use crate::understand::parse::field::apply;
use crate::understand::token::{Kind, Span};

/// Words of a unit: `in square metres`.
const UNIT_WORDS_MAX: usize = 3;
const UNITS_OF_TIME: &[&str] = &["minutes", "hours", "days", "seconds", "weeks", "months", "years"];
/// Values of `s1..s4`.
const NUMBERED_MAX: u32 = 12;

/// A word that is a type and part of no name.
pub(super) fn is_clear_type(word: &str) -> bool {
    matches!(
        word,
        "int"
            | "integer"
            | "str"
            | "string"
            | "bool"
            | "boolean"
            | "decimal"
            | "float"
            | "double"
            | "varchar"
            | "longtext"
            | "datetime"
            | "timestamp"
            | "uuid"
            | "nullable"
            | "bigint"
            | "smallint"
            | "jsonb"
    )
}

/// A type by its name in any notation.
fn type_of(word: &str) -> Option<FieldKind> {
    Some(match word {
        "markdown" | "json" | "jsonb" | "html" => FieldKind::Text,
        "bigint" | "smallint" => FieldKind::Integer,
        "uuid" | "phone" | "color" | "colour" => FieldKind::String,
        "yes/no" => FieldKind::Boolean,
        _ => return fields::type_word(word),
    })
}

pub(super) fn is_type(word: &str) -> bool {
    type_of(word).is_some() || fields::is_file_type(word)
}

pub(super) fn is_no(word: &str) -> bool {
    matches!(word, "no" | "false" | "off")
}

pub(super) fn is_yes(word: &str) -> bool {
    matches!(word, "yes" | "true" | "on")
}

impl Reader<'_> {
    /// Whether a name has ended before this token.
    pub(super) fn starts_note(&self, at: usize, item: Span, typed: bool) -> bool {
        let word = self.source.low(at);
        let next = self.source.low(at + 1);
        match self.source.kind(at) {
            Some(Kind::Mark('.')) => false,
            Some(Kind::Mark(_)) => true,
            Some(Kind::Number) => {
                self.range_end(at, item.to).is_some()
                    || self.bare_length(&mut self.wish_of(at), at, item.to) > at
            }
            _ => {
                let in_values =
                    at + 1 < item.to && matches!(next, "|") || self.numbered(at, item.to).is_some();
                let yes_no = (is_yes(word) || is_no(word)) && next == "/";
                let default = matches!(word, "default" | "defaults");
                let bounds = matches!(word, "min" | "max" | "between" | "minimum" | "maximum")
                    && self.bounds(&mut self.wish_of(at), at, item.to) > at;
                let unit = word == "in" && self.unit_end(at, item.to) > at;
                let kind = self.is_type_at(at, item, typed);
                let condition = word == "if" || self.is_example(at);
                let adjective =
                    fields::adjective(word).is_some() && (at + 1 >= item.to || !self.names_on(at + 1, item));
                in_values || yes_no || default || bounds || unit || kind || condition || adjective
            }
        }
    }

    /// Whether a name goes on behind an adjective: `unique code`.
    fn names_on(&self, at: usize, item: Span) -> bool {
        self.source.is_word(at)
            && !is_clear_type(self.source.low(at))
            && fields::adjective(self.source.low(at)).is_none()
            && !matches!(
                self.source.low(at),
                "per" | "within" | "in" | "default" | "if" | "and" | "min" | "max"
            )
            && at < item.to
    }

    /// A type's name behind a field's; `date` is one only where others are, or behind a name in one piece.
    fn is_type_at(&self, at: usize, item: Span, typed: bool) -> bool {
        let word = self.source.low(at);
        if is_clear_type(word) {
            return true;
        }
        let last = at + 1 >= item.to
            || !self.source.is_word(at + 1)
            || fields::adjective(self.source.low(at + 1)).is_some();
        let known = type_of(word).is_some() || fields::is_file_type(word);
        known
            && last
            && (typed
                || at == item.from + 1 && self.source.raw(item.from).contains('_')
                || word == "markdown")
    }

    /// `e.g. red, blue`.
    pub(super) fn is_example(&self, at: usize) -> bool {
        let low = |offset: usize| self.source.low(at + offset);
        low(0) == "e" && low(1) == "." && low(2) == "g" || matches!(low(0), "eg" | "e.g")
    }

    /// One note; answers where it ends, or the same place when it says something else.
    pub(super) fn note(&self, field: &mut Outlined, at: usize, hi: usize) -> usize {
        let word = self.source.low(at);
        match self.source.kind(at) {
            Some(Kind::Mark('?')) => {
                self.question(field);
                at + 1
            }
            Some(Kind::Mark('*')) if self.stars_mean_unique() => {
                apply(&mut field.wish, Adjective::Is(FieldConstraint::Unique));
                at + 1
            }
            Some(Kind::Mark('(' | '[')) => self.bracketed(field, at, hi),
            Some(Kind::Mark(':' | ',' | '.' | ';')) => at + 1,
            Some(Kind::Mark('=')) => self.set_to(field, at + 1, hi),
            Some(Kind::Mark('>' | '<' | '≥' | '≤')) => self.bounded_by_sign(field, at, hi),
            Some(Kind::Mark(_)) => at,
            _ if word == "if" || self.is_example(at) || word == "like" => {
                if word == "if" {
                    apply(&mut field.wish, Adjective::Is(FieldConstraint::Optional));
                }
                hi
            }
            _ => self.word_note(field, at, hi),
        }
    }

    fn word_note(&self, field: &mut Outlined, at: usize, hi: usize) -> usize {
        let word = self.source.low(at);
        let next = self.source.low(at + 1);
        if word == "unique" && matches!(next, "per" | "within" | "in" | "among") {
            field.holes.push(Span::new(at, hi));
            return hi;
        }
        if matches!(word, "default" | "defaults") {
            return self.set_to(field, at + 1 + usize::from(matches!(next, "to" | ":" | "is")), hi);
        }
        if (is_yes(word) || is_no(word)) && next == "by" && self.source.low(at + 2) == "default" {
            field.wish.kind = Some(FieldKind::Boolean);
            if is_yes(word) {
                field.holes.push(Span::new(at, at + 3));
            }
            return at + 3;
        }
        if word == "not" && matches!(next, "null" | "empty" | "optional") {
            field.wish.required = true;
            return at + 2;
        }
        if let Some(end) = self.range_end(at, hi) {
            return self.ranged(field, at, end, hi);
        }
        let unit = self.unit_end(at, hi);
        if unit > at {
            if UNITS_OF_TIME.contains(&next) {
                field.wish.kind = field.wish.kind.or(Some(FieldKind::Integer));
            }
            return unit;
        }
        let values = self.value_list(field, at, hi);
        if values > at {
            return values;
        }
        if let Some(adjective) = fields::adjective(word) {
            apply(&mut field.wish, adjective);
            return at + 1;
        }
        if (word, next) == ("rich", "text") {
            field.wish.kind = Some(FieldKind::Text);
            field.needs.push((FeatureName::RichText, Span::new(at, at + 2)));
            return at + 2;
        }
        if let Some(kind) = type_of(word) {
            field.wish.kind = Some(kind);
            return at + 1;
        }
        if fields::is_file_type(word) {
            field.wish.file = true;
            return at + 1;
        }
        self.bounds(&mut field.wish, at, hi)
    }

    /// `caption?` may be empty; `correct?` is answered with yes or no.
    fn question(&self, field: &mut Outlined) {
        let word = &field.wish.last;
        let answered = field.wish.kind.is_none()
            && (fields::infer(&field.wish.words).is_some_and(|guess| guess.kind == FieldKind::Boolean)
                || matches!(word.as_str(), "correct" | "active" | "public" | "private" | "visible"));
        apply(
            &mut field.wish,
            if answered {
                Adjective::Kind(FieldKind::Boolean)
            } else {
                Adjective::Is(FieldConstraint::Optional)
            },
        );
    }

    /// Behind `=` or `default`: a closed list, or what a new record starts with, which nothing here can carry but `no`.
    fn set_to(&self, field: &mut Outlined, at: usize, hi: usize) -> usize {
        let values = self.value_list(field, at, hi);
        if values > at {
            return values;
        }
        let word = self.source.low(at);
        if at >= hi {
            return at;
        }
        if is_no(word) || is_yes(word) {
            field.wish.kind = Some(FieldKind::Boolean);
        }
        if !is_no(word) {
            field.holes.push(Span::new(at - 1, at + 1));
        }
        at + 1
    }

    /// `>= 1`, `> 0`, `≤ 5`.
    fn bounded_by_sign(&self, field: &mut Outlined, at: usize, hi: usize) -> usize {
        let mark = self.source.low(at);
        let equal = self.source.is_mark(at + 1, '=');
        let value_at = at + 1 + usize::from(equal);
        let Some(value) = self.number(value_at).filter(|_| value_at < hi) else { return at };
        let inclusive = equal || matches!(mark, "≥" | "≤");
        let whole = field.wish.kind != Some(FieldKind::Decimal);
        field.wish.constraints.push(match mark {
            ">" | "≥" => FieldConstraint::Min(value + i64::from(!inclusive && whole)),
            _ => FieldConstraint::Max(value - i64::from(!inclusive && whole)),
        });
        value_at + 1
    }

    /// Where `1-5`, `0..12` and `1 to 7` end.
    fn range_end(&self, at: usize, hi: usize) -> Option<usize> {
        self.number(at)?;
        let joint = match (self.source.low(at + 1), self.source.low(at + 2)) {
            (".", ".") => 2,
            ("-" | "to" | "through", _) => 1,
            _ => return None,
        };
        let end = at + 1 + joint;
        self.number(end).filter(|_| end < hi).map(|_| end + 1)
    }

    fn ranged(&self, field: &mut Outlined, at: usize, end: usize, hi: usize) -> usize {
        if let (Some(least), Some(most)) = (self.number(at), self.number(end - 1)) {
            field.wish.constraints.extend([FieldConstraint::Min(least), FieldConstraint::Max(most)]);
        }
        self.skip_units(end, hi).0
    }

    /// `in minutes`, `in square metres`.
    fn unit_end(&self, at: usize, hi: usize) -> usize {
        let mut end = at + 1;
        while end < hi
            && end - at <= UNIT_WORDS_MAX
            && self.source.is_word(end)
            && fields::adjective(self.source.low(end)).is_none()
        {
            end += 1;
        }
        let ends = end >= hi || !self.source.is_word(end);
        if self.source.low(at) == "in" && ends && end > at + 1 { end } else { at }
    }

    /// `junior | mid | senior`, `de / fr / it`, `yes/no`, `s1..s4`.
    fn value_list(&self, field: &mut Outlined, at: usize, hi: usize) -> usize {
        if let Some((values, end)) = self.numbered(at, hi) {
            field.wish.kind = Some(FieldKind::Enum);
            field.wish.values = values;
            return end;
        }
        let mut values: Vec<String> = Vec::new();
        let mut i = at;
        while i < hi && values.len() < VALUES_MAX {
            let end = self.value_end(i, hi);
            if end == i {
                break;
            }
            values.push(self.value(i, end));
            i = end;
            if !matches!(self.source.low(i), "|" | "/") || i + 1 >= hi {
                break;
            }
            i += 1;
        }
        if values.len() < 2 {
            return at;
        }
        if values.len() == 2 && values.iter().all(|value| is_yes(value) || is_no(value)) {
            field.wish.kind = Some(FieldKind::Boolean);
        } else {
            field.wish.kind = Some(FieldKind::Enum);
            field.wish.values = values;
        }
        i
    }

    /// `s1..s4`: four values.
    fn numbered(&self, at: usize, hi: usize) -> Option<(Vec<String>, usize)> {
        let dots = self.source.is_mark(at + 1, '.') && self.source.is_mark(at + 2, '.') && at + 3 < hi;
        let split = |word: &'_ str| {
            let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
            word[stem.len()..].parse::<u32>().ok().map(|number| (stem.to_owned(), number))
        };
        let (stem, first) = split(self.source.low(at)).filter(|(stem, _)| dots && !stem.is_empty())?;
        let (same, last) = split(self.source.low(at + 3))?;
        let few = first < last && last - first < NUMBERED_MAX;
        (same == stem && few).then(|| ((first..=last).map(|n| format!("{stem}{n}")).collect(), at + 4))
    }
}
