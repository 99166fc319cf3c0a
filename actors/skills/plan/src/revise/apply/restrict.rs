//! Rights taken from people, and records kept from readers. A restriction that the plan would not keep to is not made.

use protocol::plan::ChangeKind;
use protocol::requirements::{Action, Entity, Permission, RelationKind, Requirements, Scope, Visibility};

use super::{Done, assume, change, impossible};
use crate::understand::model::limits::{Limit, Rule, readers};
use crate::understand::model::named;
use crate::understand::model::reach::Matrix;

pub(super) fn restrict(requirements: &mut Requirements, limit: &Limit, words: &str) -> Done {
    let before = Matrix::of(requirements);
    if limit.holds_in(&before) && limit.gives_nothing(&before) {
        return impossible(words, "the plan keeps to it already");
    }
    let mut changed = requirements.clone();
    for action in &limit.actions {
        if *action == Action::Read {
            hide(&mut changed, limit, words)
        } else {
            take(&mut changed, limit, action, words)
        }
    }
    let matrix = Matrix::of(&changed);
    if !limit.holds_in(&matrix) {
        return impossible(
            words,
            "those who make a record, or another that needs it, keep their part in it; change first who makes it",
        );
    }
    if let Some(reach) = matrix.reach(&limit.entity, &Action::Read).filter(|_| limit.reads()) {
        let about = format!("{}.visibility", limit.entity);
        changed.assumptions.retain(|assumption| assumption.about != about);
        assume(&mut changed, about, readers(&limit.entity, &reach));
    }
    *requirements = changed;
    Ok(vec![change(ChangeKind::Changed, format!("permissions of {}", limit.entity), words)])
}

/// Takes a right from those it is kept from, and gives it to those who alone have it.
fn take(requirements: &mut Requirements, limit: &Limit, action: &Action, words: &str) {
    let about = |permission: &Permission| permission.entity == limit.entity && permission.action == *action;
    let named = |permission: &Permission| limit.roles.contains(&permission.role);
    match limit.rule {
        Rule::NobodyElse => {
            requirements.permissions.retain(|permission| !about(permission) || named(permission));
            for role in &limit.roles {
                let scope = scope_of(requirements, limit, role, action);
                give(requirements, limit, role, action, scope, words);
            }
        }
        Rule::Never => requirements.permissions.retain(|permission| !about(permission) || !named(permission)),
        Rule::OwnOnly => {
            let entities = &requirements.entities;
            for permission in requirements.permissions.iter_mut().filter(|it| about(it) && named(it)) {
                permission.scope = theirs(entities, &limit.entity, &permission.role, action);
            }
        }
        Rule::Kept => {}
    }
}

/// Who makes a record changes what is theirs; others, who are named for it, all of them.
fn scope_of(requirements: &Requirements, limit: &Limit, role: &str, action: &Action) -> Scope {
    let makes = Matrix::of(requirements)
        .reach(&limit.entity, &Action::Create)
        .is_some_and(|reach| reach.any.contains(role));
    let owned = requirements.entities.iter().any(|entity| {
        entity.name == limit.entity && entity.relations.iter().any(|it| it.kind == RelationKind::OwnedBy)
    });
    if makes && owned && matches!(action, Action::Update | Action::Delete) { Scope::Own } else { Scope::Any }
}

/// What is theirs: what they made, and where a record names people of their role, what is about them.
fn theirs(entities: &[Entity], entity: &str, role: &str, action: &Action) -> Scope {
    let fits = matches!(action, Action::Read | Action::Update | Action::Transition(_));
    let named = entities.iter().any(|it| it.name == entity && named::names(it, role));
    if fits && named { Scope::Named } else { Scope::Own }
}

/// Shows a record to those who are left, and to nobody else.
fn hide(requirements: &mut Requirements, limit: &Limit, words: &str) {
    let everybody = Matrix::of(requirements).reach(&limit.entity, &Action::Read);
    let others: Vec<String> = everybody
        .into_iter()
        .flat_map(|reach| reach.any)
        .filter(|role| !limit.roles.contains(role))
        .filter(|role| limit.rule == Rule::Never || works_on(requirements, role, &limit.entity))
        .collect();
    requirements.permissions.retain(|it| it.entity != limit.entity || it.action != Action::Read);
    for entity in requirements.entities.iter_mut().filter(|entity| entity.name == limit.entity) {
        entity.visibility = Visibility::Owner;
    }
    if matches!(limit.rule, Rule::NobodyElse | Rule::OwnOnly) {
        for role in &limit.roles {
            let scope = match limit.rule {
                Rule::OwnOnly => theirs(&requirements.entities, &limit.entity, role, &Action::Read),
                _ => Scope::Any,
            };
            give(requirements, limit, role, &Action::Read, scope, words);
        }
    }
    if matches!(limit.rule, Rule::Never | Rule::OwnOnly) {
        for role in others {
            give(requirements, limit, &role, &Action::Read, Scope::Any, "");
        }
    }
}

fn works_on(requirements: &Requirements, role: &str, entity: &str) -> bool {
    requirements.permissions.iter().any(|it| it.role == role && it.entity == entity && it.scope == Scope::Any)
}

fn give(
    requirements: &mut Requirements,
    limit: &Limit,
    role: &str,
    action: &Action,
    scope: Scope,
    words: &str,
) {
    let known = |it: &Permission| it.role == role && it.entity == limit.entity && it.action == *action;
    // Administrators may do everything; only that a step is theirs alone must be said.
    let step = matches!(action, Action::Transition(_));
    if role == "admin" && !step || requirements.permissions.iter().any(known) {
        return;
    }
    requirements.permissions.push(Permission {
        role: role.to_owned(),
        action: action.clone(),
        entity: limit.entity.clone(),
        scope,
        words: words.to_owned(),
    });
}
