//! Rights to records that name a person: a patient's prescriptions, which the doctor writes; a student's grades; the tasks that
//! somebody is given.

use std::collections::BTreeSet;

use protocol::requirements::{Action, Entity, RelationKind, Scope};

use super::draft::{Builder, Link};
use super::people::role_name;
use crate::domains::{ACCOUNT, ADMIN};
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{Act, Does};

/// Names of relations to whoever a record is given to, whatever their role.
const GIVEN_TO: &[&str] = &["assignee", "recipient", "assigned_to"];

/// What is entered about people, and never by themselves.
const ABOUT_PEOPLE: &[&str] = &[
    "grade",
    "mark",
    "score",
    "result",
    "salary",
    "payslip",
    "bill",
    "statement",
    "certificate",
    "prescription",
    "diagnosis",
    "attendance",
    "fine",
    "ban",
    "warning",
    "wage",
    "rating",
];

const OWED: &[&str] = &["fine", "invoice", "bill", "fee", "rent", "due", "tuition"];
/// What others make for somebody, where others are at work.
const PLANNED: &[&str] = &["plan", "program", "programme", "chart", "file"];

/// Whether a relation of that name and kind says to whom of a role a record belongs, other than its owner.
fn names_one(role: &str, name: &str, kind: RelationKind, to: &str) -> bool {
    kind == RelationKind::BelongsTo && to == ACCOUNT && (name == role || GIVEN_TO.contains(&name))
}

/// The same of a finished plan.
pub fn names(entity: &Entity, role: &str) -> bool {
    entity.relations.iter().any(|it| names_one(role, &it.name, it.kind, &it.to))
}

/// A group's leader: `group leaders see their group`.
fn leads(actor: &Noun, object: &Noun) -> bool {
    actor.words.len() > object.words.len() && actor.words[..object.words.len()] == object.words[..]
}

impl Builder<'_> {
    /// Whether a record points at somebody of a role, other than at its owner.
    pub(super) fn names(&self, entity: &str, role: &str) -> bool {
        let names = |link: &Link| names_one(role, &link.name, link.kind, &link.to);
        self.find(entity).is_some_and(|at| self.records[at].relations.iter().any(names))
    }

    /// `students see their grades` where nobody is said to enter them: others do, about them. `Doctors write prescriptions,
    /// patients only see theirs` says who does.
    pub(super) fn about_people(&mut self) {
        for fact in self.facts {
            let Fact::Acts { actors, verb, object: Some(object), own, denied: false, span, .. } = fact else {
                continue;
            };
            if !own && !matches!(verb.does, Does::Moves(_)) {
                continue;
            }
            let entity = self.record_name(object);
            let reads = verb.does == Does::Acts(&[Act::Read]);
            let [actor] = actors.as_slice() else { continue };
            let role = role_name(actor);
            let makers = self.makers(&entity);
            // `their child's grades` are not their own.
            let of_others =
                |at: usize| ["'", "'s", "’", "’s"].iter().any(|end| self.source.raw(at).ends_with(end));
            if !object.others && (span.from..span.to).any(of_others) {
                continue;
            }
            // `teachers see their own lessons, students see theirs`: of both, and made by neither.
            let about = if makers.is_empty() {
                ABOUT_PEOPLE.contains(&object.head())
                    || leads(actor, object)
                    || PLANNED.contains(&object.head()) && self.works_beside(&role)
                    || self.signs_in(&role) && self.others_see_theirs(&entity, &role)
            } else {
                !makers.contains(&role) && self.signs_in(&role)
            };
            // Who pays a fine has not made it.
            let pays = matches!(verb.does, Does::Moves(step) if step.name.as_str() == "pay");
            let owes = pays && makers.is_empty() && OWED.contains(&object.head());
            // `managers create tasks, workers complete their tasks`.
            let moves = *own && matches!(verb.does, Does::Moves(_)) && !makers.is_empty();
            if ((reads || moves) && about || owes) && !self.names(&entity, &role) {
                let words = self.source.slice(*span).to_owned();
                self.points(&entity, &role, ACCOUNT, RelationKind::BelongsTo, true, words);
            }
        }
    }

    /// Whether there are others, who are staff.
    fn works_beside(&self, role: &str) -> bool {
        self.signs_in(role)
            && !self.is_staff(role)
            && self.roles.iter().any(|it| it.name != role && it.name != ADMIN && self.is_staff(&it.name))
    }

    /// Whether people of another kind are said to see their own of these as well.
    fn others_see_theirs(&self, entity: &str, role: &str) -> bool {
        self.facts.iter().any(|fact| match fact {
            Fact::Acts { actors, verb, object: Some(object), own: true, denied: false, .. } => {
                verb.does == Does::Acts(&[Act::Read])
                    && self.record_name(object) == entity
                    && actors.iter().all(|actor| role_name(actor) != role && people::is_person(actor.head()))
            }
            _ => false,
        })
    }

    /// Whether the request itself says that a record is given to people of a role.
    pub(super) fn is_given(&self, entity: &str, role: &str) -> bool {
        let said = |link: &Link| {
            link.kind == RelationKind::BelongsTo
                && link.to == ACCOUNT
                && link.name == role
                && !link.words.is_empty()
        };
        self.find(entity).is_some_and(|at| self.records[at].relations.iter().any(said))
    }

    /// Whether a record is about people of a role, and cannot be without one.
    pub(super) fn is_about_one(&self, entity: &str, role: &str) -> bool {
        let about = |link: &Link| {
            link.kind == RelationKind::BelongsTo && link.to == ACCOUNT && link.name == role && link.required
        };
        self.find(entity).is_some_and(|at| self.records[at].relations.iter().any(about))
    }

    /// The roles that are said to make a record: `user` where it is whoever registers.
    fn makers(&self, entity: &str) -> BTreeSet<String> {
        let made = self.facts.iter().filter_map(|fact| match fact {
            Fact::Acts { actors, verb, object: Some(object), denied: false, .. } => {
                let makes = match verb.does {
                    Does::Acts(acts) => acts.contains(&Act::Create),
                    Does::Makes(_) | Does::MakesNamed(_) | Does::Owns => true,
                    _ => false,
                };
                (makes && self.record_name(object) == entity).then_some(actors)
            }
            _ => None,
        });
        let mut roles = BTreeSet::new();
        for actors in made {
            roles.extend(actors.iter().map(role_name));
            if actors.is_empty() {
                roles.insert(self.default_name());
            }
        }
        roles
    }

    /// `students see their grades`: theirs are those about them, where others make them. What both make and are given is theirs
    /// in both ways, to see and to move along.
    pub(super) fn about_them(&mut self) {
        for at in 0..self.rights.len() {
            let right = &self.rights[at];
            let makes =
                self.find(&right.entity).is_some_and(|it| self.records[it].creators.contains(&right.role));
            let fits = match right.action {
                Action::Read | Action::Transition(_) => true,
                Action::Update => !makes,
                Action::Create | Action::Delete => false,
            };
            let fits = fits && !(makes && self.others_are_given(&right.entity, &right.role));
            if right.scope == Some(Scope::Own) && fits && self.names(&right.entity, &right.role) {
                self.rights[at].scope = Some(Scope::Named);
            }
        }
        let about: Vec<(String, String)> = self
            .rights
            .iter()
            .filter(|right| right.scope == Some(Scope::Named) && right.action == Action::Read)
            .map(|right| (right.entity.clone(), right.role.clone()))
            .collect();
        for (entity, role) in about {
            self.is_about(&entity, &role);
        }
    }

    /// Customers hand in tickets, and it is agents who are given them.
    fn others_are_given(&self, entity: &str, role: &str) -> bool {
        let makes =
            |other: &str| self.find(entity).is_some_and(|at| self.records[at].creators.contains(other));
        self.roles.iter().any(|it| it.name != role && it.name != ADMIN && !makes(&it.name))
    }

    /// A grade is some student's: without one it would be nobody's to see. What people who register hand in is given to
    /// somebody later.
    pub(super) fn is_about(&mut self, entity: &str, role: &str) {
        let default = self.default_name();
        let Some(at) = self.find(entity).filter(|at| !self.records[*at].creators.contains(&default)) else {
            return;
        };
        for link in self.records[at].relations.iter_mut().filter(|link| link.to == ACCOUNT) {
            link.required |= link.kind == RelationKind::BelongsTo && link.name == role;
        }
    }
}
