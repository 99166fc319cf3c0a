//! What only whoever made a record may do with it.

use std::collections::BTreeSet;

use protocol::requirements::{Action, RelationKind, Scope};

use super::draft::{Builder, action};
use super::people::role_name;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::verbs::{Does, Seen};
use crate::understand::token::Span;

/// One such restriction, of a record that is kept.
struct Held {
    record: String,
    actions: Vec<Action>,
    /// Roles whose people make such records.
    makers: BTreeSet<String>,
    /// Roles that may so with any of them.
    beside: BTreeSet<String>,
    span: Span,
}

impl Builder<'_> {
    /// Their makers keep the right to their own, and others lose theirs.
    pub(super) fn only_makers(&mut self) {
        for held in self.held_to_makers() {
            let words = self.source.slice(held.span).to_owned();
            if let Some(role) = held.makers.first() {
                let owner = self.owner_name(&held.record, role);
                self.own(&held.record, &owner, words.clone());
            }
            for action in &held.actions {
                self.makers_alone(&held, action, &words);
            }
        }
    }

    fn makers_alone(&mut self, held: &Held, action: &Action, words: &str) {
        let about = |entity: &str, other: &Action| entity == held.record && other == action;
        self.rights.retain(|right| {
            !about(&right.entity, &right.action)
                || held.makers.contains(&right.role)
                || held.beside.contains(&right.role)
        });
        for role in &held.beside {
            self.right(role, &held.record, action.clone(), Some(Scope::Any), words);
        }
        for role in &held.makers {
            self.right(role, &held.record, action.clone(), Some(Scope::Own), words);
        }
        for right in self.rights.iter_mut().filter(|right| about(&right.entity, &right.action)) {
            let any = held.beside.contains(&right.role);
            right.scope = Some(if any { Scope::Any } else { Scope::Own });
        }
        if *action == Action::Read {
            self.hidden.insert(held.record.clone());
        }
    }

    /// Says which of these restrictions the finished rights do not keep to.
    pub(super) fn hold_to_makers(&mut self) {
        let matrix = self.matrix();
        let held = self.held_to_makers();
        let kept = |held: &Held| {
            let owned = self.find(&held.record).is_some_and(|at| {
                self.records[at].relations.iter().any(|link| link.kind == RelationKind::OwnedBy)
            });
            let alone = |action: &Action| {
                matrix.reach(&held.record, action).is_some_and(|reach| {
                    !reach.anyone
                        && reach.any.is_subset(&held.beside)
                        && reach.named.is_empty()
                        && !reach.own.is_empty()
                        && reach.own.is_subset(&held.makers)
                })
            };
            owned && !held.actions.is_empty() && held.actions.iter().all(alone)
        };
        let (kept, broken): (Vec<&Held>, Vec<&Held>) = held.iter().partition(|it| kept(it));
        let kept: Vec<(Span, String)> = kept.iter().map(|it| (it.span, it.record.clone())).collect();
        let broken: Vec<Span> = broken.iter().map(|it| it.span).collect();
        let known = |span: &Span| kept.iter().any(|(other, _)| other == span);
        let unread = self.facts.iter().filter(|fact| matches!(fact, Fact::ByMaker { .. }));
        let lost: Vec<Span> =
            unread.map(Fact::span).filter(|span| !known(span) || broken.contains(span)).collect();
        for (span, record) in kept {
            let words = self.take(span);
            self.assume(format!("permissions.{record}"), format!("As asked: “{words}”."));
        }
        for span in lost {
            self.unmet(span);
        }
    }

    fn held_to_makers(&self) -> Vec<Held> {
        let held = self.facts.iter().filter_map(|fact| match fact {
            Fact::ByMaker { who, beside, record, verb, span } => {
                let beside = beside.iter().map(role_name).filter(|role| role != "admin").collect();
                self.held(who.as_ref(), beside, record, verb, *span)
            }
            _ => None,
        });
        held.collect()
    }

    fn held(
        &self,
        who: Option<&Noun>,
        beside: BTreeSet<String>,
        record: &Noun,
        verb: &Seen,
        span: Span,
    ) -> Option<Held> {
        let record = self.record_name(record);
        self.find(&record)?;
        let makes = |role: &str| {
            self.rights
                .iter()
                .any(|right| right.role == role && right.entity == record && right.action == Action::Create)
        };
        let roles = self.roles.iter().map(|role| role.name.clone()).filter(|role| role != "admin");
        let mut makers: BTreeSet<String> = roles.filter(|role| makes(role)).collect();
        if let Some(who) = who {
            let name = role_name(who);
            makers.retain(|role| *role == name);
        }
        let actions = match verb.does {
            Does::Acts(acts) => acts.iter().map(|act| action(*act)).collect(),
            Does::Moves(step) => vec![Action::Transition(step.name.as_str().into())],
            _ => Vec::new(),
        };
        (!makers.is_empty()).then_some(Held { record, actions, makers, beside, span })
    }
}
