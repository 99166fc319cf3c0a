//! Records that somebody can see, and steps that somebody can take.

use protocol::requirements::{Action, Entity, Permission, RelationKind, Requirements, Visibility};

use crate::blueprint::fault::{Fault, Faults};
use crate::blueprint::yaml::{Entry, Node};
use crate::domains::ADMIN;
use crate::understand::model::reach::{Matrix, Reach, parent_of};

pub(super) fn check(
    root: &Node,
    entry: &Entry,
    entity: &Entity,
    requirements: &Requirements,
    faults: &mut Faults,
) {
    owner(entry, entity, requirements, faults);
    parent(entry, entity, faults);
    // Where the file names no rights, they are completed.
    if root.get("permissions").is_some() {
        steps(entry, entity, requirements, &Matrix::of(requirements), faults);
    }
}

/// A record that its owner alone sees has one, or somebody whose right shows it.
fn owner(entry: &Entry, entity: &Entity, requirements: &Requirements, faults: &mut Faults) {
    let owned = entity.relations.iter().any(|it| it.kind == RelationKind::OwnedBy);
    let shows = |it: &Permission| it.entity == entity.name && it.action != Action::Create;
    if entity.visibility == Visibility::Owner && !owned && !requirements.permissions.iter().any(shows) {
        let at = super::place(entry, "visibility");
        let message = format!("{} is visible to its owner, and it has none", entity.name);
        faults.push(Fault::at(at, message).hint(
            "add a relationship to User with `kind: owned_by`, or give somebody `read`, or use another visibility",
        ));
    }
}

/// A record that the readers of another see is written under one.
fn parent(entry: &Entry, entity: &Entity, faults: &mut Faults) {
    if entity.visibility == Visibility::Parent && parent_of(entity).is_none() {
        let at = super::place(entry, "visibility");
        let message =
            format!("{} is visible with the record that it is under, and it is under none", entity.name);
        faults.push(Fault::at(at, message).hint(
            "add a relationship to another record with `kind: belongs_to` and `required: true`, or use another visibility",
        ));
    }
}

fn steps(entry: &Entry, entity: &Entity, requirements: &Requirements, matrix: &Matrix, faults: &mut Faults) {
    let transitions = entry.value.get("workflow").and_then(|node| node.get("transitions"));
    for step in transitions.map_or(&[] as &[Entry], Node::entries) {
        let action = Action::Transition(step.key.clone());
        let of_admins = |it: &Permission| it.role == ADMIN && it.entity == entity.name && it.action == action;
        let taken = requirements.permissions.iter().any(of_admins)
            || matrix.reach(&entity.name, &action).is_some_and(|reach| !is_nobody(&reach));
        if !taken {
            let message = format!("nobody may `{}` {}", step.key, entity.name);
            faults.push(Fault::at(step.at, message).hint(format!(
                "add `- {{role: {ADMIN}, may: [{}], entity: {}}}` or another role to the permissions",
                step.key, entity.name
            )));
        }
    }
}

fn is_nobody(reach: &Reach) -> bool {
    !reach.anyone && reach.any.is_empty() && reach.own.is_empty() && reach.named.is_empty()
}
