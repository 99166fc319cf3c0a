//! Who does what: rights, records that verbs leave behind, and steps of workflows.

use protocol::requirements::Scope;

use super::draft::{Builder, Course, Who, action};
use super::limits::{Limit, Rule};
use super::people::role_name;
use super::records::{ACCOUNT, WHOLE};
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{Act, Does, Seen};
use crate::understand::token::Span;

/// Objects that are the record of an arrangement themselves: booking an appointment makes the appointment.
pub(crate) const ARRANGEMENTS: &[&str] = &[
    "appointment",
    "reservation",
    "booking",
    "order",
    "loan",
    "registration",
    "meeting",
    "visit",
    "session",
    "request",
    "consultation",
    "viewing",
    "demo",
];

/// One statement about people and a record.
pub(super) struct Said {
    pub roles: Vec<String>,
    pub verb: Seen,
    pub own: bool,
    pub only: Only,
    pub denied: bool,
    /// `any page`, `all pages`: also those of others.
    pub all: bool,
    pub span: Span,
}

impl Said {
    /// What the finished rights are held to, if this restricts anybody.
    fn rule(&self) -> Option<Rule> {
        match self.only {
            Only::Deed if self.own => Some(Rule::OwnOnly),
            Only::Deed => Some(Rule::Never),
            Only::People => Some(Rule::NobodyElse),
            Only::Nothing if self.denied => Some(Rule::Never),
            Only::Nothing if self.is_own_reading() => Some(Rule::OwnOnly),
            Only::Nothing => None,
        }
    }

    /// `customers can see their own tickets` says by itself that they do not see those of others.
    fn is_own_reading(&self) -> bool {
        self.own && self.only == Only::Nothing && !self.denied && self.verb.does == Does::Acts(&[Act::Read])
    }

    /// What is restricted: the deeds named, or after `can only` all the others that change something.
    fn limited(&self, acts: &[Act]) -> Vec<Act> {
        if self.only == Only::Deed && !self.own {
            let changing = [Act::Create, Act::Update, Act::Delete];
            return changing.into_iter().filter(|act| !acts.contains(act)).collect();
        }
        acts.to_vec()
    }
}

impl Builder<'_> {
    /// Records come first, so that steps of their workflows find them wherever they stand.
    pub(super) fn actions(&mut self) {
        for steps in [false, true] {
            self.statements(steps);
        }
    }

    fn statements(&mut self, steps: bool) {
        for fact in self.facts {
            match fact {
                Fact::Acts { verb, .. } if matches!(verb.does, Does::Moves(_)) != steps => {}
                Fact::Acts { actors, verb, object, own, only, denied, span } => {
                    let roles: Vec<String> =
                        actors.iter().filter_map(|actor| self.acting_role(actor)).collect();
                    if roles.len() != actors.len() {
                        continue;
                    }
                    // `an app to book rooms` names nobody: whoever registers.
                    let roles = if roles.is_empty() { vec![String::new()] } else { roles };
                    let said = Said {
                        roles,
                        verb: *verb,
                        own: *own,
                        only: *only,
                        denied: *denied,
                        all: self.speaks_of_all(object.as_ref()),
                        span: *span,
                    };
                    match (object, verb.does) {
                        (Some(object), _) => self.acts_on(&said, object),
                        (None, Does::Acts(acts)) => self.acts_everywhere(&said, acts),
                        (None, _) => self.acts_alone(*verb, *span),
                    }
                }
                Fact::States { noun, states, moves, span } if steps => {
                    let name = self.record_name(noun);
                    if let Some(at) = self.find(&name) {
                        let words = self.take(*span);
                        let (states, moves) = (states.clone(), moves.clone());
                        match &mut self.records[at].states {
                            Some(course) => course.extend(&states, &moves),
                            none => *none = Some(Course { states, moves, words }),
                        }
                    }
                }
                Fact::Nominal { noun, acts, span } if !steps => self.nominal(noun, acts, *span),
                _ => {}
            }
        }
    }

    fn acting_role(&self, actor: &Noun) -> Option<String> {
        let name = role_name(actor);
        match self.who(actor) {
            Who::Role(name) => Some(name),
            // Authors are kept, and act as well.
            Who::Record => self.roles.iter().any(|role| role.name == name).then_some(name),
            Who::Nobody => None,
        }
    }

    fn acts_alone(&mut self, verb: Seen, span: Span) {
        let Does::Needs(name) = verb.does else { return };
        let words = self.take(span);
        self.has_feature(name, words);
    }

    fn acts_everywhere(&mut self, said: &Said, acts: &[Act]) {
        let names: Vec<String> = self.records.iter().map(|record| record.name.clone()).collect();
        for name in names {
            self.acts_plainly(said, &name, acts);
        }
    }

    fn acts_on(&mut self, said: &Said, object: &Noun) {
        if matches!(said.verb.does, Does::Needs(_)) {
            self.acts_alone(said.verb, said.span);
            return;
        }
        let head = object.head();
        // `applicants fill in an application`, where applications are kept.
        let kept = object.determined && self.has(&self.record_name(object));
        let singular_whole = WHOLE.contains(&head) && !object.plural && !kept;
        let accounts = matches!(self.who(object), Who::Role(_));
        // `sitters create a profile with a price per night`: one that has fields of its own.
        let profile = head == "profile" && self.has(&self.record_name(object));
        if singular_whole || accounts || ACCOUNT.contains(&head) && !profile {
            self.acts_on_whole(said, object, accounts);
            return;
        }
        let name = self.record_name(object);
        if !self.has(&name) {
            return;
        }
        match said.verb.does {
            Does::Acts(_) if said.verb.base == "list" && self.offers(&said.roles, &name) => {
                self.acts_plainly(said, &name, &[Act::Create])
            }
            // `users list books, others can request them`: a request for what is there.
            Does::Acts(_) if said.verb.base == "request" && self.is_made_otherwise(&name) => {
                self.makes(said, object, &name, "Request")
            }
            Does::Acts(acts) => self.acts_plainly(said, &name, acts),
            Does::Owns => self.acts_plainly(said, &name, &[Act::Create, Act::Update, Act::Delete]),
            Does::Makes(record) => self.makes(said, object, &name, record),
            Does::MakesNamed(record) if self.mentioned(record) && name != record => {
                self.makes(said, object, &name, record)
            }
            Does::MakesNamed(_) => self.acts_plainly(said, &name, &[Act::Create]),
            Does::Moves(_) => self.moves_on(said, object, &name),
            Does::Needs(_) | Does::Unbuilt(_) => {}
        }
    }

    /// Whether a record is said to be made by another deed than by asking for it.
    pub(super) fn is_made_otherwise(&self, name: &str) -> bool {
        self.facts.iter().any(|fact| match fact {
            Fact::Acts { verb, object: Some(object), denied: false, .. } => {
                verb.base != "request"
                    && matches!(verb.does, Does::Acts(acts) if acts.contains(&Act::Create) || verb.base == "list")
                    && self.record_name(object) == name
            }
            // `items have a daily rate. Clients request items`.
            Fact::Field { owner, wish } => {
                matches!(wish.last.as_str(), "price" | "rate" | "deposit" | "stock")
                    && self.record_name(owner) == name
            }
            _ => false,
        })
    }

    /// `any page`, `all pages`.
    fn speaks_of_all(&self, object: Option<&Noun>) -> bool {
        object.is_some_and(|object| {
            let before = object.lead.min(object.span.from);
            (before.saturating_sub(1)..object.span.from)
                .any(|i| matches!(self.source.low(i), "any" | "all" | "every"))
        })
    }

    /// `admins manage everything`, `admins manage users`: what administrators may do anyway. Others may not.
    fn acts_on_whole(&mut self, said: &Said, object: &Noun, accounts: bool) {
        let people = accounts || ACCOUNT.contains(&object.head());
        let reading_own =
            people && said.own && matches!(said.verb.does, Does::Acts(acts) if !acts.contains(&Act::Create));
        // Accounts are changed by administrators alone.
        let kept =
            said.denied && people && matches!(said.verb.does, Does::Acts(acts) if !acts.contains(&Act::Read));
        if !said.denied && said.roles.iter().all(|role| role == "admin") || reading_own || kept {
            if said.only != Only::Nothing || said.denied {
                self.limits.push(Limit::kept_anyway(said.span));
            }
            self.take(said.span);
            return;
        }
        if people {
            return;
        }
        let Does::Acts(acts) = said.verb.does else { return };
        if said.only != Only::Nothing || said.denied {
            return self.acts_everywhere(said, acts);
        }
        let words = self.take(said.span);
        let names: Vec<String> = self.records.iter().map(|record| record.name.clone()).collect();
        for name in names {
            for (role, act) in said.roles.iter().flat_map(|role| acts.iter().map(move |act| (role, act))) {
                self.right(role, &name, action(*act), Some(Scope::Any), &words);
            }
        }
    }

    pub(super) fn acts_plainly(&mut self, said: &Said, name: &str, acts: &[Act]) {
        let words = self.take(said.span);
        // Who keeps something makes and changes it; who reads it is another question.
        let kept = said.verb.base == "keep" && rule_of_nobody(said);
        let acts: Vec<Act> = acts.iter().copied().filter(|act| !kept || *act != Act::Read).collect();
        let acts = acts.as_slice();
        let rule = said.rule();
        if rule.is_some() && !said.is_own_reading() {
            self.assume(format!("permissions.{name}"), format!("As asked: “{words}”."));
        }
        if let Some(rule) = rule {
            self.limits.push(Limit {
                rule,
                roles: said.roles.clone(),
                entity: name.to_owned(),
                actions: said.limited(acts).into_iter().map(action).collect(),
                span: said.span,
            });
        }
        for act in acts {
            for role in &said.roles {
                if said.denied {
                    self.denied.insert((name.to_owned(), *act, role.clone()));
                    continue;
                }
                let scope = if *act == Act::Create {
                    Some(Scope::Any)
                } else if said.own {
                    Some(Scope::Own)
                } else {
                    // `everybody can edit pages`: also those of others, whoever made them.
                    let all = self.everyones.contains(&said.span) || said.all;
                    all.then_some(Scope::Any)
                };
                self.right(role, name, action(*act), scope, &words);
                if *act == Act::Create
                    && let Some(at) = self.find(name)
                {
                    self.records[at].creators.insert(role.clone());
                }
                if said.only == Only::People {
                    self.exclusive.entry((name.to_owned(), *act)).or_default().insert(role.clone());
                }
            }
        }
        if said.only == Only::Deed && !said.own {
            for (act, role) in
                said.limited(acts).into_iter().flat_map(|act| said.roles.iter().map(move |role| (act, role)))
            {
                self.denied.insert((name.to_owned(), act, role.clone()));
            }
        }
        let owns = said.verb.does == Does::Owns || said.own;
        // Grades for students are about them, and theirs who enter them.
        if owns && let Some(role) = said.roles.first().filter(|role| !self.names(name, role)) {
            let owner = self.owner_name(name, role);
            self.own(name, &owner, words);
        }
    }

    /// `post creation`: whoever registers may.
    fn nominal(&mut self, noun: &Noun, acts: &[Act], span: Span) {
        if people::is_person(noun.head()) {
            self.take(span);
            self.assume(
                "included",
                format!("“{}” is done by administrators, on the accounts page.", self.source.slice(span)),
            );
            return;
        }
        let name = self.record_name(noun);
        if !self.has(&name) {
            return;
        }
        let words = self.take(span);
        for act in acts {
            self.right(
                "",
                &name,
                action(*act),
                if *act == Act::Create { Some(Scope::Any) } else { None },
                &words,
            );
        }
    }
}

/// Whether it restricts nobody.
fn rule_of_nobody(said: &Said) -> bool {
    said.only == Only::Nothing && !said.denied && !said.own
}
