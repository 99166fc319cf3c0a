//! Roles and the permission matrix: what was said, then what must follow so that the product can be used.

use std::collections::BTreeSet;

use protocol::requirements::{Action, FeatureName, Permission, RelationKind, Scope, Visibility};

use super::draft::{Builder, Right, action};
use crate::understand::lexicon::verbs::Act;
use crate::understand::lexicon::{fields, people};
use crate::understand::morph;

impl Builder<'_> {
    pub(super) fn is_staff(&self, role: &str) -> bool {
        let head = role.rsplit('_').next().unwrap_or(role);
        people::is_staff(head)
    }

    pub(super) fn rights(&mut self) {
        self.default_role();
        self.name_default();
        self.only_named();
        for at in 0..self.records.len() {
            self.owners(at);
            self.unattended(at);
        }
        self.whoever_creates();
        self.only_makers();
        self.narrowed();
        self.accounts();
    }

    /// `only managers can delete projects` takes the right from all others, `cannot` from those named.
    pub(super) fn only_named(&mut self) {
        let exclusive = self.exclusive.clone();
        self.rights.retain(|right| {
            exclusive.iter().all(|((entity, act), roles)| {
                right.entity != *entity || right.action != action(*act) || roles.contains(&right.role)
            })
        });
        let denied = self.denied.clone();
        self.rights.retain(|right| {
            denied.iter().all(|(entity, act, role)| {
                right.entity != *entity || right.action != action(*act) || right.role != *role
            })
        });
    }

    /// Whether creators of a record are kept from changing or deleting it.
    pub(super) fn restricted(&self, record: &str) -> bool {
        // Owners of what has a workflow change it only where that is said.
        if self.find(record).is_some_and(|at| self.records[at].workflow.is_some()) {
            return false;
        }
        let limits = |act: &Act| matches!(act, Act::Update | Act::Delete);
        let creators = self.find(record).map(|at| self.records[at].creators.clone()).unwrap_or_default();
        self.exclusive
            .iter()
            .any(|((entity, act), roles)| entity == record && limits(act) && !creators.is_subset(roles))
            || self
                .denied
                .iter()
                .any(|(entity, act, role)| entity == record && limits(act) && creators.contains(role))
    }

    /// What people of the default role make is theirs; staff make what belongs to all.
    pub(super) fn owners(&mut self, at: usize) {
        let record = self.records[at].name.clone();
        if self.restricted(&record) {
            let creators = self.records[at].creators.clone();
            self.records[at].relations.retain(|link| link.kind != RelationKind::OwnedBy);
            for role in creators {
                // Nothing is theirs here any more: what only staff may share, others may not change at all.
                let may = self.may(&record, Act::Update, &role) && self.is_staff(&role);
                if may {
                    self.right(&role, &record, Action::Update, Some(Scope::Any), "");
                }
            }
            return;
        }
        self.owned_by_several(at);
        let default = self.default_name();
        let maker =
            self.records[at].creators.iter().find(|role| **role == default || !self.is_staff(role)).cloned();
        if let Some(role) = maker {
            let words = self.words_of(&role, &record);
            let owner = self.owner_name(&record, &role);
            self.own(&record, &owner, words);
        }
    }

    /// Who made a record that people of several kinds make is not called after one of them.
    fn owned_by_several(&mut self, at: usize) {
        let Some(usual) = self.usual_owner(&self.records[at].name) else { return };
        let record = &mut self.records[at];
        let after_one =
            |name: &str| record.creators.len() > 1 && record.creators.iter().any(|role| role == name);
        let link =
            record.relations.iter().position(|it| it.kind == RelationKind::OwnedBy && after_one(&it.name));
        if let Some(link) = link.filter(|_| record.relations.iter().all(|it| it.name != *usual)) {
            record.relations[link].name.clone_from(usual);
        }
    }

    pub(super) fn words_of(&self, role: &str, record: &str) -> String {
        self.rights
            .iter()
            .find(|right| right.role == role && right.entity == record)
            .map(|right| right.words.clone())
            .unwrap_or_default()
    }

    /// Who makes records changes and deletes them: their own where records have owners, all where they have none.
    pub(super) fn whoever_creates(&mut self) {
        for at in 0..self.records.len() {
            let record = self.records[at].name.clone();
            let owned = self.records[at].relations.iter().any(|link| link.kind == RelationKind::OwnedBy);
            let decided = self.records[at].workflow.is_some() && owned;
            let restricted = self.restricted(&record);
            let creators: Vec<(String, String)> = self.creators(&record);
            for (role, words) in creators {
                let shared = fields::is_shared(morph::spoken(&record).as_str()) && !self.is_staff(&role);
                for act in [Act::Update, Act::Delete] {
                    let staff = self.is_staff(&role);
                    let may = self.may(&record, act, &role);
                    let right = self.rights.iter_mut().find(|right| {
                        right.role == role && right.entity == record && right.action == action(act)
                    });
                    match right {
                        Some(right) if right.scope.is_none() && owned && !staff => {
                            right.scope = Some(Scope::Own)
                        }
                        Some(_) => {}
                        None if decided || shared || !may => {}
                        None if restricted && !staff => self.say_unchanged(&role, &record),
                        None => self.follows(&role, &record, act, owned, &words),
                    }
                }
            }
        }
    }

    pub(super) fn creators(&self, record: &str) -> Vec<(String, String)> {
        let creates =
            self.rights.iter().filter(|right| right.entity == record && right.action == Action::Create);
        creates.map(|right| (right.role.clone(), right.words.clone())).collect()
    }

    /// Whether nothing in the request keeps a role from an action.
    pub(super) fn may(&self, record: &str, act: Act, role: &str) -> bool {
        let exclusive =
            self.exclusive.get(&(record.to_owned(), act)).is_some_and(|roles| !roles.contains(role));
        !exclusive && !self.denied.contains(&(record.to_owned(), act, role.to_owned()))
    }

    pub(super) fn follows(&mut self, role: &str, record: &str, act: Act, owned: bool, words: &str) {
        let scope = if owned { Scope::Own } else { Scope::Any };
        self.right(role, record, action(act), Some(scope), "");
        if !words.is_empty() {
            let own = if owned { "their own" } else { "all" };
            let people = morph::capital(&morph::plural(&role.replace('_', " ")));
            let plural = morph::spoken_plural(record);
            self.assume(format!("permissions.{record}"), format!("{people}, who make {plural}, may change and delete {own} {plural} unless the request says otherwise."));
        }
    }

    fn say_unchanged(&mut self, role: &str, record: &str) {
        let people = morph::capital(&morph::plural(&role.replace('_', " ")));
        let plural = morph::spoken_plural(record);
        self.assume(
            format!("permissions.{record}"),
            format!(
                "{people} add {plural} and cannot change them afterwards, unless the request says otherwise."
            ),
        );
    }

    /// Rights that were said to be to people's own records, where nothing keeps whose they are: none is widened.
    pub(super) fn narrowed(&mut self) {
        for at in 0..self.records.len() {
            let record = self.records[at].name.clone();
            if !self.restricted(&record) {
                continue;
            }
            let own = |right: &Right| {
                right.entity == record
                    && right.scope == Some(Scope::Own)
                    && !right.words.is_empty()
                    && right.action != Action::Read
            };
            let owned = self.records[at].relations.iter().any(|link| link.kind == RelationKind::OwnedBy);
            if owned || !self.rights.iter().any(own) {
                continue;
            }
            self.rights.retain(|right| !own(right));
            let limits: Vec<_> =
                self.limits.iter().filter(|limit| limit.entity == record).map(|limit| limit.span).collect();
            for span in limits {
                self.unmet(span);
            }
        }
    }

    pub(super) fn finish_rights(&mut self) {
        let owned: BTreeSet<String> = self
            .records
            .iter()
            .filter(|record| record.relations.iter().any(|link| link.kind == RelationKind::OwnedBy))
            .map(|record| record.name.clone())
            .collect();
        let creators: BTreeSet<(String, String)> = self
            .records
            .iter()
            .flat_map(|record| record.creators.iter().map(|role| (record.name.clone(), role.clone())))
            .collect();
        let mut out = Vec::new();
        for right in &self.rights {
            // What everybody may read needs no permission of its own.
            let visibility = self.find(&right.entity).and_then(|at| self.records[at].visibility);
            let open = !matches!(visibility, Some(Visibility::Owner | Visibility::Parent));
            // Administrators may do everything; only that a step is theirs alone must be said.
            let step = matches!(right.action, Action::Transition(_));
            if right.role == "admin" && !step || right.action == Action::Read && open {
                continue;
            }
            let own = owned.contains(&right.entity)
                && creators.contains(&(right.entity.clone(), right.role.clone()))
                && right.action == Action::Read;
            let scope = right.scope.unwrap_or(if own { Scope::Own } else { Scope::Any });
            let is_some = scope == Scope::Named || owned.contains(&right.entity);
            let scope = if is_some { scope } else { Scope::Any };
            out.push(Permission {
                role: right.role.clone(),
                action: right.action.clone(),
                entity: right.entity.clone(),
                scope,
                words: right.words.clone(),
            });
        }
        self.permissions = out;
    }

    /// Whoever acts signs in.
    pub(super) fn accounts(&mut self) {
        let asked = self.features.iter().any(|feature| feature.name == FeatureName::Authentication);
        if !asked {
            self.features.insert(
                0,
                protocol::requirements::Feature { name: FeatureName::Authentication, words: String::new() },
            );
            self.assume(
                "features.authentication",
                "People register and log in, because who does what depends on who they are.",
            );
        }
        self.features.sort_by_key(|feature| feature.name);
        self.features.dedup_by_key(|feature| feature.name);
    }
}
