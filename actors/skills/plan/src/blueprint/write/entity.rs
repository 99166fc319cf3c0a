//! A record: fields and relationships a line each, limits in the order in which they are kept.

use protocol::requirements::{
    Entity, EntityKind, Field, FieldConstraint, RecordConstraint, Relation, RelationKind, Visibility,
    Workflow,
};

use super::line::{Line, list, words};
use crate::blueprint::shape;
use crate::blueprint::yaml::scalar;

pub(super) fn entity(entity: &Entity) -> String {
    let mut out = format!("  {}:\n", scalar(&entity.name));
    if entity.kind == EntityKind::Account {
        out.push_str("    kind: account\n");
    }
    let visibility = match entity.visibility {
        Visibility::Public => "public",
        Visibility::Members => "members",
        Visibility::Owner => "owner",
        Visibility::Parent => "parent",
    };
    out.push_str(&format!("    visibility: {visibility}\n"));
    words(&mut out, 2, &entity.words, &entity.name);
    lines(&mut out, "fields", entity.fields.iter().map(|it| (it.name.as_str(), field(it))));
    lines(&mut out, "relationships", entity.relations.iter().map(|it| (it.name.as_str(), relation(it))));
    if let Some(workflow) = &entity.workflow {
        out.push_str(&self::workflow(workflow));
    }
    out.push_str(&constraints(&entity.constraints));
    out
}

fn lines<'a>(out: &mut String, key: &str, things: impl Iterator<Item = (&'a str, Line)>) {
    let body: String = things.map(|(name, line)| format!("      {}: {line}\n", scalar(name))).collect();
    if !body.is_empty() {
        out.push_str(&format!("    {key}:\n{body}"));
    }
}

fn field(field: &Field) -> Line {
    let mut line = Line::default();
    line.add("type", shape::field_type(field.kind));
    if !field.values.is_empty() {
        line.add("values", &list(&field.values));
    }
    if !field.constraints.contains(&FieldConstraint::Optional) {
        line.add("required", "true");
    }
    for constraint in &field.constraints {
        match constraint {
            FieldConstraint::Optional => line.add("required", "false"),
            FieldConstraint::Unique => line.add("unique", "true"),
            FieldConstraint::Min(value) => line.add("min", &value.to_string()),
            FieldConstraint::Max(value) => line.add("max", &value.to_string()),
            FieldConstraint::MaxLength(length) => line.add("max_length", &length.to_string()),
        }
    }
    line.words(&field.words, &field.name);
    line
}

fn relation(relation: &Relation) -> Line {
    let mut line = Line::default();
    line.add("to", &scalar(&relation.to));
    let kind = match relation.kind {
        RelationKind::BelongsTo => "belongs_to",
        RelationKind::OwnedBy => "owned_by",
        RelationKind::ManyToMany => "many_to_many",
    };
    line.add("kind", kind);
    line.add("required", if relation.required { "true" } else { "false" });
    line.words(&relation.words, &relation.name);
    line
}

fn workflow(workflow: &Workflow) -> String {
    let mut out = String::from("    workflow:\n");
    out.push_str(&format!("      field: {}\n", scalar(&workflow.field)));
    out.push_str(&format!("      initial: {}\n", scalar(&workflow.initial)));
    out.push_str(&format!("      states: {}\n", list(&workflow.states)));
    if !workflow.hidden.is_empty() {
        out.push_str(&format!("      hidden: {}\n", list(&workflow.hidden)));
    }
    words(&mut out, 3, &workflow.words, &workflow.field);
    if workflow.transitions.is_empty() {
        return out;
    }
    out.push_str("      transitions:\n");
    for step in &workflow.transitions {
        let mut line = Line::default();
        if !step.from.is_empty() {
            line.add("from", &list(&step.from));
        }
        line.add("to", &scalar(&step.to));
        out.push_str(&format!("        {}: {line}\n", scalar(&step.name)));
    }
    out
}

fn constraints(constraints: &[RecordConstraint]) -> String {
    let mut out = String::new();
    for constraint in constraints {
        if out.is_empty() {
            out.push_str("    constraints:\n");
        }
        let kind = shape::constraint(constraint.kind);
        let mut line = Line::default();
        line.add("kind", kind);
        line.add("of", &list(&constraint.of));
        if !constraint.within.is_empty() {
            line.add("within", &list(&constraint.within));
        }
        line.words(&constraint.words, kind);
        out.push_str(&format!("      - {line}\n"));
    }
    out
}
