//! Who can do what once everything follows from the rights: the rules that the generated product derives from them.

use std::collections::BTreeSet;

use protocol::requirements::{Action, Entity, Permission, RelationKind, Requirements, Scope, Visibility};

use super::draft::Builder;
use crate::domains::ACCOUNT;

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
    /// To those that name them, too.
    pub named: Roles,
}

/// What of a record decides who reaches it.
struct Record {
    name: String,
    owned: bool,
    visibility: Visibility,
    /// None without a workflow.
    steps: Option<Vec<String>>,
    /// Records that it cannot be made without.
    needs: Vec<String>,
    /// The record that it is written under.
    parent: Option<String>,
}

/// The first record that another cannot be made without, accounts and its own kind aside: it is shown under that.
pub fn parent<'a>(
    own: &str,
    mut relations: impl Iterator<Item = (RelationKind, bool, &'a str)>,
) -> Option<&'a str> {
    relations
        .find(|(kind, required, to)| {
            *kind == RelationKind::BelongsTo && *required && *to != ACCOUNT && *to != own
        })
        .map(|(_, _, to)| to)
}

/// Records, roles and rights of a plan, finished or in the making.
pub struct Matrix {
    records: Vec<Record>,
    roles: Roles,
    permissions: Vec<Permission>,
}

/// The same of a finished plan.
pub fn parent_of(record: &Entity) -> Option<&str> {
    parent(&record.name, record.relations.iter().map(|it| (it.kind, it.required, it.to.as_str())))
}

impl Builder<'_> {
    pub(super) fn matrix(&self) -> Matrix {
        let record = |record: &super::draft::Draft| Record {
            name: record.name.clone(),
            owned: record.relations.iter().any(|link| link.kind == RelationKind::OwnedBy),
            visibility: record.visibility.unwrap_or(Visibility::Members),
            steps: record
                .workflow
                .as_ref()
                .map(|workflow| workflow.transitions.iter().map(|step| step.name.clone()).collect()),
            needs: record.relations.iter().filter(|it| it.required).map(|it| it.to.clone()).collect(),
            parent: record.parent().map(str::to_owned),
        };
        Matrix {
            records: self.records.iter().map(record).collect(),
            roles: self.roles.iter().map(|role| role.name.clone()).filter(|role| role != "admin").collect(),
            permissions: self.permissions.clone(),
        }
    }
}

impl Matrix {
    pub fn of(requirements: &Requirements) -> Matrix {
        let record = |record: &Entity| Record {
            name: record.name.clone(),
            owned: record.relations.iter().any(|link| link.kind == RelationKind::OwnedBy),
            visibility: record.visibility,
            steps: record
                .workflow
                .as_ref()
                .map(|workflow| workflow.transitions.iter().map(|step| step.name.clone()).collect()),
            needs: record.relations.iter().filter(|it| it.required).map(|it| it.to.clone()).collect(),
            parent: parent_of(record).map(str::to_owned),
        };
        let roles = requirements.roles.iter().map(|role| role.name.clone());
        Matrix {
            records: requirements.entities.iter().map(record).collect(),
            roles: roles.filter(|role| role != "admin").collect(),
            permissions: requirements.permissions.clone(),
        }
    }

    /// None for a record that the plan does not have.
    pub fn reach(&self, entity: &str, action: &Action) -> Option<Reach> {
        let at = self.records.iter().position(|record| record.name == entity)?;
        Some(self.reach_at(at, action))
    }

    fn reach_at(&self, at: usize, action: &Action) -> Reach {
        match action {
            Action::Create => Reach { any: self.makers(at), ..Reach::default() },
            Action::Read => self.readers(at),
            Action::Update | Action::Delete | Action::Transition(_) => self.changers(at, action),
        }
    }

    fn owned(&self, at: usize) -> bool {
        self.records[at].owned
    }

    fn named(&self, at: usize, wanted: impl Fn(&Action, Scope) -> bool) -> Roles {
        let name = &self.records[at].name;
        let named = self.permissions.iter().filter(|it| it.entity == *name && it.role != "admin");
        named.filter(|it| wanted(&it.action, it.scope)).map(|it| it.role.clone()).collect()
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
        let everyone = self.roles.clone();
        let rest: Roles = everyone.difference(&wide).cloned().collect();
        if rest.is_empty() { everyone } else { rest }
    }

    fn changers(&self, at: usize, action: &Action) -> Reach {
        let mut any = self.named(at, |it, scope| it == action && scope == Scope::Any);
        let mut own = self.named(at, |it, scope| it == action && scope == Scope::Own);
        let named = self.named(at, |it, scope| it == action && scope == Scope::Named);
        if self.owned(at) {
            own.extend(named.iter().cloned());
        }
        if !self.owned(at) {
            any.append(&mut own);
        } else if self.records[at].steps.is_none() && !matches!(action, Action::Transition(_)) {
            own.extend(self.makers(at));
        }
        if matches!(action, Action::Transition(_))
            && any.is_empty()
            && own.is_empty()
            && named.is_empty()
            && !self.admins_alone(at, action)
        {
            self.unnamed_step(at, &mut any, &mut own);
        }
        let own = own.difference(&any).cloned().collect();
        let named = named.difference(&any).cloned().collect();
        Reach { anyone: false, any, own, named }
    }

    fn admins_alone(&self, at: usize, action: &Action) -> bool {
        let name = &self.records[at].name;
        self.permissions.iter().any(|it| it.entity == *name && it.role == "admin" && it.action == *action)
    }

    /// A step that names nobody falls to those who take the others, else to the record's makers.
    fn unnamed_step(&self, at: usize, any: &mut Roles, own: &mut Roles) {
        let staff =
            self.named(at, |action, scope| matches!(action, Action::Transition(_)) && scope == Scope::Any);
        if staff.is_empty() && self.records[at].owned {
            own.extend(self.makers(at));
        } else {
            any.extend(staff);
        }
    }

    fn readers(&self, at: usize) -> Reach {
        self.readers_below(at, self.records.len())
    }

    /// Through so many records that each is written under the next, which may lead in a circle.
    fn readers_below(&self, at: usize, deep: usize) -> Reach {
        let record = &self.records[at];
        let mut reach = match record.visibility {
            Visibility::Public => Reach { anyone: true, any: self.roles.clone(), ..Reach::default() },
            Visibility::Members => Reach { any: self.roles.clone(), ..Reach::default() },
            Visibility::Owner | Visibility::Parent => Reach {
                anyone: false,
                any: self.named(at, |action, scope| *action == Action::Read && scope == Scope::Any),
                own: self.named(at, |action, scope| *action == Action::Read && scope != Scope::Any),
                named: self.named(at, |action, scope| *action == Action::Read && scope == Scope::Named),
            },
        };
        let owned = self.owned(at);
        if owned { &mut reach.own } else { &mut reach.any }.extend(self.makers(at));
        let steps = record.steps.iter().flatten().cloned().map(Action::Transition);
        for action in [Action::Update, Action::Delete].into_iter().chain(steps) {
            let who = self.changers(at, &action);
            reach.any.extend(who.any);
            reach.own.extend(who.own);
            reach.named.extend(who.named);
        }
        self.choosers(at, &mut reach);
        if !owned {
            let own = std::mem::take(&mut reach.own);
            reach.any.extend(own.difference(&reach.named).cloned().collect::<Roles>());
        }
        if let Some(parent) = self.seen_through(at).filter(|_| deep > 0) {
            let through = self.readers_below(parent, deep - 1);
            let named = self.named(at, |action, scope| *action == Action::Read && scope == Scope::Any);
            reach.anyone |= through.anyone;
            // Who does not read every parent reads none of the others' records either.
            let some: Roles = through.own.union(&through.named).cloned().collect();
            reach.any.retain(|role| named.contains(role) || !some.contains(role));
            reach.any.extend(through.any);
            reach.own.extend(some);
        }
        reach.own = reach.own.difference(&reach.any).cloned().collect();
        reach.named = reach.named.difference(&reach.any).cloned().collect();
        reach
    }

    /// The record whose readers read this one, too.
    fn seen_through(&self, at: usize) -> Option<usize> {
        let record = &self.records[at];
        let parent = record.parent.as_ref().filter(|_| record.visibility == Visibility::Parent)?;
        self.records.iter().position(|it| it.name == *parent)
    }

    /// Whoever makes a record that needs another must see the other, or they could never choose it.
    fn choosers(&self, at: usize, reach: &mut Reach) {
        let name = &self.records[at].name;
        for (other, record) in self.records.iter().enumerate() {
            if record.needs.contains(name) {
                let makers = self.makers(other);
                let sees_none = |role: &String| !reach.own.contains(role) && !reach.named.contains(role);
                reach.any.extend(makers.into_iter().filter(sees_none).collect::<Vec<_>>());
            }
        }
    }
}
