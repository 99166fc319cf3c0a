//! Products by names that are known, and what their names say that they do: `parking spot reservations`, `Split expenses between roommates`.

use super::Reader;
use crate::domains;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::{function, people};
use crate::understand::limits::NAME_WORDS_MAX;
use crate::understand::morph;
use crate::understand::speech::Part;
use crate::understand::token::Span;

impl Reader<'_> {
    /// `a platform matching mentors with mentees`, unlike `a blog using Express`: what it does, of which nothing is made.
    pub(super) fn does_something(&self, at: usize, hi: usize) -> bool {
        self.source.low(at).ends_with("ing")
            && !function::is_function(self.source.low(at))
            && self.any_verb(at).is_none()
            && !(at..hi).any(|i| self.stack_at(i).is_some())
            && self.noun(at + 1, hi).is_some()
    }

    /// `parking spot reservations`: a product that keeps such reservations itself.
    pub(super) fn keeps_its_own(&self, noun: &Noun) -> bool {
        let head = morph::pascal(&noun.words[noun.words.len() - 1..]);
        domains::domain(&noun.words).is_some_and(|domain| domain.records.contains(&head))
    }

    /// `Split expenses between roommates`: the words of a product that is known, though they are a sentence as well.
    pub(super) fn known_whole(&mut self, at: usize, hi: usize) -> Option<usize> {
        let verb = self.any_verb(at).is_some() || self.parts.first() == Some(&Part::Verb);
        if at > 0 || self.product.is_some() || !verb {
            return None;
        }
        let end = (at + 2..hi.min(at + NAME_WORDS_MAX))
            .rev()
            .find(|end| domains::listed(&self.words_of(at, *end)).is_some())
            .filter(|end| {
                *end >= hi
                    || matches!(self.source.low(*end), "between" | "among" | "for" | "in" | "at" | "." | ",")
            })?;
        let words = self.words_of(at, end).iter().map(|word| morph::singular(word)).collect();
        let (last, span) = (self.source.low(end - 1).to_owned(), Span::new(at, end));
        let product = Noun { words, last, span, ..Noun::unnamed(at) };
        let between = matches!(self.source.low(end), "between" | "among" | "with");
        if let Some(people) = self.noun(end + 1, hi).filter(|it| between && people::is_person(it.head())) {
            let end = people.end();
            self.facts.push(Fact::Role { noun: Noun { plural: false, ..people } });
            return Some(self.set_product(product, end, hi));
        }
        Some(self.set_product(product, end, hi))
    }
}
