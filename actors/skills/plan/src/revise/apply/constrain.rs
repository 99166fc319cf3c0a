//! What records are held to beyond their fields, and no longer.

use protocol::plan::ChangeKind;
use protocol::requirements::{RecordConstraint, RecordConstraintKind, Requirements};

use super::{Done, assume, change, find, impossible};
use crate::constraint;
use crate::understand::between::Held;

pub(super) fn constrain(requirements: &mut Requirements, entity: &str, held: Held, words: &str) -> Done {
    let found = find(requirements, entity, words)?;
    let known = |it: &RecordConstraint| found.constraints.iter().any(|other| constraint::is_same(it, other));
    let new: Vec<RecordConstraint> = held.constraints.into_iter().filter(|it| !known(it)).collect();
    if new.is_empty() {
        return impossible(words, "the plan keeps to it already");
    }
    constraint::loosen(&mut found.fields, &new);
    found.fields.retain(|it| !held.dropped.contains(&it.name));
    let mut changes: Vec<_> = held
        .added
        .iter()
        .map(|it| change(ChangeKind::Added, format!("{entity}.{}", it.name), words))
        .collect();
    found.fields.extend(held.added);
    found.constraints.extend(new);
    requirements.assumptions.retain(|it| {
        it.about != format!("{entity}.constraints")
            && !held.dropped.iter().any(|field| it.about == format!("{entity}.{field}"))
    });
    for (field, text) in held.notes {
        assume(requirements, format!("{entity}.{field}"), text);
    }
    changes.push(change(ChangeKind::Added, format!("constraint of {entity}"), words));
    Ok(changes)
}

/// Records of a kind may be at the same time.
pub(super) fn let_overlap(requirements: &mut Requirements, entity: &str, words: &str) -> Done {
    let found = find(requirements, entity, words)?;
    found.constraints.retain(|it| it.kind != RecordConstraintKind::NoOverlap);
    requirements.assumptions.retain(|it| it.about != format!("{entity}.constraints"));
    Ok(vec![change(ChangeKind::Dropped, format!("constraint of {entity}"), words)])
}
