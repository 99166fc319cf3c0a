//! Capabilities in prose that no rule read: `please make it so that pages load with dark mode`.

use std::ops::Range;

use protocol::requirements::FeatureName;

use super::Reader;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
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
            self.free_bare_name(span);
            // `a translations agency` is one that translates.
            let names_more = *capability == Capability::Built(FeatureName::I18n)
                && self.source.low(at).ends_with("ions")
                && self.noun(span.to, sentence.to).is_some_and(|noun| noun.span.from == span.to);
            let meant = !names_more
                && !self.is_denied(sentence.from, at)
                && !self.is_verb(sentence.from, at)
                && !self.is_taken_in(*capability, span);
            if span.to <= sentence.to && self.is_unread(span) && meant {
                self.capability(*capability, span);
            }
            at += len;
        }
    }

    /// `page view charts`, a name of which nothing else is said, is the capability in it.
    fn free_bare_name(&mut self, span: Span) {
        let holds =
            |noun: &Noun| noun.span.from <= span.from && span.to <= noun.span.to && noun.words.len() > 1;
        let Some(at) =
            self.facts.iter().position(|fact| matches!(fact, Fact::Entity { noun } if holds(noun)))
        else {
            return;
        };
        let Fact::Entity { noun } = self.facts[at].clone() else { return };
        let named = |other: &Noun| other.words == noun.words;
        let more = self.facts.iter().enumerate().any(|(other, fact)| {
            other != at
                && match fact {
                    Fact::Entity { noun } | Fact::Record { noun } | Fact::States { noun, .. } => named(noun),
                    Fact::Field { owner, .. } => named(owner),
                    Fact::Link { from, to, .. } => named(from) || named(to),
                    Fact::Acts { object: Some(object), .. } => named(object),
                    _ => false,
                }
        });
        if !more {
            self.facts.remove(at);
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
    /// `what I picture` asks for no pictures.
    fn is_verb(&self, from: usize, at: usize) -> bool {
        at > from && ["i", "we", "you"].contains(&self.source.low(at - 1))
    }

    /// `import the statement as CSV` takes that file in, and hands none out.
    pub(super) fn is_taken_in(&self, capability: Capability, name: Span) -> bool {
        let sentence = self.starts.range(..=name.from).next_back().copied().unwrap_or_default();
        let is_said = |words: Range<usize>, deeds: &[&str]| {
            words.into_iter().any(|it| deeds.iter().any(|deed| self.source.low(it).starts_with(deed)))
        };
        capability == Capability::Built(FeatureName::CsvExport)
            && is_said(sentence..name.from, &["import"])
            && !is_said(sentence..name.to, &["export", "download"])
    }
}
