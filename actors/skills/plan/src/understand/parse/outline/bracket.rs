//! Notes in brackets behind a field's name: `(unique)`, `(draft, published)`, `(0..12)`.

use protocol::requirements::FieldKind;

use super::item::Outlined;
use super::note::{is_no, is_type, is_yes};
use crate::understand::lexicon::fields;
use crate::understand::limits::VALUES_MAX;
use crate::understand::parse::Reader;
use crate::understand::token::Span;

impl Reader<'_> {
    /// What stands in brackets: notes, or else a closed list of values.
    pub(super) fn bracketed(&self, field: &mut Outlined, at: usize, hi: usize) -> usize {
        let Some(close) = self.closing(at, hi) else { return at };
        let parts = self.bracket_parts(at + 1, close);
        let mut values: Vec<(String, Span)> = Vec::new();
        // `(email, phone, portal)` are three values, although two of them are types as well.
        let listed = parts.len() > 1 && parts.iter().any(|part| self.is_bare_value(*part));
        for part in &parts {
            let mark = field.holes.len();
            if listed && part.to == part.from + 1 && is_type(self.source.low(part.from)) {
                values.push((self.value(part.from, part.to), *part));
                continue;
            }
            let mut probe = Outlined {
                wish: field.wish.clone(),
                holes: field.holes.clone(),
                needs: field.needs.clone(),
                noted: true,
            };
            let mut i = part.from;
            while i < part.to {
                let next = self.note(&mut probe, i, part.to);
                if next == i {
                    break;
                }
                i = next;
            }
            if i >= part.to {
                *field = probe;
            } else if self.value_end(part.from, part.to) == part.to {
                values.push((self.value(part.from, part.to), *part));
            } else {
                field.holes.truncate(mark);
                field.holes.push(*part);
            }
        }
        if values.len() == 2 && values.iter().all(|(value, _)| is_yes(value) || is_no(value)) {
            field.wish.kind = Some(FieldKind::Boolean);
        } else if values.len() > 1 {
            field.wish.kind = Some(FieldKind::Enum);
            field.wish.values = values.into_iter().map(|(value, _)| value).take(VALUES_MAX).collect();
        } else {
            field.holes.extend(values.into_iter().map(|(_, span)| span));
        }
        close + 1
    }

    /// A word or a few that say nothing about a field, so that they can only be one of its values.
    fn is_bare_value(&self, part: Span) -> bool {
        let word = self.source.low(part.from);
        let noted = is_type(word)
            || fields::adjective(word).is_some()
            || matches!(word, "default" | "if" | "like" | "min" | "max" | "at" | "up" | "yes" | "no");
        self.source.is_word(part.from) && !noted && self.value_end(part.from, part.to) == part.to
    }

    /// Parts between commas, bars, slashes and `or`.
    fn bracket_parts(&self, from: usize, to: usize) -> Vec<Span> {
        let mut out = Vec::new();
        let mut start = from;
        for at in from..to {
            let splits = matches!(self.source.low(at), "," | ";" | "|" | "/" | "or" | "and");
            if splits && !self.is_example(start) && self.source.low(start) != "between" {
                out.push(Span::new(start, at));
                start = at + 1;
            }
        }
        out.push(Span::new(start, to));
        out.retain(|part| !part.is_empty());
        out
    }
}
