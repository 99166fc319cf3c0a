//! What people say that they have or want to do, themselves: `we have pupils, teachers and rooms`, `let me log workouts`.

use protocol::requirements::Visibility;

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::token::Span;

impl Reader<'_> {
    /// Several things that we have are what is kept; one of them, or people alone, may be anything.
    pub(super) fn we_have(&mut self, at: usize, hi: usize) -> usize {
        let ours = matches!(self.source.low(at), "we" | "i") && self.source.low(at + 1) == "have";
        let Some(first) = self.noun(at + 2, hi).filter(|noun| ours && noun.plural) else { return at };
        let described = self.source.is_mark(first.end(), '(');
        let next = self.separator(first.end(), hi);
        let second = self.noun(next, hi).filter(|noun| next > first.end() && noun.plural);
        let things =
            second.is_some_and(|noun| !people::is_person(noun.head()) || !people::is_person(first.head()));
        if !described && !things {
            return at;
        }
        let mark = self.facts.len();
        let end = self.items(at + 2, hi, &Owner::Product);
        self.things(mark, hi);
        if end > at + 2 { end } else { at }
    }

    /// `rooms` alone may be how many a house has; those that we have, or manage, are things.
    pub(super) fn things(&mut self, mark: usize, hi: usize) {
        for at in mark..self.facts.len() {
            let Fact::ProductField { wish } = &self.facts[at] else { continue };
            if let Some(noun) = self.noun(wish.span.from, hi).filter(|noun| noun.plural) {
                self.facts[at] = Fact::Entity { noun };
            }
        }
    }

    /// `an app where I can book rooms`: whoever registers does.
    pub(super) fn we_can(&mut self, at: usize, hi: usize) -> usize {
        let can = matches!(self.source.low(at), "i" | "we" | "you") && self.source.low(at + 1) == "can";
        let Some(verb) = self.any_verb(at + 2).filter(|_| can) else { return at };
        let thing = self.noun(at + 2 + verb.len, hi).filter(|noun| !people::is_person(noun.head()));
        if thing.is_none() || verb.does.is_capability() {
            return at;
        }
        let mark = self.facts.len();
        let end = self.acts(&[], Only::Nothing, at, at + 1, hi);
        // Whoever says `my` speaks of everybody's own.
        for fact in &mut self.facts[mark..] {
            let Fact::Acts { verb, object: Some(object), own, span, .. } = fact else { continue };
            if verb.does == Does::Acts(&[Act::Read]) && *own {
                *fact = Fact::Sees {
                    noun: Some(Noun { own: false, ..object.clone() }),
                    visibility: Visibility::Owner,
                    span: *span,
                };
            } else {
                (object.own, *own) = (false, false);
            }
        }
        if end > at + 1 { end } else { at }
    }

    /// `let me log workouts`: somebody makes them, and nobody else is named who would.
    pub(super) fn let_us(&mut self, at: usize, hi: usize) -> usize {
        let lets = matches!(self.source.low(at), "let" | "lets" | "help")
            && matches!(self.source.low(at + 1), "me" | "us");
        let Some(verb) = self.any_verb(at + 2).filter(|_| lets) else { return at };
        let Does::Acts(acts) = verb.does else { return at };
        let start = at + 2 + verb.len;
        let Some(noun) = self.noun(start, hi).filter(|noun| noun.plural && !people::is_person(noun.head()))
        else {
            return at;
        };
        // `log fill-ups for my car: date, price`: of the fill-ups.
        let mine =
            matches!(self.source.low(noun.end() + 1), "my" | "our") && self.source.low(noun.end()) == "for";
        let whose =
            self.noun(noun.end() + 1, hi).filter(|whose| mine && self.source.is_mark(whose.end(), ':'));
        let end = whose.map_or(noun.end(), |whose| whose.end());
        self.facts.push(Fact::Beside { span: Span::new(at, start) });
        if !acts.contains(&Act::Create) {
            return start;
        }
        self.named(&noun);
        self.definition(&noun, end, hi).max(end)
    }
}
