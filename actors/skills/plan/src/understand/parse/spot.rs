//! Capabilities in prose that no rule read: `please make it so that pages load with dark mode`.

use super::Reader;
use crate::understand::fact::Fact;
use crate::understand::lexicon::features::CAPABILITIES;
use crate::understand::lexicon::function;
use crate::understand::token::Span;

/// So far before a name a negation is taken to mean it.
const NEGATED_WITHIN: usize = 5;

impl Reader<'_> {
    /// Names of capabilities among words of which nothing was made. One that is denied stays among those, and is named.
    pub(super) fn spot(&mut self, sentence: Span) {
        let mut at = sentence.from;
        while at < sentence.to {
            let Some((len, capability)) = CAPABILITIES.at(self.source, at) else {
                at += 1;
                continue;
            };
            let span = Span::new(at, at + len);
            if span.to <= sentence.to && self.is_unread(span) && !self.is_denied(sentence.from, at) {
                self.capability(*capability, span);
            }
            at += len;
        }
    }

    fn is_unread(&self, span: Span) -> bool {
        let overlaps = |fact: &Fact| {
            let read = fact.span();
            !matches!(fact, Fact::Unknown { .. }) && read.from < span.to && span.from < read.to
        };
        !self.facts.iter().any(overlaps)
    }

    fn is_denied(&self, from: usize, at: usize) -> bool {
        (at.saturating_sub(NEGATED_WITHIN).max(from)..at)
            .any(|before| function::is(function::NEGATIONS, self.source.low(before)))
    }
}
