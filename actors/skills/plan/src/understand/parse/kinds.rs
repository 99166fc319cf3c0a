//! What stands in brackets behind a record's name and is no list of its fields: `certificates (gas, electricity)` are of two
//! kinds, `skills (parallel parking, roundabouts, ...)` are examples, `(SaaS)` is said of it.

use protocol::requirements::FieldKind;

use super::Reader;
use crate::understand::fact::{Fact, FieldWish, Noun};
use crate::understand::lexicon::fields;
use crate::understand::limits::VALUES_MAX;
use crate::understand::morph;
use crate::understand::token::{Kind, Span};

impl Reader<'_> {
    /// Answers where the bracket ends; the same place where it may list fields.
    pub(super) fn kinds(&mut self, noun: &Noun, at: usize, close: usize) -> usize {
        let span = Span::new(at, close + 1);
        let upper = |c: &char| c.is_uppercase();
        if close == at + 2 && self.source.raw(at + 1).chars().filter(upper).count() > 1 {
            self.facts.push(Fact::Unknown { span });
            return close + 1;
        }
        let open = (at..close).any(|i| self.source.is_mark(i, '.') && self.source.is_mark(i + 1, '.'))
            || (at..close).any(|i| self.source.low(i).contains('…'))
            || self.is_led_as_example(at + 1);
        if open {
            self.facts.push(Fact::Unknown { span });
            return close + 1;
        }
        let names = |i: usize| self.source.raw(i).starts_with(char::is_uppercase);
        // `picks a size (A3, A2 or A1)`: a field by itself is no record, whosever it is.
        let field = !noun.plural && noun.words.len() == 1 && fields::infer(&noun.words).is_some();
        let sizes = (at + 1..close)
            .filter(|i| self.source.is_word(*i))
            .all(|i| names(i) || self.source.low(i) == "or");
        if field && sizes && !self.outlined.contains(&noun.words) {
            self.facts.push(Fact::Unknown { span: Span::new(noun.span.from, close + 1) });
            return close + 1;
        }
        let Some(values) = self.bare_values(at + 1, close) else { return at };
        if values.iter().any(|value| matches!(value.as_str(), "yes" | "no" | "maybe")) {
            return at;
        }
        let words = vec!["kind".to_owned()];
        let wish = FieldWish {
            last: words[0].clone(),
            words,
            kind: Some(FieldKind::Enum),
            values,
            span,
            ..self.wish_of(at)
        };
        self.named(noun);
        self.facts.push(Fact::Field { owner: noun.clone(), wish });
        close + 1
    }

    /// `e.g.`, `such as`, `like`, `as in`.
    fn is_led_as_example(&self, at: usize) -> bool {
        match (self.source.low(at), self.source.low(at + 1)) {
            ("such", "as") | ("as", "in") | ("for", "example" | "instance") => true,
            ("like" | "eg" | "e.g", _) => true,
            ("e", ".") => self.source.low(at + 2) == "g",
            _ => false,
        }
    }

    /// Two or more items between commas, none of which is what a field is called.
    fn bare_values(&self, from: usize, to: usize) -> Option<Vec<String>> {
        let mut values: Vec<String> = Vec::new();
        let mut i = from;
        while i < to {
            let end = self.value_end(i, to);
            let words: Vec<String> = (i..end).map(|at| self.source.low(at).to_owned()).collect();
            let named = fields::infer(&words).is_some()
                || words.iter().any(|word| fields::is_known(&morph::singular(word)))
                || fields::is_file(words.last().map_or("", String::as_str))
                || (i..end).any(|at| {
                    self.source.kind(at) == Some(Kind::Number)
                        || self.source.raw(at).starts_with(char::is_uppercase)
                        || self.source.raw(at).contains('_')
                        || fields::adjective(self.source.low(at)).is_some()
                        || fields::type_word(self.source.low(at)).is_some()
                });
            if end == i || named {
                return None;
            }
            values.push(self.value(i, end));
            let next = self.separator(end, to);
            if next == end && end < to {
                return None;
            }
            i = next.max(end);
        }
        (values.len() > 1 && values.len() <= VALUES_MAX).then_some(values)
    }
}
