//! A noun phrase, and the rule that takes what is said of it.

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Link, Noun, Only};
use crate::understand::lexicon::people;

/// Subjects of one statement: `members and librarians`.
const SUBJECTS_MAX: usize = 6;

impl Reader<'_> {
    /// A noun phrase and what is said of it.
    pub(super) fn subject_clause(&mut self, at: usize, hi: usize) -> usize {
        let only = matches!(self.source.low(at), "only");
        let start = at + usize::from(only);
        if let Some(end) = self.anybody(start, hi) {
            return end;
        }
        if let Some(end) = self.everybody(start, hi) {
            return end;
        }
        let Some((subjects, end)) = self.subjects(start, hi) else { return at };
        if let [subject] = subjects.as_slice() {
            let subject = self.contained(subject.clone(), hi);
            let end = subject.end();
            // `agents: manage properties, create leads`, in a list of who does what.
            let deeds =
                self.source.is_mark(end, ':') && self.any_verb(end + 1).is_some_and(|verb| !verb.noun);
            if deeds && people::is_person(subject.head()) {
                let only = if only { Only::People } else { Only::Nothing };
                let acted = self.acts(std::slice::from_ref(&subject), only, at, end + 1, hi);
                if acted > end + 1 {
                    return acted;
                }
            }
            let said = self.about_record(&subject, end, hi);
            if said > end {
                return said;
            }
            let defined = self.definition(&subject, end, hi);
            if defined > end {
                return defined;
            }
            if subject.plural {
                let related = self.of_relation(&subject, end, hi, Link::Belongs);
                if related > end {
                    return self.after_related(&subject, related, hi);
                }
            }
        }
        let only = if only { Only::People } else { Only::Nothing };
        let acted = self.acts(&subjects, only, at, end, hi);
        if acted > end {
            return acted;
        }
        self.bare(subjects, at, hi)
    }

    /// `reviews of books have a rating`.
    pub(super) fn after_related(&mut self, subject: &Noun, at: usize, hi: usize) -> usize {
        let said = self.about_record(subject, at, hi);
        let defined = if said > at { said } else { self.definition(subject, at, hi) };
        defined.max(at)
    }

    pub(super) fn subjects(&self, at: usize, hi: usize) -> Option<(Vec<Noun>, usize)> {
        let first = self.noun(at, hi)?;
        let mut end = self.past_whose(&first, hi);
        let mut subjects = vec![first];
        let mut i = end;
        while subjects.len() < SUBJECTS_MAX {
            let next = self.separator(i, hi);
            let Some(noun) = (next > i).then(|| self.noun(next, hi)).flatten() else { break };
            i = noun.end();
            subjects.push(noun);
            if self.predicate(i, hi) {
                end = i;
                return Some((subjects, end));
            }
        }
        subjects.truncate(1);
        Some((subjects, end))
    }

    /// `the warden of a hut confirms`: behind whose warden it is, where that is said of people who do something.
    pub(super) fn past_whose(&self, person: &Noun, hi: usize) -> usize {
        let end = person.end();
        if !people::is_person(person.head()) || !matches!(self.source.low(end), "of" | "for" | "at" | "in") {
            return end;
        }
        // Whose owner approves is whoever made it, and no kind of people.
        if matches!(person.head(), "owner" | "author" | "creator") {
            return end;
        }
        let does =
            |at: usize| self.verb(at).is_some() || matches!(self.source.low(at), "marks" | "mark" | "sets");
        let whose = self.noun(end + 1, hi).map(|noun| noun.end());
        whose.filter(|behind| *behind < hi && does(*behind)).unwrap_or(end)
    }

    /// `books` alone, after a heading or between clauses: a record if something else says so.
    pub(super) fn bare(&mut self, subjects: Vec<Noun>, at: usize, hi: usize) -> usize {
        let Some(noun) = subjects
            .into_iter()
            .next()
            .filter(|noun| !matches!(noun.last.as_str(), "thanks" | "regards" | "cheers" | "greetings"))
        else {
            return at;
        };
        let end = noun.end();
        // `when the status changes` says when, and names nothing to keep.
        let when = matches!(self.source.low(noun.lead.wrapping_sub(1)), "when" | "whenever" | "if" | "once")
            || self.source.low(noun.span.from.wrapping_sub(1)) == "the"
                && matches!(
                    self.source.low(noun.span.from.wrapping_sub(2)),
                    "when" | "whenever" | "if" | "once"
                );
        if when {
            return at;
        }
        let last = end >= hi || self.source.is_mark(end, ',') || matches!(self.source.low(end), "and" | "or");
        if noun.plural && last && self.product.is_some() && !self.source.low(noun.span.from).ends_with("s's")
        {
            return self.items(at, hi, &Owner::Product).max(end);
        }
        at
    }
}
