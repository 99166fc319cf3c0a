//! Who can do what once everything follows from the rights: the rules that the generated product derives from them.

use std::collections::BTreeSet;

use protocol::requirements::{Action, RelationKind, Scope, Visibility};

use super::draft::Builder;

type Roles = BTreeSet<String>;

/// Roles but administrators, who can do everything.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Also without an account.
    pub anyone: bool,
    /// To every record.
    pub any: Roles,
    /// To the records that are theirs.
    pub own: Roles,
}

impl Builder<'_> {
    pub(super) fn reach(&self, at: usize, action: &Action) -> Reach {
        match action {
            Action::Create => Reach { any: self.makers(at), ..Reach::default() },
            Action::Read => self.readers(at),
            Action::Update | Action::Delete | Action::Transition(_) => self.changers(at, action),
        }
    }

    fn owned(&self, at: usize) -> bool {
        self.records[at].relations.iter().any(|link| link.kind == RelationKind::OwnedBy)
    }

    fn named(&self, at: usize, wanted: impl Fn(&Action, Scope) -> bool) -> Roles {
        let name = &self.records[at].name;
        let named = self.permissions.iter().filter(|it| it.entity == *name && it.role != "admin");
        named.filter(|it| wanted(&it.action, it.scope)).map(|it| it.role.clone()).collect()
    }

    fn everyone(&self) -> Roles {
        self.roles.iter().filter(|role| role.name != "admin").map(|role| role.name.clone()).collect()
    }

    /// Records with an owner that names nobody to make them are made by those with a say on their own, or by all without a wider one.
    fn makers(&self, at: usize) -> Roles {
        let named = self.named(at, |action, _| *action == Action::Create);
        if !self.owned(at) || !named.is_empty() {
            return named;
        }
        let own = self.named(at, |_, scope| scope == Scope::Own);
        if !own.is_empty() {
            return own;
        }
        let wide = self.named(at, |action, scope| scope == Scope::Any && *action != Action::Read);
        let everyone = self.everyone();
        let rest: Roles = everyone.difference(&wide).cloned().collect();
        if rest.is_empty() { everyone } else { rest }
    }

    fn changers(&self, at: usize, action: &Action) -> Reach {
        let mut any = self.named(at, |it, scope| it == action && scope == Scope::Any);
        let mut own = self.named(at, |it, scope| it == action && scope == Scope::Own);
        if !self.owned(at) {
            any.append(&mut own);
        } else if self.records[at].workflow.is_none() && !matches!(action, Action::Transition(_)) {
            own.extend(self.makers(at));
        }
        let own = own.difference(&any).cloned().collect();
        Reach { anyone: false, any, own }
    }

    fn readers(&self, at: usize) -> Reach {
        let record = &self.records[at];
        let mut reach = match record.visibility.unwrap_or(Visibility::Members) {
            Visibility::Public => Reach { anyone: true, any: self.everyone(), own: Roles::new() },
            Visibility::Members => Reach { anyone: false, any: self.everyone(), own: Roles::new() },
            Visibility::Owner => Reach {
                anyone: false,
                any: self.named(at, |action, scope| *action == Action::Read && scope == Scope::Any),
                own: self.named(at, |action, scope| *action == Action::Read && scope == Scope::Own),
            },
        };
        let owned = self.owned(at);
        if owned { &mut reach.own } else { &mut reach.any }.extend(self.makers(at));
        let steps = record.workflow.iter().flat_map(|workflow| &workflow.transitions);
        let steps = steps.map(|step| Action::Transition(step.name.clone()));
        for action in [Action::Update, Action::Delete].into_iter().chain(steps) {
            let who = self.changers(at, &action);
            reach.any.extend(who.any);
            reach.own.extend(who.own);
        }
        self.choosers(at, &mut reach);
        if !owned {
            let own = std::mem::take(&mut reach.own);
            reach.any.extend(own);
        }
        reach.own = reach.own.difference(&reach.any).cloned().collect();
        reach
    }

    /// Whoever makes a record that needs another must see the other, or they could never choose it.
    fn choosers(&self, at: usize, reach: &mut Reach) {
        let name = &self.records[at].name;
        for (other, record) in self.records.iter().enumerate() {
            if record.relations.iter().any(|link| link.to == *name && link.required) {
                let makers = self.makers(other);
                reach.any.extend(makers.into_iter().filter(|role| !reach.own.contains(role)));
            }
        }
    }
}
