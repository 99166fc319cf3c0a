//! The TypeScript type of a value on the wire, and the words for it in a field's description.

use protocol::requirements::{FieldKind, RelationKind};

use super::layout::quoted;
use crate::app::{EntityPlan, FieldPlan, RelationPlan};

/// What a field of this kind is in JSON. Decimals and times stay text: nothing is lost on the way.
pub fn scalar(field: &FieldPlan) -> Vec<String> {
    match field.kind {
        FieldKind::String
        | FieldKind::Text
        | FieldKind::Decimal
        | FieldKind::Date
        | FieldKind::DateTime
        | FieldKind::Email
        | FieldKind::Url => vec!["string".to_owned()],
        FieldKind::Integer => vec!["number".to_owned()],
        FieldKind::Boolean => vec!["boolean".to_owned()],
        FieldKind::Enum => closed(&field.values),
    }
}

/// The members of a field's type, with `null` where it may stay open.
pub fn field(field: &FieldPlan) -> Vec<String> {
    nullable(scalar(field), field.required)
}

/// What a relation is in a record that was read.
pub fn read_relation(relation: &RelationPlan) -> Vec<String> {
    match relation.kind {
        RelationKind::ManyToMany => vec!["readonly RecordRef[]".to_owned()],
        RelationKind::BelongsTo | RelationKind::OwnedBy => {
            nullable(vec!["RecordRef".to_owned()], relation.required)
        }
    }
}

/// What a relation is in a record that is sent; the owner is set by the server.
pub fn sent_relation(relation: &RelationPlan) -> Option<Vec<String>> {
    match relation.kind {
        RelationKind::ManyToMany => Some(vec!["readonly Id[]".to_owned()]),
        RelationKind::BelongsTo => Some(nullable(vec!["Id".to_owned()], relation.required)),
        RelationKind::OwnedBy => None,
    }
}

/// The values of a closed list as a union of literals.
pub fn closed(values: &[String]) -> Vec<String> {
    values.iter().map(|value| quoted(value)).collect()
}

/// The `kind` of a field's description in `schema/entity.ts`.
pub fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::String => "string",
        FieldKind::Text => "text",
        FieldKind::Integer => "integer",
        FieldKind::Decimal => "decimal",
        FieldKind::Boolean => "boolean",
        FieldKind::Date => "date",
        FieldKind::DateTime => "date_time",
        FieldKind::Email => "email",
        FieldKind::Url => "url",
        FieldKind::Enum => "enum",
    }
}

/// The field that stands for a record on the pages: where the plan has none, the beginning of its text.
pub fn label(entity: &EntityPlan) -> &str {
    if entity.label != "id" {
        return &entity.label;
    }
    let text = entity.fields.iter().find(|field| field.kind == FieldKind::Text && field.required);
    text.map_or("id", |field| &field.name)
}

fn nullable(mut members: Vec<String>, required: bool) -> Vec<String> {
    if !required {
        members.push("null".to_owned());
    }
    members
}
