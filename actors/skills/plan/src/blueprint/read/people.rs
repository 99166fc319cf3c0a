//! Roles, and who may do what.

use protocol::requirements::{Action, Permission, Role, Scope};

use super::item::Item;
use crate::blueprint::yaml::{Entry, Node};

/// Before the name of a transition that is called like one of the four.
const STEP: &str = "transition ";

pub(super) fn roles(root: &Node) -> Vec<Role> {
    let role = |entry: &Entry| {
        let item = Item::new(&entry.key, Some(&entry.value));
        Role { name: entry.key.clone(), default: item.flag("default").unwrap_or(false), words: item.words() }
    };
    root.get("roles").map_or_else(Vec::new, |roles| roles.entries().iter().map(role).collect())
}

/// One for each action of each entry.
pub(super) fn permissions(root: &Node) -> Vec<Permission> {
    let list = root.get("permissions").map_or(&[] as &[Node], Node::items);
    list.iter().flat_map(permission).collect()
}

fn permission(node: &Node) -> Vec<Permission> {
    let role = node.get("role").and_then(Node::text).unwrap_or_default();
    let item = Item::new(role, Some(node));
    let scope = match item.text("records") {
        Some("own") => Scope::Own,
        Some("named") => Scope::Named,
        _ => Scope::Any,
    };
    let entity = item.text("entity").unwrap_or_default();
    let actions = node.get("may").map_or(&[] as &[Node], Node::items).iter().filter_map(Node::text);
    actions
        .map(|name| Permission {
            role: role.to_owned(),
            action: action(name),
            entity: entity.to_owned(),
            scope,
            words: item.words(),
        })
        .collect()
}

pub(super) fn action(name: &str) -> Action {
    match name {
        "create" => Action::Create,
        "read" => Action::Read,
        "update" => Action::Update,
        "delete" => Action::Delete,
        name => Action::Transition(name.strip_prefix(STEP).unwrap_or(name).to_owned()),
    }
}
