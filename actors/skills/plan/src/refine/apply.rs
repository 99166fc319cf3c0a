//! Edits to new requirements, one after the other; each is taken whole or left out by name.

use protocol::plan::Change;
use protocol::requirements::{Requirements, Visibility};

use super::command::command;
use super::edit::{Edit, Proposal, Unusable, plain};
use super::{keep, read};
use crate::revise;

/// Requirements with what held of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refined {
    pub requirements: Requirements,
    pub changes: Vec<Change>,
    pub left_out: Vec<Unusable>,
}

/// `builds` says whether the product can still be built, or why not.
pub fn apply(
    requirements: &Requirements,
    edits: &[Edit],
    builds: impl Fn(&Requirements) -> Result<(), String>,
) -> Refined {
    let mut refined =
        Refined { requirements: requirements.clone(), changes: Vec::new(), left_out: Vec::new() };
    for edit in edits {
        match one(&refined.requirements, edit, &builds) {
            Ok((requirements, changes)) => {
                refined.requirements = requirements;
                refined.changes.extend(changes);
            }
            Err(why) => refined.left_out.push(why),
        }
    }
    refined
}

fn one(
    before: &Requirements,
    edit: &Edit,
    builds: impl Fn(&Requirements) -> Result<(), String>,
) -> Result<(Requirements, Vec<Change>), Unusable> {
    let what = || edit.what();
    let unsupported = |why: String| Unusable::Unsupported { what: what(), why: plain(&why) };
    if let Proposal::Join { entity, with } = &edit.change
        && (points(before, entity, with) || points(before, with, entity))
    {
        return Err(unsupported("they are joined already".to_owned()));
    }
    let mut after = before.clone();
    let command = command(edit).map_err(unsupported)?;
    let changes = revise::carry_out(&mut after, command).map_err(|why| unsupported(why.reason()))?;
    hide_new(before, &mut after);
    if edit.adds() {
        after.not_understood.retain(|part| !read::covers(&edit.quote, part));
    }
    keep::check(before, &after).map_err(|why| Unusable::AgainstThePerson { what: what(), why })?;
    builds(&after).map_err(|why| Unusable::Unbuildable { what: what(), why: plain(&why) })?;
    Ok((after, changes))
}

fn points(requirements: &Requirements, from: &str, to: &str) -> bool {
    let from = requirements.entities.iter().find(|entity| entity.name == from);
    from.is_some_and(|entity| entity.relations.iter().any(|relation| relation.to == to))
}

/// A person's new record is seen as the others are; a model's is not shown to everybody.
fn hide_new(before: &Requirements, after: &mut Requirements) {
    if !keep::has_accounts(after) {
        return;
    }
    let known = |name: &str| before.entities.iter().any(|entity| entity.name == name);
    for entity in after.entities.iter_mut().filter(|entity| !known(&entity.name)) {
        if entity.visibility == Visibility::Public {
            entity.visibility = Visibility::Members;
        }
    }
}
