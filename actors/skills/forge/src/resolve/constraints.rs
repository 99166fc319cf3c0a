//! Constraints beyond single fields: the columns that they name, and the states in which a record is in nobody's way.

use protocol::requirements::{Entity, FieldKind, RecordConstraintKind};

use super::ResolveError;
use crate::app::{ConstraintPlan, EntityPlan};
use crate::{names, reserved};

/// States of what does not take place, or no longer.
const FREE: [&str; 18] = [
    "cancelled",
    "canceled",
    "rejected",
    "declined",
    "refused",
    "denied",
    "expired",
    "withdrawn",
    "dropped",
    "released",
    "returned",
    "no_show",
    "not_attended",
    "deleted",
    "archived",
    "void",
    "voided",
    "revoked",
];

pub fn resolve(record: &Entity, plan: &EntityPlan) -> Result<Vec<ConstraintPlan>, ResolveError> {
    let all =
        |names: &[String]| names.iter().map(|name| column(record, plan, name)).collect::<Result<Vec<_>, _>>();
    let mut constraints = Vec::new();
    for constraint in &record.constraints {
        let columns = all(&constraint.of)?;
        if constraint.kind != RecordConstraintKind::UniqueTogether && !is_pair(plan, &columns) {
            return Err(ResolveError::NoPair { entity: record.name.clone(), columns });
        }
        let free = match constraint.kind {
            RecordConstraintKind::NoOverlap => free(plan),
            RecordConstraintKind::UniqueTogether | RecordConstraintKind::InOrder => Vec::new(),
        };
        let days = constraint.kind == RecordConstraintKind::NoOverlap && whole_days(plan, &columns);
        constraints.push(ConstraintPlan {
            days,
            kind: constraint.kind,
            columns,
            within: all(&constraint.within)?,
            free,
        });
    }
    Ok(constraints)
}

fn column(record: &Entity, plan: &EntityPlan, name: &str) -> Result<String, ResolveError> {
    let plain = names::snake(name);
    let is = |known: &str, choice: bool| known == reserved::safe_attribute(&plain, choice);
    let field = plan.fields.iter().find(|it| is(&it.name, it.kind == FieldKind::Enum)).map(|it| &it.name);
    let key = || plan.to_one().find(|it| is(&it.name, false)).map(|it| &it.key);
    let unknown = || ResolveError::UnknownColumn { entity: record.name.clone(), name: name.to_owned() };
    field.or_else(key).cloned().ok_or_else(unknown)
}

fn is_pair(plan: &EntityPlan, columns: &[String]) -> bool {
    let kind = |name: &String| plan.fields.iter().find(|it| it.name == *name).map(|it| it.kind);
    let ordered = [FieldKind::Date, FieldKind::DateTime, FieldKind::Integer, FieldKind::Decimal];
    match columns {
        [first, second] => kind(first).is_some_and(|it| ordered.contains(&it)) && kind(first) == kind(second),
        _ => false,
    }
}

fn free(plan: &EntityPlan) -> Vec<String> {
    let states = plan.workflow.iter().flat_map(|it| &it.states);
    states.filter(|state| FREE.contains(&state.as_str())).cloned().collect()
}

/// Dates are whole days, unless nights lie between them: who leaves makes room for who arrives.
fn whole_days(plan: &EntityPlan, columns: &[String]) -> bool {
    const NIGHTS: [&str; 8] =
        ["check_in", "checkin", "check_out", "checkout", "arriv", "depart", "leav", "night"];
    let dated = plan.fields.iter().any(|it| columns.contains(&it.name) && it.kind == FieldKind::Date);
    dated && !columns.iter().any(|name| NIGHTS.iter().any(|word| name.contains(word)))
}
