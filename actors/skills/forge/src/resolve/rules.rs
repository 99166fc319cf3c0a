//! Who may do what: from visibility, ownership and the permissions that the request names.

use std::collections::{BTreeMap, BTreeSet};

use protocol::requirements::{Action, Permission, Requirements, Scope, Visibility};

use super::accounts::USER;
use super::entities::transition_name;
use super::roles::ADMIN;
use super::{ResolveError, names};
use crate::app::{EntityPlan, RolePlan, Rule};

type Roles = BTreeSet<String>;

pub fn resolve(
    requirements: &Requirements,
    roles: &[RolePlan],
    entities: &mut [EntityPlan],
) -> Result<(), ResolveError> {
    for permission in &requirements.permissions {
        check(permission, roles, entities, requirements)?;
    }
    let everyone: Roles = roles.iter().filter(|role| !role.admin).map(|role| role.name.clone()).collect();
    for entity in entities.iter_mut() {
        let source =
            requirements.entities.iter().find(|it| names::entity(&it.name).pascal == entity.names.pascal);
        let visibility = source.map_or(Visibility::Members, |it| it.visibility);
        let named: Vec<&Permission> = requirements
            .permissions
            .iter()
            .filter(|it| {
                names::entity(&it.entity).pascal == entity.names.pascal && names::snake(&it.role) != ADMIN
            })
            .collect();
        let only_admins = of_admins(entity, requirements);
        entity.rules = Deriving { entity, named, everyone: &everyone, visibility, only_admins }.rules(roles);
    }
    show_what_is_needed(roles, entities);
    through_parents(requirements, roles, entities);
    Ok(())
}

/// The transitions of an entity that permissions name administrators for.
fn of_admins(entity: &EntityPlan, requirements: &Requirements) -> BTreeSet<String> {
    let about = |it: &&Permission| {
        names::entity(&it.entity).pascal == entity.names.pascal && names::snake(&it.role) == ADMIN
    };
    let step = |it: &Permission| match &it.action {
        Action::Transition(name) => Some(transition_name(name)),
        Action::Create | Action::Read | Action::Update | Action::Delete => None,
    };
    requirements.permissions.iter().filter(about).filter_map(step).collect()
}

/// Whoever creates a record that needs another must see the other, or they could never choose it.
fn show_what_is_needed(order: &[RolePlan], entities: &mut [EntityPlan]) {
    let needed: Vec<(String, Vec<String>)> = entities
        .iter()
        .flat_map(|entity| {
            let creators = entity.rules.get("create").map(|rule| rule.roles.clone()).unwrap_or_default();
            entity.relations.iter().filter(|it| it.required).map(move |it| (it.to.clone(), creators.clone()))
        })
        .collect();
    for (to, creators) in needed {
        let Some(entity) = entities.iter_mut().find(|it| it.names.pascal == to) else { continue };
        for action in ["list", "read"] {
            let Some(rule) = entity.rules.remove(action) else { continue };
            let mut any: Roles = rule.roles.iter().cloned().collect();
            let own: Roles = rule.own_roles.iter().cloned().collect();
            let named: Roles = rule.named_roles.iter().cloned().collect();
            // Who sees some of them chooses among those.
            let sees_none = |role: &&String| !own.contains(*role) && !named.contains(*role);
            any.extend(creators.iter().filter(sees_none).cloned());
            let who = Who { anonymous: rule.anonymous, any, own, named };
            entity.rules.insert(action.to_owned(), who.rule(order));
        }
    }
}

/// What is written under another record is read by whoever may read that, where the requirements say so.
fn through_parents(requirements: &Requirements, order: &[RolePlan], entities: &mut [EntityPlan]) {
    let seen_through: Vec<String> = requirements
        .entities
        .iter()
        .filter(|it| it.visibility == Visibility::Parent)
        .map(|it| names::entity(&it.name).pascal)
        .collect();
    // Each round reaches one further down.
    for _ in 0..entities.len() {
        for at in 0..entities.len() {
            let entity = &entities[at];
            if !seen_through.contains(&entity.names.pascal) {
                continue;
            }
            let relation = entity.relations.iter().find(|it| entity.parent.as_ref() == Some(&it.name));
            let Some((name, to)) = relation.map(|it| (it.name.clone(), it.to.clone())) else { continue };
            let parent = entities.iter().find(|it| it.names.pascal == to).and_then(|it| it.rules.get("read"));
            let Some(parent) = parent.cloned() else { continue };
            let read_by_name = named_to_read(requirements, &entity.names.pascal);
            for action in ["list", "read"] {
                if let Some(rule) = entities[at].rules.get_mut(action) {
                    *rule = through(rule, &parent, &name, &read_by_name, order);
                }
            }
        }
    }
}

/// Roles that the requirements let read every record of the kind.
fn named_to_read(requirements: &Requirements, entity: &str) -> Roles {
    let reads = |it: &&Permission| {
        names::entity(&it.entity).pascal == entity && it.action == Action::Read && it.scope == Scope::Any
    };
    requirements.permissions.iter().filter(reads).map(|it| names::snake(&it.role)).collect()
}

/// Those who read every parent read all; those who read some read what is under those, and what is their own.
fn through(rule: &Rule, parent: &Rule, relation: &str, named: &Roles, order: &[RolePlan]) -> Rule {
    let through = parent.through.iter().flat_map(|it| &it.roles);
    let some = parent.own_roles.iter().chain(&parent.named_roles).chain(through);
    let some: Roles = some.filter(|role| !named.contains(*role)).cloned().collect();
    let mut any: Roles = rule.roles.iter().filter(|role| !some.contains(*role)).cloned().collect();
    any.extend(parent.roles.iter().cloned());
    let own: Roles = rule.own_roles.iter().cloned().collect();
    let named_in: Roles = rule.named_roles.iter().cloned().collect();
    let partly = Who { own: some.difference(&any).cloned().collect(), ..Who::default() }.rule(order);
    let anonymous = rule.anonymous || parent.anonymous;
    let through = crate::app::Through { relation: relation.to_owned(), roles: partly.own_roles };
    let through = (!anonymous && !through.roles.is_empty()).then_some(through);
    Rule { through, ..Who { anonymous, any, own, named: named_in }.rule(order) }
}

/// Accounts are the administrators' alone, so permissions on them say nothing more and are passed over.
fn check(
    permission: &Permission,
    roles: &[RolePlan],
    entities: &[EntityPlan],
    requirements: &Requirements,
) -> Result<(), ResolveError> {
    let role = names::snake(&permission.role);
    if !roles.iter().any(|it| it.name == role) {
        return Err(ResolveError::UnknownRole { role, entity: permission.entity.clone() });
    }
    let pascal = names::entity(&permission.entity).pascal;
    let account = pascal == USER
        || requirements.entities.iter().any(|it| it.name == permission.entity && it.name == USER);
    let Some(entity) = entities.iter().find(|it| it.names.pascal == pascal) else {
        return if account {
            Ok(())
        } else {
            Err(ResolveError::UnknownEntity { entity: permission.entity.clone() })
        };
    };
    let Action::Transition(transition) = &permission.action else { return Ok(()) };
    let transition = transition_name(transition);
    let known =
        entity.workflow.as_ref().is_some_and(|it| it.transitions.iter().any(|step| step.name == transition));
    if known {
        Ok(())
    } else {
        Err(ResolveError::UnknownTransition { entity: permission.entity.clone(), transition })
    }
}

struct Deriving<'a> {
    entity: &'a EntityPlan,
    named: Vec<&'a Permission>,
    everyone: &'a Roles,
    visibility: Visibility,
    /// Transitions that the request names administrators for: they fall to nobody else.
    only_admins: BTreeSet<String>,
}

impl Deriving<'_> {
    fn rules(&self, order: &[RolePlan]) -> BTreeMap<String, Rule> {
        let creators = self.creators();
        let update = self.change(&Action::Update, &creators);
        let delete = self.change(&Action::Delete, &creators);
        let steps = self.transitions(&creators);
        let read = self.read(&creators, [&update, &delete].into_iter().chain(steps.values()));
        let mut rules = BTreeMap::from([
            ("list".to_owned(), read.clone()),
            ("read".to_owned(), read),
            ("create".to_owned(), Who { any: creators, ..Who::default() }),
            ("update".to_owned(), update),
            ("delete".to_owned(), delete),
        ]);
        rules.extend(steps);
        rules.into_iter().map(|(action, who)| (action, who.rule(order))).collect()
    }

    fn roles(&self, wanted: impl Fn(&Permission) -> bool) -> Roles {
        self.named.iter().filter(|it| wanted(it)).map(|it| names::snake(&it.role)).collect()
    }

    /// Those named for it; for records with an owner otherwise those named for their own records, or everyone without a wider say.
    fn creators(&self) -> Roles {
        let named = self.roles(|it| it.action == Action::Create);
        if self.entity.owner.is_none() || !named.is_empty() {
            return named;
        }
        let own = self.roles(|it| it.scope == Scope::Own);
        if !own.is_empty() {
            return own;
        }
        let staff = self.roles(|it| it.scope == Scope::Any && it.action != Action::Read);
        let rest: Roles = self.everyone.difference(&staff).cloned().collect();
        if rest.is_empty() { self.everyone.clone() } else { rest }
    }

    fn change(&self, action: &Action, creators: &Roles) -> Who {
        let of = |scope: Scope| self.roles(move |it| it.action == *action && it.scope == scope);
        let mut any = of(Scope::Any);
        let mut own = of(Scope::Own);
        let named = of(Scope::Named);
        if self.entity.owner.is_none() {
            any.append(&mut own);
        } else if self.entity.workflow.is_none() {
            // What others decide on is not changed behind their backs: with a workflow, only who is named may.
            own.extend(creators.iter().cloned());
        }
        if self.entity.owner.is_some() {
            own.extend(named.iter().cloned());
        }
        Who { anonymous: false, any, own, named }
    }

    fn transitions(&self, creators: &Roles) -> BTreeMap<String, Who> {
        let Some(workflow) = &self.entity.workflow else { return BTreeMap::new() };
        let staff = self.roles(|it| matches!(it.action, Action::Transition(_)) && it.scope == Scope::Any);
        let mut rules = BTreeMap::new();
        for step in &workflow.transitions {
            let of = |scope: Scope| {
                self.roles(move |it| {
                    matches!(&it.action, Action::Transition(name) if transition_name(name) == step.name)
                        && it.scope == scope
                })
            };
            let named = of(Scope::Named);
            let mut who = Who { anonymous: false, any: of(Scope::Any), own: of(Scope::Own), named };
            let nobody = who.any.is_empty() && who.own.is_empty() && who.named.is_empty();
            let unnamed = nobody && !self.only_admins.contains(&step.name);
            if self.entity.owner.is_some() {
                who.own.extend(who.named.iter().cloned());
            }
            if unnamed && !staff.is_empty() {
                who.any = staff.clone();
            } else if unnamed && self.entity.owner.is_some() {
                who.own = creators.clone();
            }
            if self.entity.owner.is_none() {
                who.any.append(&mut who.own);
            }
            rules.insert(step.name.clone(), who);
        }
        rules
    }

    /// Nobody may change what they cannot see.
    fn read<'a>(&self, creators: &Roles, changes: impl Iterator<Item = &'a Who>) -> Who {
        let mut who = match self.visibility {
            Visibility::Public => Who { anonymous: true, any: self.everyone.clone(), ..Who::default() },
            Visibility::Members => Who { any: self.everyone.clone(), ..Who::default() },
            Visibility::Owner | Visibility::Parent => Who {
                anonymous: false,
                any: self.roles(|it| it.action == Action::Read && it.scope == Scope::Any),
                own: self.roles(|it| it.action == Action::Read && it.scope != Scope::Any),
                named: self.roles(|it| it.action == Action::Read && it.scope == Scope::Named),
            },
        };
        let owned = self.entity.owner.is_some();
        if owned { &mut who.own } else { &mut who.any }.extend(creators.iter().cloned());
        for change in changes {
            who.any.extend(change.any.iter().cloned());
            who.own.extend(change.own.iter().cloned());
            who.named.extend(change.named.iter().cloned());
        }
        if !owned {
            let own = std::mem::take(&mut who.own);
            who.any.extend(own.difference(&who.named).cloned().collect::<Roles>());
        }
        who
    }
}

/// A rule in the making: sets, so that naming somebody twice does not matter.
#[derive(Clone, Default)]
struct Who {
    anonymous: bool,
    any: Roles,
    own: Roles,
    named: Roles,
}

impl Who {
    /// In the order of the plan's roles; a role that may do it to any record is not listed for its own again.
    fn rule(self, order: &[RolePlan]) -> Rule {
        let sorted = |roles: &Roles| {
            order
                .iter()
                .filter(|role| roles.contains(&role.name))
                .map(|role| role.name.clone())
                .collect::<Vec<_>>()
        };
        let own: Roles = self.own.difference(&self.any).cloned().collect();
        let named: Roles = self.named.difference(&self.any).cloned().collect();
        Rule {
            anonymous: self.anonymous,
            roles: sorted(&self.any),
            own_roles: sorted(&own),
            named_roles: sorted(&named),
            through: None,
        }
    }
}
