//! A noun phrase, and the rule that takes what is said of it.

use protocol::requirements::Visibility;

use super::Reader;
use super::list::Owner;
use super::outline::FIELD_WORDS;
use crate::understand::fact::{Fact, Link, Noun, Only};
use crate::understand::lexicon::{fields, function, people, verbs};
use crate::understand::token::Span;

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
        if let Some(end) = self.without_access(&subjects, end, hi) {
            return end;
        }
        if let Some(end) = self.reads_only(&subjects, end, hi) {
            return end;
        }
        if let [subject] = subjects.as_slice()
            && let Some(end) = self.fields_of(subject, hi)
        {
            return end;
        }
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

    /// `Task fields: title, due date`.
    fn fields_of(&mut self, subject: &Noun, hi: usize) -> Option<usize> {
        let end = subject.end();
        let fields = FIELD_WORDS.contains(&subject.last.as_str()) && subject.words.len() > 1;
        if !fields || !self.source.is_mark(end, ':') {
            return None;
        }
        let mut record = subject.clone();
        record.words.pop();
        record.span.to -= 1;
        record.last = record.head().to_owned();
        let behind = self.items(end + 1, hi, &Owner::Record(record.clone()));
        if behind == end + 1 {
            return None;
        }
        self.facts.push(Fact::Beside { span: Span::new(record.span.to, end + 1) });
        self.named(&record);
        Some(behind)
    }

    /// `guests have read-only access`: they see everything and change nothing.
    fn reads_only(&mut self, subjects: &[Noun], at: usize, hi: usize) -> Option<usize> {
        let has = matches!(self.source.low(at), "have" | "has" | "get" | "gets");
        let start = at + 1 + usize::from(matches!(self.source.low(at + 1), "a" | "an" | "just" | "only"));
        let end = match (self.source.low(start), self.source.low(start + 1), self.source.low(start + 2)) {
            ("read" | "view", "only", "access" | "rights" | "permissions") => start + 3,
            ("read" | "view" | "readonly" | "read-only", "access" | "rights" | "permissions", _) => start + 2,
            _ => return None,
        };
        let people = |noun: &Noun| people::is_person(noun.head()) || people::is_anybody(noun.head());
        if !has || !subjects.iter().all(people) || end < hi && self.source.is_word(end) {
            return None;
        }
        let span = Span::new(subjects[0].span.from, end);
        if subjects.iter().all(|noun| people::is_anybody(noun.head())) {
            let (noun, visibility) = (None, Visibility::Public);
            self.facts.push(Fact::Sees { noun, visibility, span });
            return Some(end);
        }
        let word = "everything".to_owned();
        let object = Noun { words: vec![word.clone()], last: word, ..Noun::unnamed(end) };
        self.facts.push(Fact::Acts {
            actors: subjects.to_vec(),
            verb: verbs::at("view", |_, _| false)?,
            object: Some(object),
            own: false,
            only: Only::Deed,
            denied: false,
            span,
        });
        Some(end)
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
        let does = |at: usize| {
            self.verb(at).is_some()
                || self.modal(at)
                || matches!(self.source.low(at), "marks" | "mark" | "sets")
        };
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
        let says_when = |i: usize| matches!(self.source.low(i), "when" | "whenever" | "if" | "once");
        let first = noun.span.from;
        let when = says_when(noun.lead.wrapping_sub(1))
            || self.source.low(first.wrapping_sub(1)) == "the" && says_when(first.wrapping_sub(2));
        // `after 30 days` says how long.
        let counted = noun.plural && self.spelled(noun.span.from.wrapping_sub(1)).is_some();
        // `lend a book out for three weeks`: what is left of a statement that was not read is no field.
        let before = at.wrapping_sub(1);
        let field = fields::infer(&noun.words).is_some() || fields::is_plural_field(&noun.last);
        let left = at > 0
            && field
            && !self.starts.contains(&at)
            && self.source.is_word(before)
            && !function::is_function(self.source.low(before))
            && !function::is(function::ADVERBS, self.source.low(before));
        // `people sign with name and email`, where it was not read what they do.
        let unread = field
            && matches!(self.facts.last(), Some(Fact::Unknown { span }) if span.to < at && span.to + 1 >= at);
        if when || counted || left || unread {
            return at;
        }
        let last = end >= hi || self.source.is_mark(end, ',') || matches!(self.source.low(end), "and" | "or");
        let next = self.separator(end, hi);
        let opens =
            at == 0 && self.source.is_mark(end, ',') && self.noun(next, hi).is_some_and(|it| it.plural);
        if noun.plural
            && last
            && (self.product.is_some() || opens)
            && !self.source.low(noun.span.from).ends_with("s's")
        {
            let mark = self.facts.len();
            let behind = self.items(at, hi, &Owner::Product).max(end);
            if opens {
                self.things(mark, hi);
            }
            return behind;
        }
        at
    }
}
