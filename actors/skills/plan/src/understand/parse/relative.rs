//! What is asked for by who does what with it: `vacation requests that employees submit and managers approve`.

use super::Reader;
use super::action::Statement;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::Form;
use crate::understand::token::Span;

/// People of one such phrase.
const PEOPLE_MAX: usize = 4;

impl Reader<'_> {
    /// At the start of a request, where nothing else names a product.
    pub(super) fn relative(&mut self, at: usize, hi: usize) -> usize {
        let Some(object) = self.noun(at, hi).filter(|noun| at == 0 && noun.plural && self.product.is_none())
        else {
            return at;
        };
        let that = object.end();
        let led = matches!(self.source.low(that), "that" | "which") && !people::is_person(object.head());
        let (mut next, mut end) = (that + 1, at);
        for _ in 0..PEOPLE_MAX {
            let Some((people, verb, behind)) = self.who_does(next, hi).filter(|_| led) else { break };
            let said = Statement { from: people.span.from, only: Only::Nothing, denied: false };
            let whole = Noun { own: false, others: false, ..object.clone() };
            self.push_acts(
                std::slice::from_ref(&people),
                &[verb],
                &whole,
                said,
                Span::new(people.span.from, behind),
            );
            end = behind;
            next = self.separator(behind, hi);
            if next == behind {
                break;
            }
        }
        if end > at {
            self.facts.push(Fact::Beside { span: Span::new(that, that + 1) });
            self.facts.push(Fact::Entity { noun: object.clone() });
            self.topic = Some(object);
        }
        end
    }

    /// `managers approve`, with nothing behind it.
    fn who_does(
        &self,
        at: usize,
        hi: usize,
    ) -> Option<(Noun, crate::understand::lexicon::verbs::Seen, usize)> {
        let people = self.noun(at, hi).filter(|noun| noun.plural && people::is_person(noun.head()))?;
        let can = people.end() + usize::from(matches!(self.source.low(people.end()), "can" | "may" | "must"));
        let verb = self.any_verb(can).filter(|verb| verb.form == Form::Base && !verb.does.is_capability())?;
        let behind = can + verb.len;
        let ends =
            behind >= hi || !self.source.is_word(behind) || matches!(self.source.low(behind), "and" | "or");
        ends.then_some((people, verb, behind))
    }
}
