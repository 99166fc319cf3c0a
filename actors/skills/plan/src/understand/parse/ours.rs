//! What people say that they have or want to do, themselves: `we have pupils, teachers and rooms`, `let me log workouts`.

use super::Reader;
use super::list::Owner;
use crate::understand::fact::Fact;
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
        // `rooms` alone may be how many a house has; those that we have are things.
        for at in mark..self.facts.len() {
            let Fact::ProductField { wish } = &self.facts[at] else { continue };
            if let Some(noun) = self.noun(wish.span.from, hi).filter(|noun| noun.plural) {
                self.facts[at] = Fact::Entity { noun };
            }
        }
        if end > at + 2 { end } else { at }
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
        let end = noun.end();
        self.facts.push(Fact::Beside { span: Span::new(at, start) });
        if !acts.contains(&Act::Create) {
            return start;
        }
        self.named(&noun);
        self.definition(&noun, end, hi).max(end)
    }
}
