//! Statements that one record has to do with many others, whatever the verb: `an actor plays in many movies`,
//! `songs appear on several albums`.

use super::Reader;
use super::relation::said_from;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::{function, people};
use crate::understand::token::Span;

const MANY: &[&str] = &["many", "several", "multiple", "various", "numerous"];

impl Reader<'_> {
    /// Where `many` stands behind a verb and, maybe, its preposition.
    pub(super) fn many_behind(&self, at: usize) -> Option<usize> {
        let verb = self.source.is_word(at) && !function::is_function(self.source.low(at));
        let next = at + 1 + usize::from(function::is(function::PREPOSITIONS, self.source.low(at + 1)));
        (verb && MANY.contains(&self.source.low(next))).then_some(next)
    }

    /// Of people who act, their verbs say more.
    pub(super) fn has_to_do_with_many(&mut self, subject: &Noun, at: usize, hi: usize) -> usize {
        let acts = people::is_person(subject.head()) || self.any_verb(at).is_some();
        let Some(many) = self.many_behind(at).filter(|many| *many < hi && !acts) else { return at };
        let Some(to) = self.noun(many, hi).filter(|to| to.plural) else { return at };
        let end = to.end();
        // In many, it is one of the many that each of them has; without a preposition, they may be its own.
        let link = if many > at + 1 { Link::Shared } else { Link::HasMany };
        self.named(subject);
        self.facts.push(Fact::Link {
            from: subject.clone(),
            to,
            link,
            optional: false,
            name: None,
            span: Span::new(said_from(subject, at), end),
        });
        end
    }
}
