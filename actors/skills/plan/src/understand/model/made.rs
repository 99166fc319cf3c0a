//! Records that verbs leave behind, and steps of what moves: `members borrow books; librarians approve loans`.

use protocol::requirements::{Action, Scope};

use super::actions::{ARRANGEMENTS, Said};
use super::draft::{Builder, StepBy};
use super::limits::{Limit, Rule};
use super::people::role_name;
use crate::understand::fact::{Fact, Link, Noun, Only};
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::token::Span;

/// What has members.
const JOINED: &[&str] = &[
    "group",
    "club",
    "team",
    "community",
    "organization",
    "organisation",
    "project",
    "league",
    "challenge",
    "class",
    "course",
    "society",
    "circle",
    "workspace",
    "channel",
    "program",
    "programme",
    "gym",
    "event",
    "band",
    "choir",
    "family",
    "household",
];

impl Builder<'_> {
    /// `members borrow books`: a loan of a book, owned by the member.
    pub(super) fn makes(&mut self, said: &Said, object: &Noun, name: &str, record: &'static str) {
        let reviewing = said.verb.base == "review" && (self.moves(name) || self.arranged(object));
        if reviewing {
            return self.acts_plainly(said, name, &[Act::Read]);
        }
        // One joins a club and is its member; who joins a queue or a lobby is in it for a while.
        if said.verb.base == "join" && !self.mentioned(record) && !JOINED.contains(&object.head()) {
            return;
        }
        let arrangement = matches!(said.verb.base, "book" | "reserve" | "order" | "purchase" | "register")
            && (ARRANGEMENTS.contains(&object.head()) && !self.defined(record)
                || self.moves(name) && !self.mentioned(record) && !self.is_made_otherwise(name));
        // `a lesson has a student and a date; students book lessons`: it is the lesson that they book.
        let theirs = matches!(said.verb.base, "book" | "reserve" | "schedule")
            && !self.mentioned(record)
            && said.roles.iter().any(|role| self.is_given(name, role));
        if name == record || arrangement || theirs {
            return self.acts_plainly(said, name, &[Act::Create]);
        }
        if said.denied {
            self.never_makes(said, record);
            return;
        }
        let words = self.take(said.span);
        if said.only == Only::People {
            self.exclusive.entry((record.to_owned(), Act::Create)).or_default().extend(said.roles.clone());
            self.limit(said, Rule::NobodyElse, record, Action::Create);
        }
        self.record(record, words.clone());
        if let Some(at) = self.find(record)
            && self.records[at].made_from.is_none()
        {
            self.records[at].made_from = Some(name.to_owned());
        }
        // `members book desks and meeting rooms`: each booking is of one of them.
        let either = self.facts.iter().any(|fact| match fact {
            Fact::Acts { verb, object: Some(other), denied: false, .. } => {
                verb.does == said.verb.does && verb.base == said.verb.base && other.words != object.words
            }
            _ => false,
        });
        self.belongs(record, name, &words, !either);
        for role in &said.roles {
            let owner = self.owner_name(record, role);
            self.own(record, &owner, words.clone());
            self.right(role, record, Action::Create, Some(Scope::Any), &words);
            self.right(role, record, Action::Read, None, "");
            if let Some(at) = self.find(record) {
                self.records[at].creators.insert(role.clone());
            }
        }
    }

    /// Where bookings have a line of their own, it is these that come of booking a session.
    fn defined(&self, record: &str) -> bool {
        self.facts
            .iter()
            .any(|fact| matches!(fact, Fact::Record { noun } if self.record_name(noun) == record))
    }

    pub(super) fn limit(&mut self, said: &Said, rule: Rule, entity: &str, action: Action) {
        self.limits.push(Limit {
            rule,
            roles: said.roles.clone(),
            entity: entity.to_owned(),
            actions: vec![action],
            span: said.span,
        });
    }

    /// `guests cannot borrow books`: of loans that others make, if anybody does.
    pub(super) fn never_makes(&mut self, said: &Said, record: &str) {
        let others = self.facts.iter().any(
            |fact| matches!(fact, Fact::Acts { verb, denied: false, .. } if verb.does == said.verb.does),
        );
        if !others {
            return;
        }
        self.take(said.span);
        for role in &said.roles {
            self.denied.insert((record.to_owned(), Act::Create, role.clone()));
        }
        self.limit(said, Rule::Never, record, Action::Create);
    }

    pub(super) fn arranged(&self, object: &Noun) -> bool {
        matches!(
            object.head(),
            "application"
                | "submission"
                | "request"
                | "order"
                | "booking"
                | "reservation"
                | "registration"
                | "claim"
                | "proposal"
        )
    }

    /// A step of the object's workflow; of its loan or order, when that is what moves.
    pub(super) fn moves_on(&mut self, said: &Said, object: &Noun, name: &str) {
        let Does::Moves(step) = said.verb.does else { return };
        // What is published is the thing itself, and no booking of it.
        let made = self
            .made_from(name)
            .or_else(|| self.decided_on(said, object))
            .filter(|_| !matches!(step.name.as_str(), "publish" | "archive"));
        // `clients book walks, walkers mark walks as done`: no booking is kept beside the walk.
        let made = made.filter(|made| self.has(made));
        let target = made.unwrap_or_else(|| name.to_owned());
        let words = self.take(said.span);
        let taken = Action::Transition(step.name.as_str().into());
        if said.denied {
            return self.limit(said, Rule::Never, &target, taken);
        }
        if said.only == Only::People {
            self.limit(said, Rule::NobodyElse, &target, taken);
        }
        if let Some(at) = self.find(&target) {
            self.records[at].steps.push(StepBy { step, roles: said.roles.clone(), own: said.own, words });
        }
    }

    /// The record that some verb leaves behind about another: loans of books.
    pub(super) fn made_from(&self, name: &str) -> Option<String> {
        self.facts.iter().find_map(|fact| match fact {
            Fact::Acts { verb, object: Some(object), .. } if self.record_name(object) == name => match verb
                .does
            {
                Does::Makes(record @ ("Loan" | "Rental" | "Order" | "Booking" | "Reservation" | "Hire"))
                    if record != name
                        && !ARRANGEMENTS.contains(&object.head())
                        && (self.has(record) || !self.moves_more(name)) =>
                {
                    Some(record.to_owned())
                }
                _ => None,
            },
            _ => None,
        })
    }

    /// `volunteers sign up for shifts and organisers confirm them`: whoever signed up is confirmed, and no shift.
    fn decided_on(&self, said: &Said, object: &Noun) -> Option<String> {
        let decides = matches!(said.verb.base, "approve" | "accept" | "confirm" | "reject" | "decline");
        let within = |span: &Span| span.from <= object.span.from && object.span.to <= span.to;
        self.facts.iter().filter(|_| decides).find_map(|fact| {
            let Fact::Acts { actors, verb, span, denied: false, .. } = fact else { return None };
            let record = match verb.does {
                Does::Makes(record) => record,
                _ if verb.base == "request" => "Request",
                _ => return None,
            };
            let others = actors.iter().all(|actor| !said.roles.contains(&role_name(actor)));
            let before = within(span) && span.to <= said.span.from && others;
            (before && self.has(record)).then(|| record.to_owned())
        })
    }

    pub(super) fn moves_more(&self, name: &str) -> bool {
        self.facts.iter().any(|fact| matches!(fact, Fact::Link { from, link: Link::Belongs, .. } if self.record_name(from) == name))
    }
}
