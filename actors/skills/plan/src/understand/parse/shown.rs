//! Who a record is shown to: `vitals are visible only to doctors`, `salaries are hidden from employees`,
//! `reports are for managers only`.

use protocol::requirements::Visibility;

use super::Reader;
use super::relation::said_from;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::verbs::{self, Act, Does};
use crate::understand::token::Span;

const DENYING: &[&str] =
    &["not", "never", "cannot", "can't", "cant", "mustn't", "shouldn't", "aren't", "isn't", "won't"];

/// What is said of who sees a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// To those named, and to others as well unless something else says so.
    To,
    /// To nobody but those named.
    OnlyTo,
    /// To all but those named.
    NotTo,
}

impl Reader<'_> {
    pub(super) fn visible_to(&mut self, subject: &Noun, at: usize, i: usize, hi: usize) -> usize {
        // `pending ones`: some of the records, and no right is to some of them.
        if subject.head() == "one" {
            return at;
        }
        let is_denying = |k: usize| DENYING.contains(&self.source.low(k));
        let mut only = (at..i + 1).any(|k| self.is_only_word(k));
        let mut denied = (at..i + 1).any(is_denying);
        let shown = i + usize::from(is_denying(i) || self.is_only_word(i));
        let Some((said, mut next)) = self.shown(shown) else { return at };
        only |= said == Shown::OnlyTo || self.is_only_word(shown + 1);
        denied |= said == Shown::NotTo;
        if self.is_only_word(next) {
            only = true;
            next += 1;
        }
        let (people, mut end) = self.people_at(next, hi);
        // `entries are private to the user`: each to whoever made it.
        let theirs = said == Shown::OnlyTo && !denied && self.is_maker_of_one(&people, next, end);
        if theirs && (end >= hi || !self.source.is_word(end) || self.is_only_word(end)) {
            let end = end + usize::from(end < hi && self.is_only_word(end));
            let span = Span::new(said_from(subject, at), end.min(hi));
            self.facts.push(Fact::Sees { noun: Some(subject.clone()), visibility: Visibility::Owner, span });
            return end.min(hi);
        }
        if self.is_only_word(end) && self.source.low(end) != "just" || self.source.low(end) == "alone" {
            only = true;
            end += 1;
        }
        let Some(verb) = verbs::at("see", |_, _| false).filter(|_| !people.is_empty() && (only || denied))
        else {
            return at;
        };
        self.facts.push(Fact::Acts {
            actors: people,
            verb,
            object: Some(subject.clone()),
            own: false,
            only: if only { Only::People } else { Only::Nothing },
            denied: denied && !only,
            span: Span::new(said_from(subject, at), end.min(hi)),
        });
        end.min(hi)
    }

    /// `the user`, `their author`: one of many, and no kind of people.
    fn is_maker_of_one(&self, people: &[Noun], at: usize, end: usize) -> bool {
        let [one] = people else { return false };
        let makes = |fact: &Fact| match fact {
            Fact::Acts { actors, verb, denied: false, .. } => {
                matches!(verb.does, Does::Acts(acts) if acts.contains(&Act::Create))
                    && actors.iter().any(|actor| actor.words == one.words)
            }
            _ => false,
        };
        let maker =
            matches!(one.head(), "user" | "author" | "owner" | "creator" | "writer" | "uploader" | "maker")
                || self.facts.iter().any(makes);
        let determined =
            (at..end).any(|i| matches!(self.source.low(i), "the" | "their" | "its" | "each" | "that"));
        !one.plural && determined && maker
    }

    /// Behind the words for being shown, where the people start.
    fn shown(&self, at: usize) -> Option<(Shown, usize)> {
        let only = usize::from(self.is_only_word(at + 1));
        let to = self.source.low(at + 1 + only);
        match (self.source.low(at), to) {
            (
                "visible" | "readable" | "accessible" | "shown" | "available" | "open" | "displayed"
                | "disclosed" | "viewable" | "seen" | "viewed" | "read",
                "to" | "for" | "by",
            ) => Some((Shown::To, at + 2 + only)),
            (
                "restricted" | "limited" | "reserved" | "private" | "confined" | "exclusive" | "confidential",
                "to" | "for",
            ) => Some((Shown::OnlyTo, at + 2 + only)),
            ("hidden" | "invisible" | "concealed" | "withheld", "from" | "to") => {
                Some((Shown::NotTo, at + 2 + only))
            }
            ("for", _) => Some((Shown::To, at + 1)),
            _ => None,
        }
    }
}
