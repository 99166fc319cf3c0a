//! Descriptions of fields, from which forms, lists and pages are made.

use super::layout::{Brackets, Source, quoted};
use super::types;
use crate::app::FieldPlan;

/// One object of a `FieldSpec[]`.
pub fn spec(source: &mut Source, depth: usize, field: &FieldPlan) {
    source.line(depth, "{");
    let inner = depth + 1;
    source.assign(inner, "name:", &quoted(&field.name), ",");
    source.assign(inner, "title:", &quoted(&field.title), ",");
    source.line(inner, &format!("kind: {},", quoted(types::kind(field.kind))));
    source.line(inner, &format!("required: {},", field.required));
    let limits = [("maxLength", field.max_length.map(i64::from)), ("min", field.min), ("max", field.max)];
    for (name, limit) in limits {
        if let Some(limit) = limit {
            source.line(inner, &format!("{name}: {limit},"));
        }
    }
    if !field.values.is_empty() {
        source.group(inner, "values: ", Brackets::Square, &types::closed(&field.values), ",");
    }
    source.line(depth, "},");
}

/// `head [ …specs ]tail`
pub fn specs(source: &mut Source, depth: usize, head: &str, fields: &[FieldPlan], tail: &str) {
    if fields.is_empty() {
        source.line(depth, &format!("{head}[]{tail}"));
        return;
    }
    source.line(depth, &format!("{head}["));
    for field in fields {
        spec(source, depth + 1, field);
    }
    source.line(depth, &format!("]{tail}"));
}
