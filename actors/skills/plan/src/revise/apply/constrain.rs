//! What records are held to beyond their fields, and no longer.

use protocol::plan::ChangeKind;
use protocol::requirements::{RecordConstraintKind, Requirements};

use super::{Done, assume, change, find, impossible};
use crate::understand::between::Held;

pub(super) fn constrain(requirements: &mut Requirements, entity: &str, held: Held, words: &str) -> Done {
    let found = find(requirements, entity, words)?;
    let same = |known: &protocol::requirements::RecordConstraint| {
        held.constraints
            .iter()
            .any(|it| (it.kind, &it.of, &it.within) == (known.kind, &known.of, &known.within))
    };
    if held.constraints.iter().all(|it| {
        found
            .constraints
            .iter()
            .any(|known| (it.kind, &it.of, &it.within) == (known.kind, &known.of, &known.within))
    }) {
        return impossible(words, "the plan keeps to it already");
    }
    found.constraints.retain(|known| !same(known));
    found.fields.retain(|it| !held.dropped.contains(&it.name));
    let mut changes: Vec<_> = held
        .added
        .iter()
        .map(|it| change(ChangeKind::Added, format!("{entity}.{}", it.name), words))
        .collect();
    found.fields.extend(held.added);
    found.constraints.extend(held.constraints);
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
