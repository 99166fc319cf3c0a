//! Taking the last change of a plan back: `undo`, and what is different after it.

use std::collections::BTreeSet;

use protocol::id::ClaimKey;
use protocol::plan::{Change, ChangeKind};
use protocol::requirements::{Action, Entity, Requirements};
use protocol::view::View;

use super::{NotUnderstood, Revision, revise};

/// What is said to take the last change back, in small letters.
const SAYINGS: &[&str] = &[
    "undo",
    "undo that",
    "undo it",
    "undo this",
    "undo the last change",
    "undo last change",
    "undo the change",
    "undo my last change",
    "take that back",
    "take it back",
    "revert",
    "revert that",
    "revert the last change",
];

/// Reads a change of the plan that a session shows; `undo` takes back the last one that is not taken back yet.
///
/// # Errors
/// Nothing was understood, or there is nothing to take back. The plan stays as it is.
pub fn rework(view: &View, text: &str) -> Result<Revision, NotUnderstood> {
    let Some(known) = &view.requirements else { return Err(NotUnderstood::Empty) };
    if !is_undo(text) {
        return revise(known, &keys(view), text);
    }
    let Some(before) = view.earlier.last() else {
        return Err(NotUnderstood::NothingToUndo { words: text.trim().to_owned() });
    };
    let mut changes = differences(known, before);
    for change in &mut changes {
        text.trim().clone_into(&mut change.words);
    }
    Ok(Revision { requirements: before.clone(), changes, not_understood: Vec::new() })
}

/// What the team has a position on, or had before the plan was changed, in order.
fn keys(view: &View) -> Vec<ClaimKey> {
    let decided = view.requirements.iter().flat_map(|it| it.decisions.iter().map(|decision| &decision.key));
    let keys = view.claims.iter().map(|claim| &claim.key).chain(view.rulings.keys()).chain(decided);
    keys.collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

fn is_undo(text: &str) -> bool {
    let plain = text.trim().trim_end_matches(['.', '!']).to_lowercase();
    let plain = plain.strip_prefix("please ").unwrap_or(&plain);
    let plain = plain.strip_suffix(", please").or_else(|| plain.strip_suffix(" please")).unwrap_or(plain);
    SAYINGS.contains(&plain)
}

/// What is added, dropped and changed on the way from one to the other; never empty for two that differ.
fn differences(from: &Requirements, to: &Requirements) -> Vec<Change> {
    let mut out = Vec::new();
    named(&mut out, &from.entities, &to.entities, |entity| format!("entity {}", entity.name));
    for after in &to.entities {
        if let Some(before) = from.entities.iter().find(|before| before.name == after.name) {
            inside(&mut out, before, after);
        }
    }
    named(&mut out, &from.roles, &to.roles, |role| format!("role {}", role.name));
    named(&mut out, &from.features, &to.features, |feature| format!("feature {}", spelled(&feature.name)));
    named(&mut out, &from.permissions, &to.permissions, |permission| {
        format!("{} may {} {}", permission.role, deed(&permission.action), permission.entity)
    });
    named(&mut out, &from.stack, &to.stack, |choice| format!("stack {}", choice.name));
    named(&mut out, &from.constraints, &to.constraints, |limit| format!("limit {}", spelled(&limit.kind)));
    named(&mut out, &from.decisions, &to.decisions, |decision| format!("decision {}", decision.key));
    if out.is_empty() && from != to {
        out.push(change(ChangeKind::Changed, "product"));
    }
    out
}

/// Fields, relations and all else of a record that is there before and after.
fn inside(out: &mut Vec<Change>, before: &Entity, after: &Entity) {
    let count = out.len();
    named(out, &before.fields, &after.fields, |field| format!("{}.{}", after.name, field.name));
    named(out, &before.relations, &after.relations, |relation| format!("{}.{}", after.name, relation.name));
    if out.len() == count && before != after {
        out.push(change(ChangeKind::Changed, &format!("entity {}", after.name)));
    }
}

fn named<T: PartialEq>(out: &mut Vec<Change>, from: &[T], to: &[T], name: impl Fn(&T) -> String) {
    let of = |list: &[T], wanted: &str| list.iter().position(|item| name(item) == wanted);
    for item in to {
        if of(from, &name(item)).is_none() {
            out.push(change(ChangeKind::Added, &name(item)));
        }
    }
    for item in from {
        match of(to, &name(item)) {
            None => out.push(change(ChangeKind::Dropped, &name(item))),
            // What is inside a record is told by itself.
            Some(at) if to[at] != *item && !name(item).starts_with("entity ") => {
                out.push(change(ChangeKind::Changed, &name(item)));
            }
            Some(_) => {}
        }
    }
}

fn change(what: ChangeKind, about: &str) -> Change {
    Change { what, about: about.to_owned(), words: String::new() }
}

fn deed(action: &Action) -> String {
    match action {
        Action::Transition(name) => name.clone(),
        other => spelled(other),
    }
}

/// As it stands in the record: `admin_dashboard`.
fn spelled(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::understand;

    fn view(request: &str) -> View {
        View { requirements: Some(understand(request).requirements), ..View::default() }
    }

    /// The view after a change, as the fold makes it.
    fn changed(view: &View, text: &str) -> View {
        let revision = rework(view, text).unwrap();
        let mut after = view.clone();
        let before = after.requirements.replace(revision.requirements);
        after.earlier.extend(before);
        after
    }

    #[test]
    fn undo_brings_back_what_was_there_and_says_what_changes() {
        let view = view("a library with books and loans");
        let revised = changed(&changed(&view, "add a Tag with name"), "drop Loan");
        let undone = rework(&revised, "Undo that, please.").unwrap();
        assert_eq!(Some(&undone.requirements), revised.earlier.last());
        let told: Vec<(ChangeKind, &str)> =
            undone.changes.iter().map(|change| (change.what, change.about.as_str())).collect();
        assert!(told.contains(&(ChangeKind::Added, "entity Loan")), "{told:?}");
        assert!(undone.changes.iter().all(|change| change.words == "Undo that, please."));
    }

    #[test]
    fn a_field_that_was_changed_is_told_by_its_name() {
        let view = view("books with title and price");
        let revised = changed(&view, "make price optional");
        let undone = rework(&revised, "undo").unwrap();
        assert_eq!(Some(&undone.requirements), view.requirements.as_ref());
        assert!(undone.changes.iter().any(|change| change.about == "Book.price"), "{:?}", undone.changes);
    }

    #[test]
    fn with_no_change_there_is_nothing_to_take_back() {
        let view = view("books with title");
        let why = rework(&view, "undo").unwrap_err();
        assert!(why.to_string().contains("nothing to take back"), "{why}");
        assert!(rework(&view, "undo the universe").is_err());
    }
}
