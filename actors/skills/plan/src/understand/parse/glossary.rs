//! Names that the request explains, with what they are made of: `A “Sailing” is one departure on a Route: departs at, vessel`.

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::{fields, function, people};
use crate::understand::token::Span;

/// Words of an explanation, between `is` and the colon.
const EXPLAINED_MAX: usize = 14;

impl Reader<'_> {
    /// What stands behind the colon is of what is explained, and not of what it is explained by.
    pub(super) fn glossary(&mut self, at: usize, hi: usize) -> usize {
        if !self.starts.contains(&at) {
            return at;
        }
        let Some((noun, is)) = self.explained(at, hi) else { return at };
        let ends = |i: &usize| self.source.is_mark(*i, ':') || self.source.is_mark(*i, '(');
        let Some(colon) = (is + 1..hi.min(is + EXPLAINED_MAX)).find(ends) else { return at };
        if !self.source.is_mark(colon, ':') || !self.lists_fields(colon + 1, hi) {
            return at;
        }
        let mark = self.facts.len();
        let end = self.items(colon + 1, hi, &Owner::Record(noun.clone()));
        if end == colon + 1 {
            self.facts.truncate(mark);
            return at;
        }
        self.named(&noun);
        self.explained_by(&noun, is, colon, hi);
        end
    }

    /// The name, with or without quotation marks, and where `is` stands.
    fn explained(&self, at: usize, hi: usize) -> Option<(Noun, usize)> {
        let article = usize::from(matches!(self.source.low(at), "a" | "an" | "the" | "each" | "every"));
        let quoted = usize::from(self.is_quote(at + article));
        let noun = self.noun(at + article + quoted, hi).filter(|noun| !people::is_person(noun.head()))?;
        let is = noun.end() + usize::from(self.is_quote(noun.end()));
        let known =
            !noun.plural && (article > 0 || quoted > 0) && function::is(function::BE, self.source.low(is));
        known.then_some((noun, is))
    }

    fn is_quote(&self, at: usize) -> bool {
        ['"', '“', '”', '\''].into_iter().any(|mark| self.source.is_mark(at, mark))
    }

    /// Two things at least, of which the first is a field.
    fn lists_fields(&self, at: usize, hi: usize) -> bool {
        let dated = matches!(self.source.low(at + 1), "at" | "on" | "until");
        let first = self.noun(at, hi);
        let field = dated || first.is_some_and(|noun| fields::infer(&noun.words).is_some());
        field && (at..hi).any(|i| self.source.is_mark(i, ','))
    }

    /// `one departure on a Route`: a record that has a name is what it belongs to; the rest is named.
    fn explained_by(&mut self, noun: &Noun, is: usize, colon: usize, hi: usize) {
        let joint = |i: &usize| matches!(self.source.low(*i), "on" | "in" | "of" | "for" | "at" | "from");
        let to = (is + 1..colon).filter(joint).find_map(|i| {
            let to = self.noun(i + 1, hi).filter(|to| to.end() <= colon)?;
            (to.capital && to.words != noun.words).then_some(to)
        });
        match to {
            Some(to) => {
                let span = Span::new(is, to.end());
                self.facts.push(Fact::Link {
                    from: noun.clone(),
                    to,
                    link: Link::Belongs,
                    optional: false,
                    name: None,
                    span,
                });
            }
            None => self.facts.push(Fact::Unknown { span: Span::new(is, colon) }),
        }
    }
}
