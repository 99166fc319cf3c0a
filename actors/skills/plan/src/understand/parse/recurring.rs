//! Things that a request speaks of again and again in sentences that no rule reads: they are kept, whatever is done with them.

use std::collections::BTreeMap;

use super::Reader;
use crate::domains;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::{fields, function, people, products};
use crate::understand::token::Span;

/// How often, at least.
const OFTEN: usize = 2;
/// Words before a noun that say that there is none of it.
const DENIED_WITHIN: usize = 3;

impl Reader<'_> {
    /// After all sentences are read: what is left of them names records that products usually keep.
    pub(super) fn recurring(&mut self, sentences: &[Span]) {
        let mut spoken: BTreeMap<Vec<String>, Vec<Noun>> = BTreeMap::new();
        for sentence in sentences {
            let mut at = sentence.from;
            while at < sentence.to {
                let noun = self.noun(at, sentence.to);
                at = noun.as_ref().map_or(at + 1, |noun| noun.end().max(at + 1));
                if let Some(noun) = noun {
                    spoken.entry(noun.words.clone()).or_default().push(noun);
                }
            }
        }
        for (words, nouns) in spoken {
            if nouns.len() < OFTEN
                || !self.is_thing(&words)
                || nouns.iter().any(|noun| self.is_excluded(noun))
            {
                continue;
            }
            let unread = |noun: &&Noun| (noun.plural || noun.determined) && self.is_left(noun.span);
            if let Some(noun) = nouns.iter().find(unread).cloned() {
                self.facts.push(Fact::Entity { noun: Noun { own: false, others: false, ..noun } });
            }
        }
    }

    /// A record by its name, which nothing else is said to be.
    fn is_thing(&self, words: &[String]) -> bool {
        let [head] = words else { return false };
        let is_same = |noun: &Noun| noun.head() == head;
        let is_named = self.facts.iter().any(|fact| match fact {
            Fact::Product { noun }
            | Fact::Purpose { noun }
            | Fact::Entity { noun }
            | Fact::Record { noun }
            | Fact::Role { noun }
            | Fact::States { noun, .. }
            | Fact::Nominal { noun, .. }
            | Fact::Field { owner: noun, .. } => is_same(noun),
            Fact::Link { from, to, .. } => is_same(from) || is_same(to),
            Fact::Acts { object: Some(object), .. } | Fact::Works { object, .. } => is_same(object),
            Fact::Sees { noun: Some(noun), .. } => is_same(noun),
            _ => false,
        });
        let is_field = self.facts.iter().any(|fact| match fact {
            Fact::Field { wish, .. } | Fact::ProductField { wish } => wish.words.contains(head),
            _ => false,
        });
        !is_named
            && !is_field
            && domains::is_record(head)
            && !people::is_person(head)
            && !people::is_group(head)
            && fields::infer(words).is_none()
            && !fields::is_file(head)
            && !function::is(function::MEASURES, head)
            && !products::APP_NOUNS.contains(&head.as_str())
            && !products::KEEPER_NOUNS.contains(&head.as_str())
            && !products::CONTAINERS.contains(&head.as_str())
    }

    fn is_excluded(&self, noun: &Noun) -> bool {
        let denied = (noun.span.from.saturating_sub(DENIED_WITHIN)..noun.span.from)
            .any(|at| function::is(function::NEGATIONS, self.source.low(at)));
        let left_out = self.facts.iter().any(|fact| {
            matches!(fact, Fact::LeftOut { span } | Fact::NoFeature { span, .. } | Fact::Refused { span, .. }
                if span.from < noun.span.to && noun.span.from < span.to)
        });
        denied || left_out
    }

    /// Whether nothing was made of a run of words.
    fn is_left(&self, span: Span) -> bool {
        let read = |fact: &Fact| {
            let read = fact.span();
            !matches!(fact, Fact::Unknown { .. }) && read.from < span.to && span.from < read.to
        };
        !self.facts.iter().any(read)
    }
}
