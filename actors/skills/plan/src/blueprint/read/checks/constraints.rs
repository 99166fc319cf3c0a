//! What must hold between fields or records names what is there, of kinds that fit.

use protocol::requirements::Entity;

use crate::blueprint::fault::{Fault, Faults};
use crate::blueprint::yaml::{Entry, Node};
use crate::constraint;

pub(super) fn check(entry: &Entry, entity: &Entity, faults: &mut Faults) {
    let nodes = entry.value.get("constraints").map_or(&[] as &[Node], Node::items);
    for (index, (node, constraint)) in nodes.iter().zip(&entity.constraints).enumerate() {
        if let Some(unsound) = constraint::unsound(entity, constraint) {
            faults.push(Fault::at(node.at, unsound.what).hint(unsound.hint));
        }
        let same = |other: &protocol::requirements::RecordConstraint| {
            other.kind == constraint.kind && other.of == constraint.of && other.within == constraint.within
        };
        if entity.constraints[..index].iter().any(same) {
            faults.push(Fault::at(node.at, "this constraint stands here already").hint("keep it once"));
        }
    }
}
