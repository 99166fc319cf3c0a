//! To whom what was spoken of last is given, and who did something: `managers create tasks with a title and assign each to an employee`.

use super::Reader;
use super::action::Statement;
use crate::understand::fact::{Fact, Link, Noun, Only};
use crate::understand::lexicon::verbs::{Act, Does, Form, Seen};
use crate::understand::lexicon::{people, verbs};
use crate::understand::morph;
use crate::understand::token::Span;

const GIVES: &[&str] = &[
    "assign",
    "assigns",
    "allocate",
    "allocates",
    "delegate",
    "delegates",
    "give",
    "gives",
    "hand",
    "hands",
];

/// What is sent to whoever runs a site.
const SENT: &[&str] =
    &["message", "inquiry", "enquiry", "question", "request", "note", "suggestion", "offer"];

impl Reader<'_> {
    /// Whether this gives what was spoken of last to somebody: to whom, and where it ends.
    pub(super) fn gives(&self, at: usize, hi: usize) -> Option<(Noun, usize)> {
        let topic = self.topic.as_ref()?;
        if !GIVES.contains(&self.source.low(at)) {
            return None;
        }
        let i = match self.source.low(at + 1) {
            "them" | "it" | "these" | "those" => at + 2,
            "each" | "every" if self.source.low(at + 2) == "to" => at + 2,
            "each" | "every" if self.source.low(at + 2) == "one" => at + 3,
            "each" if self.source.low(at + 2) == "of" && self.source.low(at + 3) == "them" => at + 4,
            _ => self.noun(at + 1, hi).filter(|noun| noun.head() == topic.head())?.end(),
        };
        let to = self.noun(i + 1, hi).filter(|noun| people::is_person(noun.head()))?;
        let end = to.end();
        (self.source.low(i) == "to" && end <= hi).then_some((to, end))
    }

    /// `developers get assigned`: to what was spoken of last.
    pub(super) fn gets_assigned(&mut self, actors: &[Noun], at: usize, hi: usize) -> Option<usize> {
        let gets = matches!(self.source.low(at), "get" | "gets" | "are" | "is")
            && self.source.low(at + 1) == "assigned";
        // `cleaners get assigned to jobs and mark them done`.
        let jobs = self.noun(at + 3, hi).filter(|noun| {
            gets && self.source.low(at + 2) == "to" && noun.plural && !people::is_person(noun.head())
        });
        if let ([actor], Some(jobs)) = (actors, jobs)
            && people::is_person(actor.head())
        {
            return Some(self.assigned_to(actor, jobs, at, hi));
        }
        let end = at + 2 + usize::from(matches!(self.source.low(at + 2), "them" | "it"));
        let to =
            usize::from(self.source.low(end) == "to" && matches!(self.source.low(end + 1), "them" | "it"))
                * 2;
        let whole = end + to >= hi || !self.source.is_word(end + to);
        let ([actor], Some(topic)) = (actors, self.topic.clone()) else { return None };
        if !gets || !whole || !people::is_person(actor.head()) {
            return None;
        }
        let span = Span::new(actor.span.from.min(at), end + to);
        let from = Noun { own: false, others: false, ..topic };
        self.facts.push(Fact::Link {
            from,
            to: actor.clone(),
            link: Link::Assigned,
            optional: true,
            name: None,
            span,
        });
        Some(end + to)
    }

    /// The jobs are given to the actor, who may go on to do something with them.
    fn assigned_to(&mut self, actor: &Noun, jobs: Noun, at: usize, hi: usize) -> usize {
        let end = jobs.end();
        let (from, to, span) = (jobs.clone(), actor.clone(), Span::new(actor.span.from.min(at), end));
        self.named(&jobs);
        self.facts.push(Fact::Link { from, to, link: Link::Assigned, optional: true, name: None, span });
        let next = self.separator(end, hi);
        let more = next > end && !self.clause_starts(next, hi);
        let acted = if more {
            self.acts(std::slice::from_ref(actor), Only::Nothing, actor.span.from, next, hi)
        } else {
            end
        };
        if more && acted > next { acted } else { end }
    }

    /// `visitors can send me an inquiry about one`: it is kept, for whoever asked for all this.
    pub(super) fn sends_us(
        &mut self,
        actors: &[Noun],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let sends = matches!(
            self.source.low(at),
            "send" | "sends" | "write" | "writes" | "leave" | "leaves" | "drop"
        );
        let us = matches!(self.source.low(at + 1), "me" | "us");
        let what = self
            .noun(at + 2, hi)
            .filter(|what| sends && us && (what.determined || what.plural) && SENT.contains(&what.head()))?;
        let verb = verbs::at("create", |_, _| false)?;
        let mut end = what.end();
        let about = matches!(self.source.low(end), "about" | "on" | "for");
        let it = about && matches!(self.source.low(end + 1), "one" | "it" | "them");
        let to = if it { self.topic.clone() } else { self.noun(end + 1, hi).filter(|_| about) };
        self.named(&what);
        self.push_acts(actors, &[verb], &what, said, Span::new(said.from, end));
        if let Some(to) = to.filter(|to| !people::is_person(to.head())) {
            end = if it { end + 2 } else { to.end() };
            let (from, span) = (what, Span::new(at, end));
            self.facts.push(Fact::Link { from, to, link: Link::Belongs, optional: true, name: None, span });
        }
        Some(end)
    }

    pub(super) fn asks_who(&self, at: usize) -> bool {
        self.any_verb(at).is_some_and(|verb| {
            verb.does == Does::Acts(&[Act::Read]) && self.source.low(at + verb.len) == "who"
        })
    }

    /// `see who signed up`: the registrations that others were said to make.
    pub(super) fn sees_who(
        &mut self,
        actors: &[Noun],
        verbs: &[Seen],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let have = usize::from(matches!(self.source.low(at + 1), "has" | "have"));
        let done = self
            .any_verb(at + 1 + have)
            .filter(|done| self.source.low(at) == "who" && done.form == Form::Past)?;
        let end = at + 1 + have + done.len;
        let record = self.facts.iter().find_map(|fact| match fact {
            Fact::Acts { verb, .. } if verb.base == done.base => match verb.does {
                Does::Makes(record) => Some(record),
                _ => None,
            },
            _ => None,
        })?;
        let noun = Noun {
            words: morph::name_words(record),
            last: record.to_lowercase(),
            capital: true,
            span: Span::new(at, end),
            ..Noun::unnamed(at)
        };
        self.push_acts(actors, verbs, &noun, said, Span::new(said.from, end));
        (end <= hi).then_some(end)
    }

    pub(super) fn given(&mut self, actors: &[Noun], said: Statement, at: usize, hi: usize) -> Option<usize> {
        let (to, end) = self.gives(at, hi)?;
        let verb = verbs::at("assign", |_, _| false)?;
        let topic = Noun { own: false, others: false, ..self.topic.clone()? };
        let span = Span::new(at, end);
        self.facts.push(Fact::Link {
            from: topic.clone(),
            to,
            link: Link::Assigned,
            optional: false,
            name: None,
            span,
        });
        self.facts.push(Fact::Acts {
            actors: actors.to_vec(),
            verb,
            object: Some(topic),
            own: false,
            only: said.only,
            denied: said.denied,
            span,
        });
        Some(end)
    }
}
