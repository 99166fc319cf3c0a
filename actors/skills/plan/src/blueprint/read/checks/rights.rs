//! Roles, and rights that somebody can have.

use protocol::requirements::{Action, Entity, EntityKind, Relation, RelationKind, Requirements};

use super::super::people::action;
use super::list;
use crate::blueprint::fault::{Fault, Faults, Place};
use crate::blueprint::yaml::{Entry, Node};
use crate::domains::{ACCOUNT, ADMIN};

pub(super) fn check(root: &Node, requirements: &Requirements, faults: &mut Faults) {
    roles(root, faults);
    let given = root.get("permissions").map_or(&[] as &[Node], Node::items);
    for node in given {
        right(node, requirements, faults);
    }
    once(given, faults);
}

/// Each right is given once: of two, one may say `own` and the other not.
fn once(given: &[Node], faults: &mut Faults) {
    let mut seen: Vec<(&str, &str, &str, usize)> = Vec::new();
    for node in given {
        let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default();
        let (role, entity) = (text("role"), text("entity"));
        for may in node.get("may").map_or(&[] as &[Node], Node::items) {
            let deed = may.text().unwrap_or_default();
            let known = seen.iter().find(|it| (it.0, it.1, it.2) == (role, entity, deed));
            if let Some((_, _, _, line)) = known {
                let message = format!("that `{role}` may `{deed}` {entity} is said already, in line {line}");
                faults.push(Fault::at(may.at, message).hint("keep the one that you mean"));
            } else {
                seen.push((role, entity, deed, may.at.line));
            }
        }
    }
}

fn roles(root: &Node, faults: &mut Faults) {
    let entries = root.get("roles").map_or(&[] as &[Entry], Node::entries);
    let is_default = |entry: &&Entry| entry.value.get("default").and_then(Node::flag) == Some(true);
    let mut first: Option<&Entry> = None;
    for entry in entries.iter().filter(is_default) {
        if entry.key == ADMIN {
            let message = "whoever registers cannot become an administrator";
            faults.push(Fault::at(entry.at, message).hint("make another role the default"));
        } else if let Some(first) = first {
            let message = format!("`{}` is a second default beside `{}`", entry.key, first.key);
            faults
                .push(Fault::at(entry.at, message).hint("whoever registers gets one role: keep one default"));
        } else {
            first = Some(entry);
        }
    }
}

fn right(node: &Node, requirements: &Requirements, faults: &mut Faults) {
    let text = |key: &str| node.get(key).and_then(|it| Some((it.at, it.text()?)));
    if let Some((at, role)) = text("role")
        && role != ADMIN
        && !requirements.roles.iter().any(|it| it.name == role)
    {
        let known = list(requirements.roles.iter().map(|it| it.name.as_str()));
        faults.push(
            Fault::at(at, format!("there is no role `{role}`"))
                .hint(format!("add it, or use one of {known}")),
        );
    }
    let Some((at, name)) = text("entity") else { return };
    let Some(entity) = requirements.entities.iter().find(|it| it.name == name) else {
        let known = list(requirements.entities.iter().map(|it| it.name.as_str()));
        let message = format!("there is no entity `{name}`");
        return faults.push(Fault::at(at, message).hint(format!("add it, or use one of {known}")));
    };
    if entity.kind == EntityKind::Account {
        let message = "accounts are kept by administrators alone, and by each person for themselves";
        return faults.push(Fault::at(at, message).hint("remove this permission"));
    }
    let owned = entity.relations.iter().any(|it| it.kind == RelationKind::OwnedBy);
    if let Some((at, "own")) = text("records").filter(|_| !owned) {
        let message = format!("{name} has no owner, so nobody has records of their own");
        faults.push(
            Fault::at(at, message).hint("add a relationship to User with `kind: owned_by`, or remove this"),
        );
    }
    if let Some((at, "named")) = text("records") {
        named(at, node, entity, faults);
    }
    let steps = || entity.workflow.iter().flat_map(|workflow| &workflow.transitions);
    for node in node.get("may").map_or(&[] as &[Node], Node::items) {
        let Some(Action::Transition(step)) = node.text().map(action) else { continue };
        if !steps().any(|it| it.name == step) {
            let known = list(
                ["create", "read", "update", "delete"].into_iter().chain(steps().map(|it| it.name.as_str())),
            );
            let message = format!("`{step}` is nothing that can be done with {name}");
            faults.push(Fault::at(node.at, message).hint(format!("it is one of {known}")));
        }
    }
}

/// Whom a record names reads and changes it; who makes it and who removes it is another matter.
fn named(at: Place, node: &Node, entity: &Entity, faults: &mut Faults) {
    let name = &entity.name;
    let names = |it: &Relation| it.kind == RelationKind::BelongsTo && it.to == ACCOUNT;
    if !entity.relations.iter().any(names) {
        let message = format!("{name} points at no account, so it names nobody");
        let hint = "add a relationship to User with `kind: belongs_to`, or remove this";
        faults.push(Fault::at(at, message).hint(hint));
    }
    for action in node.get("may").map_or(&[] as &[Node], Node::items) {
        if let Some(verb @ ("create" | "delete")) = action.text() {
            let message = format!("who is named in {name} cannot be given `{verb}` by that");
            faults.push(Fault::at(action.at, message).hint("give it without `records: named`"));
        }
    }
}
