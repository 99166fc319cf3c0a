//! Records that the request gives to nobody: who keeps them.

use std::collections::BTreeSet;

use protocol::requirements::{Action, FeatureName, RelationKind, Role, Scope, Visibility};

use super::draft::{Builder, Right, action};
use super::people::role_name;
use super::standing::is_judging;
use crate::domains;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::verbs::Act;
use crate::understand::lexicon::{fields, people};
use crate::understand::morph;

impl Builder<'_> {
    /// Records that nobody was said to make: kept by staff, else each person keeps their own.
    pub(super) fn unattended(&mut self, at: usize) {
        let record = self.records[at].name.clone();
        let made = self.rights.iter().any(|right| right.entity == record && right.action == Action::Create);
        let exclusive = self.exclusive.contains_key(&(record.clone(), Act::Create));
        if (made || exclusive) && !self.is_checked_out(&record) {
            return;
        }
        let default = self.usual_maker(&record).unwrap_or_else(|| self.default_name());
        let plural = morph::spoken_plural(&record);
        let publishers = self.publishers(&record);
        let published = !publishers.is_empty() && !publishers.contains(&default);
        if !published && self.is_others_work(&record, &default) {
            self.assume(
                format!("permissions.{record}"),
                format!(
                    "Administrators manage {plural}; {} only see them, as far as the request was understood.",
                    morph::plural(&default.replace('_', " "))
                ),
            );
            return;
        }
        if self.records[at].relations.iter().any(|link| link.kind == RelationKind::OwnedBy)
            || self.is_checked_out(&record)
            || publishers.contains(&default)
                && self.roles.iter().any(|role| role.name != default && role.name != domains::ADMIN)
            || !published && self.records[at].made_from.is_some()
            || !published && self.usually_own(at)
            || !published && self.is_judged(&record, &default)
        {
            let owner = self.owner_name(&record, &default);
            self.own(&record, &owner, String::new());
            self.right(&default, &record, Action::Create, Some(Scope::Any), "");
            self.say_own(at, &default, &plural);
            self.records[at].creators.insert(default);
            return;
        }
        // What people do with such records was not understood, but it is theirs to do.
        let theirs = self.facts.iter().any(|fact| match fact {
            Fact::Works { actors, object, .. } => {
                self.record_name(object) == record && actors.iter().any(|actor| role_name(actor) == default)
            }
            _ => false,
        });
        let mut staff = if theirs { Vec::new() } else { self.staff_for(&record) };
        if published {
            staff = publishers.clone();
        }
        // Who sees those about them alone does not keep all of them.
        let sees_theirs = |role: &String| {
            self.names(&record, role)
                && self.rights.iter().any(|right| {
                    right.role == *role
                        && right.entity == record
                        && right.action == Action::Read
                        && !right.words.is_empty()
                })
        };
        let those_about = staff.len();
        staff.retain(|role| !sees_theirs(role));
        staff.retain(|role| !CONSUMERS.contains(&role.as_str()));
        let about_staff = staff.len() < those_about;
        if !staff.is_empty() {
            let titles: Vec<String> =
                staff.iter().map(|role| morph::plural(&role.replace('_', " "))).collect();
            self.assume(
                format!("permissions.{record}"),
                format!(
                    "{} manage {plural}, because the request does not say who does.",
                    morph::capital(&super::product::join(&titles))
                ),
            );
            for (role, act) in staff
                .iter()
                .flat_map(|role| [Act::Create, Act::Update, Act::Delete].map(|act| (role.clone(), act)))
            {
                if self.may(&record, act, &role) {
                    self.right(&role, &record, action(act), Some(Scope::Any), "");
                }
            }
            return;
        }
        let kept = about_staff
            || self.is_about_one(&record, &default)
            || self.is_consumed(&default)
            || self.kept_by_admins(&record)
            || self.kept_by_staff(&record)
            || self.has_other_work();
        // Lessons of courses that are sold are kept by whoever keeps those.
        let part =
            self.records[at].parent().is_some_and(|parent| self.is_offered(parent) && !self.is_made(parent));
        let offered = kept || part || self.is_offered(&record);
        if offered {
            self.assume(
                format!("permissions.{record}"),
                format!("Administrators manage {plural}, because the request does not say who does."),
            );
            return;
        }
        self.everyones(at, &record, &default, &plural);
    }

    /// `the cook publishes a menu`: who publishes what nobody else makes has made it.
    fn publishers(&self, record: &str) -> Vec<String> {
        let publishes = |right: &&Right| {
            right.entity == record
                && !right.words.is_empty()
                && right.role != domains::ADMIN
                && matches!(&right.action, Action::Transition(step) if step == "publish")
        };
        // Who also rejects them looks at what others hand in.
        let judges = |role: &str| {
            self.rights.iter().any(|right| right.entity == record && right.role == role && is_judging(right))
        };
        self.rights
            .iter()
            .filter(publishes)
            .map(|right| right.role.clone())
            .filter(|role| !judges(role))
            .collect()
    }

    /// `products, cart, checkout; admins manage orders`: orders are whoever's who checks out.
    fn is_checked_out(&self, record: &str) -> bool {
        let bought = |fact: &Fact| {
            matches!(fact, Fact::Unbuilt { name: "shopping cart", .. })
                || matches!(fact, Fact::Feature { name: FeatureName::Payments, .. })
        };
        let others = self.rights.iter().any(|right| {
            right.entity == record && right.action == Action::Create && right.role != domains::ADMIN
        });
        record == "Order" && !others && self.facts.iter().any(bought) && self.default_name() != domains::ADMIN
    }

    /// `customers rate products`, `listeners comment on episodes`: what they do is told, and the rest was there before them.
    fn is_consumed(&self, default: &str) -> bool {
        CONSUMERS.contains(&default)
            && self.rights.iter().any(|right| {
                right.role == default && right.action == Action::Create && !right.words.is_empty()
            })
    }

    fn is_made(&self, record: &str) -> bool {
        self.rights.iter().any(|right| right.entity == record && right.action == Action::Create)
    }

    fn is_offered(&self, record: &str) -> bool {
        self.is_ordered(record)
            || self.records.iter().any(|other| {
                other.made_from.as_deref() == Some(record)
                    && domains::record(&other.name, None)
                        .is_some_and(|known| known.visibility == Some(Visibility::Owner))
                    && other.name != "Comment"
            })
    }

    /// What people order, book or borrow, whatever it was called where they did.
    fn is_ordered(&self, record: &str) -> bool {
        self.records.iter().any(|other| {
            other.made_from.is_some()
                && other
                    .relations
                    .iter()
                    .any(|link| link.kind == RelationKind::BelongsTo && link.to == record)
                && domains::record(&other.name, None)
                    .is_some_and(|known| known.visibility == Some(Visibility::Owner))
                && other.name != "Comment"
        })
    }

    /// Posts are their authors', where the request has people of that name.
    fn usual_maker(&self, record: &str) -> Option<String> {
        let owner = domains::record(record, self.domain)?.owner.clone()?;
        self.roles.iter().any(|role| role.name == owner).then_some(owner)
    }

    /// Whether others than those who register do something with such records that was not understood, or those who register
    /// are said to see them and no more: who only reads does not write by assumption.
    fn is_others_work(&self, record: &str, default: &str) -> bool {
        let of_others = self.facts.iter().any(|fact| match fact {
            Fact::Works { actors, object, .. } => {
                self.record_name(object) == record
                    && actors.iter().all(|actor| {
                        let role = role_name(actor);
                        role != default && role != "user" && !people::is_anybody(&role)
                    })
            }
            _ => false,
        });
        let said = |right: &Right| right.entity == record && right.role == default && !right.words.is_empty();
        let only_sees = self.rights.iter().any(|right| said(right) && right.action == Action::Read)
            && self.rights.iter().filter(|right| said(right)).all(|right| right.action == Action::Read)
            && !self.sees_own(record)
            && self.staff_for(record).is_empty();
        of_others || only_sees
    }

    /// Whether others decide on such records: then people hand in their own.
    fn is_judged(&self, record: &str, default: &str) -> bool {
        let by_others = |right: &Right| right.entity == record && right.role != default && is_judging(right);
        self.rights.iter().any(by_others)
    }

    /// `users see their own notes`: the notes are theirs, and who else would make them.
    fn sees_own(&self, record: &str) -> bool {
        let owned = |fact: &Fact| match fact {
            Fact::Acts { actors, object: Some(object), own: true, span, .. } => {
                self.record_name(object) == record
                    && !self.does_no_more(actors, span.to)
                    && actors.iter().any(|actor| !self.names(record, &role_name(actor)))
            }
            _ => false,
        };
        self.facts.iter().any(owned)
    }

    /// `employees can only view their own laptops`: others give them out.
    fn does_no_more(&self, actors: &[Noun], to: usize) -> bool {
        let from = actors.iter().map(|actor| actor.span.to).max().unwrap_or(to);
        let whose = |at: usize| matches!(self.source.low(at), "their" | "his" | "her" | "its" | "own");
        (from..to).any(|at| self.source.low(at) == "only" && !whose(at + 1))
    }

    /// Where administrators are said to keep some records, they keep those that nobody else does; what people write is theirs.
    fn kept_by_admins(&self, record: &str) -> bool {
        let keeps =
            |right: &Right| right.role == "admin" && right.action == Action::Create && right.entity != record;
        let written = domains::record(record, self.domain).is_some_and(|known| known.owner.is_some());
        !written && self.rights.iter().any(keeps)
    }

    pub(super) fn everyones(&mut self, at: usize, record: &str, default: &str, plural: &str) {
        self.right(default, record, Action::Create, Some(Scope::Any), "");
        let people = morph::plural(&default.replace('_', " "));
        if self.is_staff(default) || fields::is_shared(morph::spoken(record).as_str()) {
            self.assume(
                format!("permissions.{record}"),
                format!("{} add {plural}; administrators change and remove them.", morph::capital(&people)),
            );
            return;
        }
        self.records[at].creators.insert(default.to_owned());
        if !self.restricted(record) {
            let owner = self.owner_name(record, default);
            self.own(record, &owner, String::new());
        }
        self.assume(
            format!("permissions.{record}"),
            format!("{} add {plural} and change only their own.", morph::capital(&people)),
        );
    }

    /// Other roles than the default that manage or decide something.
    pub(super) fn staff_for(&self, record: &str) -> Vec<String> {
        let default = self.default_name();
        let strong = |right: &&Right| {
            matches!(right.action, Action::Transition(_) | Action::Update | Action::Delete | Action::Create)
                && right.scope != Some(Scope::Own)
        };
        // Of what lies near, whoever decides on it is a good guess; of all else, only who keeps something.
        let of = |entities: &BTreeSet<String>, keeps: bool| -> Vec<String> {
            let able = |role: &&Role| {
                role.name != default
                    && role.name != "admin"
                    && (!keeps || self.is_staff(&role.name) || self.keeps(&role.name))
                    && self
                        .rights
                        .iter()
                        .filter(strong)
                        .any(|right| right.role == role.name && entities.contains(&right.entity))
            };
            self.roles.iter().filter(able).map(|role| role.name.clone()).collect()
        };
        let near: BTreeSet<String> = self
            .records
            .iter()
            .filter(|other| other.relations.iter().any(|link| link.to == record))
            .map(|other| other.name.clone())
            .collect();
        let all: BTreeSet<String> = self.records.iter().map(|other| other.name.clone()).collect();
        let able = [of(&near, false), of(&all, true)].into_iter().find(|roles| !roles.is_empty());
        able.unwrap_or_else(|| self.idle_staff(&default))
    }

    /// Whether a role makes or changes something, and does not only answer to what others make.
    fn keeps(&self, role: &str) -> bool {
        self.rights
            .iter()
            .any(|right| right.role == role && !matches!(right.action, Action::Transition(_) | Action::Read))
    }

    /// `Roles: librarian, member` gives librarians nothing to do: then they keep what nobody else does.
    pub(super) fn idle_staff(&self, default: &str) -> Vec<String> {
        let idle = self.roles.iter().filter(|role| {
            role.name != default
                && role.name != "admin"
                && self.is_staff(&role.name)
                && !self.works(&role.name)
        });
        idle.map(|role| role.name.clone()).collect()
    }

    /// Whether a role has work that was not understood: it is not idle.
    pub(super) fn works(&self, role: &str) -> bool {
        let does = |fact: &Fact| matches!(fact, Fact::Works { actors, .. } if actors.iter().any(|actor| role_name(actor) == role));
        self.facts.iter().any(does)
    }

    /// Whether staff does something that was not understood, so that what nobody is said to keep may be theirs.
    fn has_other_work(&self) -> bool {
        self.roles.iter().any(|role| self.is_staff(&role.name) && self.works(&role.name))
    }
}

/// Who comes for what others offer.
pub(super) const CONSUMERS: &[&str] = &[
    "customer",
    "visitor",
    "guest",
    "buyer",
    "shopper",
    "reader",
    "viewer",
    "listener",
    "subscriber",
    "fan",
    "patron",
    "diner",
    "spectator",
    "consumer",
    "client",
];
