//! Who reads what by saying less than that others do not: `only the patient and their doctor see a visit`, `enrolled students
//! see lessons`, `customers only see products`.

use std::collections::BTreeSet;

use protocol::requirements::{Action, Scope};

use super::draft::Builder;
use super::limits::{Limit, Rule};
use super::people::role_name;
use super::standing::is_ranked;
use crate::domains;
use crate::understand::fact::{Fact, Only};
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::morph;

impl Builder<'_> {
    /// What `the patient and the doctor` read of a record: those that name them, or that they made. Nothing where all people
    /// of these roles are meant.
    pub(super) fn parties(&self, limit: &Limit) -> Option<Vec<(String, Scope)>> {
        let one = |role: &String| {
            (limit.span.from..limit.span.to).any(|at| {
                matches!(self.source.low(at), "the" | "their" | "his" | "her" | "its")
                    && self.source.low(at + 1) == role
            })
        };
        let last = limit.span.to.saturating_sub(1);
        if limit.roles.is_empty() || !limit.roles.iter().all(one) || morph::is_plural(self.source.low(last)) {
            return None;
        }
        let made = |role: &str| {
            self.rights.iter().any(|right| {
                right.role == role && right.entity == limit.entity && right.action == Action::Create
            })
        };
        let scopes: Option<Vec<(String, Scope)>> = limit
            .roles
            .iter()
            .map(|role| match () {
                () if self.names(&limit.entity, role) => Some((role.clone(), Scope::Named)),
                () if made(role) => Some((role.clone(), Scope::Own)),
                () => None,
            })
            .collect();
        scopes.filter(|all| all.iter().any(|(_, scope)| *scope == Scope::Named))
    }

    /// Limits that follow from who is said to see something.
    pub(super) fn limits_of_readers(&mut self) {
        let mut found = Vec::new();
        for fact in self.facts {
            let Fact::Acts { actors, verb, object: Some(object), own: false, only, denied: false, span } =
                fact
            else {
                continue;
            };
            let roles: Vec<String> = actors.iter().map(role_name).collect();
            let entity = self.record_name(object);
            let reads = verb.does == Does::Acts(&[Act::Read]) && self.has(&entity);
            if !reads || !roles.iter().all(|role| self.roles.iter().any(|it| it.name == *role)) {
                continue;
            }
            if *only == Only::Nothing && roles.iter().all(|role| is_ranked(role)) {
                let readers = self.with_those_at_work(&entity, &roles);
                // Where nobody is said to make them, whoever does reads them, too.
                if readers.len() == roles.len() {
                    continue;
                }
                found.push(Limit {
                    rule: Rule::NobodyElse,
                    roles: readers,
                    entity,
                    actions: vec![Action::Read],
                    span: *span,
                });
            } else if *only == Only::Deed {
                for other in self.apart_from(&entity, &roles) {
                    let (roles, actions) = (roles.clone(), vec![Action::Read]);
                    found.push(Limit { rule: Rule::Never, roles, entity: other, actions, span: *span });
                }
            }
        }
        self.limits.extend(found);
    }

    /// Readers, and everybody who is said to do something with such records.
    fn with_those_at_work(&self, entity: &str, readers: &[String]) -> Vec<String> {
        let works = self.rights.iter().filter(|right| right.entity == entity && right.role != domains::ADMIN);
        let mut all: BTreeSet<String> = works.map(|right| right.role.clone()).collect();
        all.extend(readers.iter().cloned());
        all.into_iter().collect()
    }

    /// Records that have nothing to do with the one that is all these people see, and that they are said to do nothing with.
    fn apart_from(&self, seen: &str, roles: &[String]) -> Vec<String> {
        let linked = |one: &str, other: &str| {
            self.find(one).is_some_and(|at| self.records[at].relations.iter().any(|link| link.to == other))
        };
        let mut near: BTreeSet<String> = BTreeSet::from([seen.to_owned()]);
        for _ in 0..self.records.len() {
            let next: Vec<String> = self
                .records
                .iter()
                .map(|record| record.name.clone())
                .filter(|name| near.iter().any(|known| linked(name, known) || linked(known, name)))
                .collect();
            near.extend(next);
        }
        let does =
            |name: &str| self.rights.iter().any(|right| right.entity == name && roles.contains(&right.role));
        let names = self.records.iter().map(|record| record.name.clone());
        names.filter(|name| !near.contains(name) && !does(name)).collect()
    }
}
