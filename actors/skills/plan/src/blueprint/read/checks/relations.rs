//! Relationships that lead somewhere.

use protocol::requirements::{Entity, EntityKind, RelationKind, Requirements};

use super::{ACCOUNT, list, place};
use crate::blueprint::fault::{Fault, Faults};
use crate::blueprint::yaml::{Entry, Node};

pub(super) fn check(entry: &Entry, entity: &Entity, requirements: &Requirements, faults: &mut Faults) {
    if entity.kind == EntityKind::Account {
        return;
    }
    let entries = entry.value.get("relationships").map_or(&[] as &[Entry], Node::entries);
    let mut owner: Option<&str> = None;
    for (entry, relation) in entries.iter().zip(&entity.relations) {
        let name = format!("{}.{}", entity.name, relation.name);
        let mut fault = |key: &str, what: String, hint: String| {
            let at = if entry.value.text().is_some() { entry.value.at } else { place(entry, key) };
            faults.push(Fault::at(at, format!("{name} {what}")).hint(hint));
        };
        if !requirements.entities.iter().any(|it| it.name == relation.to) {
            let known = list(requirements.entities.iter().map(|it| it.name.as_str()));
            fault(
                "to",
                format!("points at {}, which is not among the entities", relation.to),
                format!("add it, or point at one of {known}"),
            );
        }
        match relation.kind {
            RelationKind::BelongsTo => {}
            RelationKind::OwnedBy => {
                if relation.to != ACCOUNT {
                    fault(
                        "to",
                        format!("must point at {ACCOUNT}: records are owned by accounts"),
                        "point at it, or write `kind: belongs_to`".to_owned(),
                    );
                }
                if let Some(first) = owner.replace(&relation.name) {
                    fault(
                        "kind",
                        format!("is a second owner beside `{first}`"),
                        "keep one; the other can be `kind: belongs_to`".to_owned(),
                    );
                }
                if !relation.required {
                    fault(
                        "required",
                        "is always there: its owner is who makes it".to_owned(),
                        "leave `required` out, or write `kind: belongs_to`".to_owned(),
                    );
                }
            }
            RelationKind::ManyToMany => {
                if relation.to == ACCOUNT {
                    fault(
                        "to",
                        "joins many accounts to many records, which nothing here builds yet".to_owned(),
                        "make a record for it that belongs to both".to_owned(),
                    );
                }
                if relation.required {
                    fault(
                        "required",
                        "is a set, which may always be empty".to_owned(),
                        "leave `required` out".to_owned(),
                    );
                }
            }
        }
    }
}
