//! Customers that are kept apart: `each agency only sees its own data`.

use protocol::requirements::FeatureName;

use super::Reader;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::features::CAPABILITIES;
use crate::understand::lexicon::people;
use crate::understand::token::Span;

/// Words between who sees and what is theirs.
const BETWEEN_MAX: usize = 5;
const ALL_OF_IT: &[&str] = &["data", "records", "information", "stuff", "things", "content", "database"];

impl Reader<'_> {
    /// Of people, it would be a right to what they made; companies are organisations, each with its own people.
    pub(super) fn tenancy(&mut self, at: usize, hi: usize) -> usize {
        if !matches!(self.source.low(at), "each" | "every" | "all") {
            return at;
        }
        let Some(noun) = self.noun(at, hi).filter(|noun| !people::is_person(noun.head())) else { return at };
        let own = (noun.end() + 1..hi.min(noun.end() + BETWEEN_MAX)).find(|i| {
            matches!(self.source.low(*i), "its" | "their" | "our")
                && self.source.low(i + 1) == "own"
                && ALL_OF_IT.contains(&self.source.low(i + 2))
        });
        let verb = (noun.end()..own.unwrap_or(noun.end())).any(|i| {
            matches!(
                self.source.low(i),
                "sees" | "see" | "has" | "have" | "gets" | "accesses" | "access" | "keeps"
            )
        });
        match own.filter(|_| verb) {
            Some(own) => {
                let span = Span::new(at, own + 3);
                self.facts.push(Fact::Feature { name: FeatureName::MultiTenancy, span });
                span.to
            }
            None => at,
        }
    }

    /// `for MSPs (multi tenant)`: whom it is for, and how they are kept.
    pub(super) fn customers_apart(&mut self, noun: &Noun) -> Option<usize> {
        let at = noun.end() + 1;
        let (len, capability) = CAPABILITIES.at(self.source, at)?;
        if !self.source.is_mark(at - 1, '(') || !self.source.is_mark(at + len, ')') {
            return None;
        }
        self.capability(*capability, Span::new(at, at + len));
        self.facts.push(Fact::Purpose { noun: noun.clone() });
        Some(at + len + 1)
    }
}
