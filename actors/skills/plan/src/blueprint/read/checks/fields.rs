//! Limits that fit the type they stand with.

use std::ops::RangeInclusive;

use protocol::requirements::{Entity, Field, FieldConstraint, FieldKind};

use super::place;
use crate::blueprint::fault::{Fault, Faults};
use crate::blueprint::shape::field_type;
use crate::blueprint::yaml::{Entry, Node};

/// Ten digits before the point.
const DECIMAL: RangeInclusive<i64> = -9_999_999_999..=9_999_999_999;
const INTEGER: RangeInclusive<i64> = i32::MIN as i64..=i32::MAX as i64;
/// What a database can keep an index of.
const UNIQUE_LENGTH_MAX: u32 = 500;

pub(super) fn check(entry: &Entry, entity: &Entity, faults: &mut Faults) {
    let entries = entry.value.get("fields").map_or(&[] as &[Entry], Node::entries);
    for (entry, field) in entries.iter().zip(&entity.fields) {
        let name = format!("{}.{}", entity.name, field.name);
        values(entry, &name, field, faults);
        for constraint in &field.constraints {
            limit(entry, &name, field, *constraint, faults);
        }
        order(entry, &name, field, faults);
    }
}

fn values(entry: &Entry, name: &str, field: &Field, faults: &mut Faults) {
    let nodes = entry.value.get("values").map_or(&[] as &[Node], Node::items);
    match (field.kind, nodes.is_empty()) {
        (FieldKind::Enum, true) => faults.push(
            Fault::at(entry.at, format!("{name} is a choice between values, and has none"))
                .hint("list them: `values: [small, large]`"),
        ),
        (FieldKind::Enum, false) | (_, true) => {}
        (kind, false) => faults.push(
            Fault::at(
                place(entry, "values"),
                format!("{name} is of type {} and has values", field_type(kind)),
            )
            .hint("write `type: enum`, or leave the values out"),
        ),
    }
    for (index, node) in nodes.iter().enumerate() {
        if nodes[..index].iter().any(|other| other.text() == node.text()) {
            let value = node.text().unwrap_or_default();
            faults
                .push(Fault::at(node.at, format!("{name} has the value `{value}` twice")).hint("remove one"));
        }
    }
}

fn limit(entry: &Entry, name: &str, field: &Field, constraint: FieldConstraint, faults: &mut Faults) {
    let kind = field.kind;
    let is_number = matches!(kind, FieldKind::Integer | FieldKind::Decimal);
    let is_text = matches!(kind, FieldKind::String | FieldKind::Text);
    let mut fault = |key: &str, what: String, hint: &str| {
        faults.push(Fault::at(place(entry, key), format!("{name}: {what}")).hint(hint));
    };
    match constraint {
        FieldConstraint::Optional => {}
        FieldConstraint::Unique if matches!(kind, FieldKind::Boolean | FieldKind::Enum) => fault(
            "unique",
            format!("the type {} has so few values that none can be unique", field_type(kind)),
            "leave `unique` out",
        ),
        FieldConstraint::Unique => {}
        FieldConstraint::Min(value) | FieldConstraint::Max(value) => {
            let key = if matches!(constraint, FieldConstraint::Min(_)) { "min" } else { "max" };
            let range = if kind == FieldKind::Integer { INTEGER } else { DECIMAL };
            if !is_number {
                fault(
                    key,
                    format!("`{key}` is for numbers, and this is of type {}", field_type(kind)),
                    "use `max_length` for text, or leave it out",
                );
            } else if !range.contains(&value) {
                fault(
                    key,
                    format!("{value} is beyond what the type {} holds", field_type(kind)),
                    &format!("keep it from {} to {}", range.start(), range.end()),
                );
            }
        }
        FieldConstraint::MaxLength(_) if !is_text => fault(
            "max_length",
            format!("`max_length` is for string and text, and this is of type {}", field_type(kind)),
            "leave it out",
        ),
        FieldConstraint::MaxLength(length) => {
            if length > UNIQUE_LENGTH_MAX && field.constraints.contains(&FieldConstraint::Unique) {
                fault(
                    "max_length",
                    format!("what is unique has at most {UNIQUE_LENGTH_MAX} characters"),
                    "shorten it, or leave `unique` out",
                );
            }
        }
    }
}

fn order(entry: &Entry, name: &str, field: &Field, faults: &mut Faults) {
    let bound = |of: fn(&FieldConstraint) -> Option<i64>| field.constraints.iter().find_map(of);
    let min = bound(|it| if let FieldConstraint::Min(value) = it { Some(*value) } else { None });
    let max = bound(|it| if let FieldConstraint::Max(value) = it { Some(*value) } else { None });
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let message = format!("{name}: the least value {min} is above the greatest value {max}");
        faults.push(Fault::at(place(entry, "min"), message).hint("swap them"));
    }
}
