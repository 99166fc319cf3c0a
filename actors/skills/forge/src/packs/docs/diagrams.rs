//! Lines of Mermaid diagrams. Names are identifiers, so none needs quoting.

use crate::app::{AppPlan, EntityPlan, FieldPlan};
use protocol::requirements::{FieldKind, RelationKind};

/// Fields shown in a class before the rest is left to the schema.
const FIELDS_SHOWN_MAX: usize = 12;

/// The body of a `classDiagram`: accounts, records, what points at what.
pub(super) fn classes(plan: &AppPlan) -> Vec<String> {
    let mut lines = vec![
        "class User {".to_owned(),
        "    email".to_owned(),
        "    display_name".to_owned(),
        "    role".to_owned(),
    ];
    lines.extend(fields(&plan.account.fields));
    lines.push("}".to_owned());
    for entity in &plan.entities {
        lines.push(format!("class {} {{", entity.names.pascal));
        lines.extend(fields(&entity.fields));
        lines
            .extend(entity.workflow.iter().map(|it| format!("    {}: {}", it.field, it.states.join(" or "))));
        lines.push("}".to_owned());
    }
    lines.extend(plan.entities.iter().flat_map(arrows));
    lines
}

fn fields(fields: &[FieldPlan]) -> Vec<String> {
    let mut lines: Vec<String> = fields
        .iter()
        .take(FIELDS_SHOWN_MAX)
        .map(|it| format!("    {}: {}", it.name, kind(it.kind)))
        .collect();
    if fields.len() > FIELDS_SHOWN_MAX {
        lines.push(format!("    and {} more", fields.len() - FIELDS_SHOWN_MAX));
    }
    lines
}

fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::String => "string",
        FieldKind::Text => "text",
        FieldKind::Integer => "integer",
        FieldKind::Decimal => "decimal",
        FieldKind::Boolean => "boolean",
        FieldKind::Date => "date",
        FieldKind::DateTime => "date and time",
        FieldKind::Email => "email",
        FieldKind::Url => "url",
        FieldKind::Enum => "choice",
    }
}

fn arrows(entity: &EntityPlan) -> Vec<String> {
    let from = &entity.names.pascal;
    entity
        .relations
        .iter()
        .map(|relation| {
            let far = match relation.kind {
                RelationKind::ManyToMany => "*",
                RelationKind::BelongsTo | RelationKind::OwnedBy if relation.required => "1",
                RelationKind::BelongsTo | RelationKind::OwnedBy => "0..1",
            };
            format!("{from} \"*\" --> \"{far}\" {} : {}", relation.to, relation.name)
        })
        .collect()
}
