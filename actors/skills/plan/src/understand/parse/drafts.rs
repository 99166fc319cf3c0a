//! What others find only once it is published: `blog with drafts`, `only published posts are visible`, `editors approve articles
//! before they are published`.

use protocol::requirements::{FeatureName, Visibility};

use super::Reader;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::{people, verbs};
use crate::understand::morph;
use crate::understand::token::Span;

/// Words of one such statement.
const STATEMENT_MAX: usize = 14;
const SEEN: &[&str] = &[
    "visible", "see", "sees", "seen", "shown", "show", "shows", "read", "reads", "public", "appear",
    "appears", "listed", "hidden", "private", "find", "finds",
];
const HELD: &[&str] = &[
    "only", "not", "never", "once", "until", "when", "after", "hidden", "private", "can't", "cannot",
    "aren't",
];

impl Reader<'_> {
    /// `only published posts are visible to visitors`, `drafts are private`, `articles are visible once published`.
    pub(super) fn shown_once_published(&mut self, at: usize, hi: usize) -> Option<usize> {
        let before = self.source.low(at.wrapping_sub(1));
        let starts =
            self.starts.contains(&at) || matches!(before, "," | "and" | ";" | "where" | "that" | "but");
        let stops = |i: &usize| matches!(self.source.low(*i), "," | ";" | "." | "but");
        let end = (at..hi.min(at + STATEMENT_MAX)).find(stops).unwrap_or(hi.min(at + STATEMENT_MAX));
        let is = |words: &'static [&'static str]| (at..end).any(|i| words.contains(&self.source.low(i)));
        // `approved terms are public`: those that are not are none of that.
        let some =
            matches!(self.source.low(at), "approved" | "published" | "verified" | "accepted" | "released")
                && self.noun(at + 1, end).is_some_and(|noun| {
                    matches!(self.source.low(noun.end()), "are" | "become")
                        && self.source.low(noun.end() + 1) == "public"
                });
        let state = (at..end).find(|i| some || is_state(self.source.low(*i)))?;
        let held = some || is(HELD) || self.source.low(state).starts_with("un");
        // `A blog where …`: what stands behind it is a statement of its own.
        let whole = (at..end).any(|i| self.source.low(i) == "where");
        if !starts || whole || !held || !is(SEEN) {
            return None;
        }
        let record = |i: usize| {
            self.noun(i, end).filter(|noun| {
                noun.plural
                    && !people::is_person(noun.head())
                    && !is_state(noun.head())
                    && noun.words.len() == 1
            })
        };
        let behind = record(state + 1);
        let noun = behind.or_else(|| (at..end).find_map(record)).or_else(|| self.topic.clone());
        if let Some(noun) = noun {
            self.topic = Some(noun.clone());
            if some {
                let (noun, span) = (Some(noun.clone()), Span::new(at, end));
                self.facts.push(Fact::Sees { noun, visibility: Visibility::Public, span });
            }
            self.facts.push(Fact::Entity { noun });
        }
        self.facts.push(Fact::Feature { name: FeatureName::Drafts, span: Span::new(at, end) });
        Some(end)
    }

    /// `editors approve articles before they are published`, where articles are written under nothing.
    pub(super) fn approved_before_shown(&mut self, who: Option<Noun>, noun: Noun, span: Span) -> usize {
        let admin = || {
            let word = "admin".to_owned();
            Noun { words: vec![word], last: "admins".to_owned(), plural: true, ..Noun::unnamed(span.from) }
        };
        self.facts.push(Fact::Feature { name: FeatureName::Drafts, span });
        if let Some(verb) = verbs::at("approve", |_, _| false) {
            self.facts.push(Fact::Acts {
                actors: vec![who.unwrap_or_else(admin)],
                verb,
                object: Some(noun.clone()),
                own: false,
                only: Only::Nothing,
                denied: false,
                span,
            });
        }
        self.topic = Some(noun);
        span.to
    }

    /// `write posts as drafts`: behind what is written.
    pub(super) fn as_drafts(&mut self, at: usize) -> usize {
        let article = usize::from(matches!(self.source.low(at + 1), "a" | "their"));
        let drafts =
            self.source.low(at) == "as" && morph::singular(self.source.low(at + 1 + article)) == "draft";
        if !drafts {
            return at;
        }
        let end = at + 2 + article;
        let first = usize::from(self.source.low(end) == "first");
        self.facts.push(Fact::Feature { name: FeatureName::Drafts, span: Span::new(at, end + first) });
        end + first
    }
}

fn is_state(word: &str) -> bool {
    matches!(word, "published" | "unpublished" | "draft" | "drafts")
}
