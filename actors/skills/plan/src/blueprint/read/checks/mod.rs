//! Whether what a blueprint says can be: each name that it points with is there, and each limit fits its type.

mod constraints;
mod fields;
mod reach;
mod relations;
mod rights;
mod stack;
mod workflow;

use protocol::requirements::{Entity, EntityKind, Requirements};

use crate::blueprint::fault::{Fault, Faults, Place};
use crate::blueprint::yaml::{Entry, Node};
use crate::domains::ACCOUNT;

/// What every record has without being asked.
const BUILT_IN: [&str; 3] = ["id", "created_at", "updated_at"];

pub(super) fn check(root: &Node, requirements: &Requirements, faults: &mut Faults) {
    printable(root, faults);
    if requirements.product.name.is_empty() {
        let at = root.get("product").map_or(root.at, |node| node.at);
        faults.push(
            Fault::at(at, "the product has no name")
                .hint("say what the repository is called: `name: book-shop`"),
        );
    }
    let entries = root.get("entities").map_or(&[] as &[Entry], Node::entries);
    // What is completed stands behind what was read.
    for (entry, entity) in entries.iter().zip(&requirements.entities) {
        kind(entry, entity, faults);
        names(entry, faults);
        fields::check(entry, entity, faults);
        relations::check(entry, entity, requirements, faults);
        workflow::check(entry, entity, requirements, faults);
        constraints::check(entry, entity, faults);
        reach::check(root, entry, entity, requirements, faults);
    }
    if !requirements.entities.iter().any(|entity| entity.kind == EntityKind::Record) {
        let at = root.get("entities").map_or(root.at, |node| node.at);
        faults.push(
            Fault::at(at, "there is nothing to keep besides accounts")
                .hint("name at least one record with its fields"),
        );
    }
    rights::check(root, requirements, faults);
    stack::check(root, faults);
    decisions(root, faults);
}

/// Whether a key may have that value is known where it is built; that it cannot have two is known here.
fn decisions(root: &Node, faults: &mut Faults) {
    let list = root.get("decisions").map_or(&[] as &[Node], Node::items);
    let key = |node: &Node| node.get("key").and_then(Node::text).map(str::to_owned);
    for (index, node) in list.iter().enumerate() {
        if list[..index].iter().any(|other| key(other) == key(node)) {
            faults.push(Fault::at(node.at, "this is decided twice").hint("keep one"));
        }
    }
}

/// Text goes into files of many kinds, where other control characters than line breaks end or hide something.
fn printable(node: &Node, faults: &mut Faults) {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t') || c == '\u{FFFD}';
    if node.text().is_some_and(|text| text.contains(control)) {
        faults.push(Fault::at(node.at, "this text has a control character in it").hint("remove it"));
    }
    node.items().iter().for_each(|item| printable(item, faults));
    node.entries().iter().for_each(|entry| printable(&entry.value, faults));
}

fn kind(entry: &Entry, entity: &Entity, faults: &mut Faults) {
    let account = entity.kind == EntityKind::Account;
    if account != (entity.name == ACCOUNT) {
        faults.push(
            Fault::at(entry.at, format!("people who sign in are called `{ACCOUNT}`, and nothing else is"))
                .hint(format!("rename `{}`, or change its kind", entity.name)),
        );
    }
    for key in ["relationships", "workflow", "constraints"] {
        let found = entry.value.entries().iter().find(|inner| inner.key == key && !inner.value.is_null());
        if let Some(found) = found.filter(|_| account) {
            faults.push(
                Fault::at(found.at, format!("`{key}`: accounts have fields alone"))
                    .hint("give them to a record that belongs to the account"),
            );
        }
    }
}

/// One name, one meaning: fields, relationships and the status.
fn names(entry: &Entry, faults: &mut Faults) {
    let listed = ["fields", "relationships"];
    let things = listed.iter().filter_map(|key| entry.value.get(key)).flat_map(Node::entries);
    let mut seen: Vec<(&str, Place)> = things.map(|thing| (thing.key.as_str(), thing.at)).collect();
    if let Some(workflow) = entry.value.get("workflow").filter(|node| !node.is_null()) {
        let field = workflow.get("field");
        seen.push(field.and_then(|it| Some((it.text()?, it.at))).unwrap_or(("status", workflow.at)));
    }
    for (index, (name, at)) in seen.iter().enumerate() {
        if let Some((_, first)) = seen[..index].iter().find(|(other, _)| other == name) {
            let message =
                format!("{} has two things called `{name}`; the first is in line {}", entry.key, first.line);
            faults.push(Fault::at(*at, message).hint("rename one of them"));
        }
        if BUILT_IN.contains(name) {
            let message = format!("{}.{name}: every record has `{name}` already", entry.key);
            faults.push(Fault::at(*at, message).hint("leave it out"));
        }
    }
}

/// The place of a key of a table, or of the thing itself.
fn place(entry: &Entry, key: &str) -> Place {
    entry.value.get(key).map_or(entry.at, |node| node.at)
}

/// Names for a hint.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
