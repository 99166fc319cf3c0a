//! Fields told as questions about one of a record: `whether I've read it`, `who I lent it to`, `who borrowed it`.

use protocol::requirements::FieldKind;

use super::Reader;
use super::field::apply;
use super::list::Owner;
use crate::understand::fact::{Fact, FieldWish};
use crate::understand::lexicon::verbs::Form;
use crate::understand::lexicon::{fields, function};
use crate::understand::token::Span;

impl Reader<'_> {
    pub(super) fn question_item(&mut self, owner: &Owner, at: usize, hi: usize) -> Option<usize> {
        let (words, kind, end) = self.asks(at, hi)?;
        let last = words.last().cloned().unwrap_or_default();
        let mut wish =
            FieldWish { words, last, kind: Some(kind), span: Span::new(at, end), ..self.wish_of(at) };
        if let Some(optional) = fields::adjective("optional").filter(|_| kind != FieldKind::Boolean) {
            apply(&mut wish, optional);
        }
        self.facts.push(match owner {
            Owner::Record(record) => Fact::Field { owner: record.clone(), wish },
            Owner::Product => Fact::ProductField { wish },
            Owner::Roles => return None,
        });
        Some(end)
    }

    /// What such a question names, and where it ends.
    pub(super) fn asks(&self, at: usize, hi: usize) -> Option<(Vec<String>, FieldKind, usize)> {
        let asked = match self.source.low(at) {
            "whether" | "if" => self.done_or_not(at + 1, hi)?,
            "where" => self.at_place(at + 1, hi)?,
            "who" => self.to_whom(at + 1, hi).or_else(|| self.by_whom(at + 1))?,
            _ => return None,
        };
        let end = asked.2;
        let ends = end >= hi || !self.source.is_word(end) || matches!(self.source.low(end), "and" | "or");
        (end <= hi && ends).then_some(asked)
    }

    /// `I've read it`, `we have already paid`.
    fn done_or_not(&self, at: usize, hi: usize) -> Option<(Vec<String>, FieldKind, usize)> {
        let mut i = match self.source.low(at) {
            "i've" | "we've" | "they've" | "you've" => at + 1,
            "i" | "we" | "they" | "you" if matches!(self.source.low(at + 1), "have" | "already") => at + 2,
            "they" | "he" | "she" => at + 1,
            _ => return None,
        };
        i += usize::from(matches!(self.source.low(i), "already" | "ever"));
        let done = self.participle(i).filter(|_| i < hi)?;
        i += 1 + usize::from(matches!(self.source.low(i + 1), "it" | "them"));
        i += usize::from(matches!(self.source.low(i), "yet" | "already" | "before"));
        Some((vec![done], FieldKind::Boolean, i))
    }

    /// `I lent it to`, `we bought it from`.
    fn to_whom(&self, at: usize, hi: usize) -> Option<(Vec<String>, FieldKind, usize)> {
        let me = matches!(self.source.low(at), "i" | "we" | "they");
        let i = at + usize::from(me) + usize::from(me && matches!(self.source.low(at + 1), "have" | "had"));
        let done = self.participle(i).filter(|_| me && i < hi)?;
        let it = i + 1 + usize::from(matches!(self.source.low(i + 1), "it" | "them"));
        let to = self.source.low(it);
        matches!(to, "to" | "from" | "with").then(|| (vec![done, to.to_owned()], FieldKind::String, it + 1))
    }

    /// `I bought it`, behind `where`.
    fn at_place(&self, at: usize, hi: usize) -> Option<(Vec<String>, FieldKind, usize)> {
        let me = matches!(self.source.low(at), "i" | "we");
        let done = self.participle(at + 1).filter(|_| me && at + 1 < hi)?;
        matches!(self.source.low(at + 2), "it" | "them")
            .then(|| (vec![done, "at".to_owned()], FieldKind::String, at + 3))
    }

    /// `borrowed it`, `has borrowed it`.
    fn by_whom(&self, at: usize) -> Option<(Vec<String>, FieldKind, usize)> {
        // `who owns it`.
        if self.source.low(at) == "owns" && matches!(self.source.low(at + 1), "it" | "them") {
            return Some((vec!["owned".to_owned(), "by".to_owned()], FieldKind::String, at + 2));
        }
        let i = at + usize::from(matches!(self.source.low(at), "has" | "have" | "had"));
        let done = self.participle(i)?;
        matches!(self.source.low(i + 1), "it" | "them")
            .then(|| (vec![done, "by".to_owned()], FieldKind::String, i + 2))
    }

    fn participle(&self, at: usize) -> Option<String> {
        let word = self.source.low(at);
        let known = self.any_verb(at).is_some_and(|verb| verb.form == Form::Past);
        let formed = word.len() > 4 && word.ends_with("ed") || PAST.contains(&word);
        (self.source.is_word(at) && !function::is_function(word) && (known || formed))
            .then(|| word.to_owned())
    }
}

const PAST: &[&str] = &[
    "read", "seen", "lent", "bought", "sold", "paid", "given", "got", "gave", "done", "made", "met", "sent",
    "worn", "drunk", "eaten", "built", "been", "taken", "won",
];
