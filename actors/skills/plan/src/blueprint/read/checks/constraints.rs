//! What must hold between fields or records names what is there, of kinds that fit.

use protocol::requirements::{Entity, RecordConstraint, RecordConstraintKind};

use crate::blueprint::fault::{Fault, Faults};
use crate::blueprint::yaml::{Entry, Node};
use crate::constraint;

pub(super) fn check(entry: &Entry, entity: &Entity, faults: &mut Faults) {
    let nodes = entry.value.get("constraints").map_or(&[] as &[Node], Node::items);
    for (index, (node, constraint)) in nodes.iter().zip(&entity.constraints).enumerate() {
        if let Some(unsound) = constraint::unsound(entity, constraint) {
            faults.push(Fault::at(node.at, unsound.what).hint(unsound.hint));
        }
        let before = &entity.constraints[..index];
        if before.iter().any(|other| constraint::is_same(constraint, other)) {
            faults.push(Fault::at(node.at, "this constraint stands here already").hint("keep it once"));
        }
        let backwards: Vec<&String> = constraint.of.iter().rev().collect();
        let against = |other: &RecordConstraint| {
            [constraint.kind, other.kind].iter().all(|it| *it != RecordConstraintKind::UniqueTogether)
                && other.of.iter().collect::<Vec<_>>() == backwards
        };
        if before.iter().any(against) {
            faults.push(
                Fault::at(
                    node.at,
                    "another constraint has these in the other order, so nothing could be kept",
                )
                .hint("keep one of them"),
            );
        }
    }
}
