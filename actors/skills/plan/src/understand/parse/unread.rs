//! Deeds of which nothing is made: their words are named, and whoever does them signs in all the same.

use super::Reader;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::features::LIKES;
use crate::understand::lexicon::{function, people};
use crate::understand::token::Span;

impl Reader<'_> {
    /// `users can like posts`: nothing is made of it, and all of it is named.
    pub(super) fn unknown_verb(
        &mut self,
        actors: &[Noun],
        aux: bool,
        from: usize,
        verb: usize,
        hi: usize,
    ) -> usize {
        let people = actors.iter().all(|actor| people::is_person(actor.head()));
        let word =
            verb < hi && self.source.is_word(verb) && !function::is(function::BE, self.source.low(verb));
        let acts = aux || people && (self.starts_noun(verb + 1) || self.is_said_verb(verb));
        if !(word && acts)
            || function::is_function(self.source.low(verb)) && !(aux && self.source.low(verb) == "like")
        {
            return verb;
        }
        let object = self.noun(self.behind_particle(verb + 1), hi);
        let end = object.as_ref().map_or(verb + 1, Noun::end);
        if self.source.low(verb) == "like" {
            self.facts.push(Fact::Unbuilt { name: LIKES, span: Span::new(from, end) });
            return end;
        }
        self.sign_in(actors, verb);
        let deed = actors.iter().map(|actor| actor.span.to).filter(|to| *to <= verb).max().unwrap_or(from);
        let span = Span::new(deed.max(from), end);
        if let Some(object) = object.filter(|_| people) {
            self.facts.push(Fact::Works { actors: actors.to_vec(), object, span });
        }
        self.facts.push(Fact::Unknown { span });
        end
    }

    /// Whoever does something that is not understood, or that nobody builds, signs in all the same.
    pub(super) fn sign_in(&mut self, actors: &[Noun], before: usize) {
        let signs_in = |actor: &&Noun| {
            let head = actor.head();
            people::is_person(head) && !people::is_anybody(head) && head != "user" && actor.span.to <= before
        };
        for actor in actors.iter().filter(signs_in) {
            self.facts.push(Fact::Role { noun: Noun { plural: false, ..actor.clone() } });
        }
    }

    pub(super) fn works_on(&mut self, actors: &[Noun], object: &Noun, span: Span) {
        if actors.iter().all(|actor| people::is_person(actor.head())) {
            self.sign_in(actors, span.to);
            self.facts.push(Fact::Works { actors: actors.to_vec(), object: object.clone(), span });
        }
    }

    /// `carries out inspections`: where the object may start behind a verb that nobody knows.
    pub(super) fn behind_particle(&self, at: usize) -> usize {
        let particle = function::is(function::PREPOSITIONS, self.source.low(at));
        at + usize::from(particle && self.starts_noun(at + 1))
    }
}
