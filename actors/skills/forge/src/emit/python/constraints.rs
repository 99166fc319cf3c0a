//! What must hold between columns, or between records: as the database checks it, and as the models declare it.

use protocol::requirements::{FieldKind, RecordConstraintKind};

use super::layout::{Node, atom, call, named, quoted, tuple};
use super::tables::shortened;
use crate::app::{AppPlan, ConstraintPlan, EntityPlan};
use crate::features::multi_tenancy;
use crate::reserved::sql_name;

/// Whether any record is held to one.
pub fn any(plan: &AppPlan) -> bool {
    plan.entities.iter().any(|it| !it.constraints.is_empty())
}

/// Whether some records are unique in several columns together.
pub fn any_together(plan: &AppPlan) -> bool {
    plan.entities.iter().any(|it| of(it, RecordConstraintKind::UniqueTogether).next().is_some())
}

/// Whether some records take a time of their own.
pub fn any_span(plan: &AppPlan) -> bool {
    plan.entities.iter().any(|it| of(it, RecordConstraintKind::NoOverlap).next().is_some())
}

/// Constraints of one kind.
pub fn of(entity: &EntityPlan, kind: RecordConstraintKind) -> impl Iterator<Item = &ConstraintPlan> {
    entity.constraints.iter().filter(move |it| it.kind == kind)
}

/// Name and condition of what one row shows by itself; each pair of columns once.
pub fn checks(entity: &EntityPlan) -> Vec<(String, String)> {
    let mut checks: Vec<(String, String)> = Vec::new();
    for (constraint, (first, second)) in entity.constraints.iter().filter_map(|it| Some((it, it.pair()?))) {
        let name = check_name(&entity.table, first, second);
        // What takes no time would be in nobody's way.
        let sign = if is_strict(constraint) { "<" } else { "<=" };
        let condition = format!("{} {sign} {}", sql_name(first), sql_name(second));
        match checks.iter_mut().find(|it| it.0 == name) {
            Some(known) if sign == "<" => known.1 = condition,
            Some(_) => {}
            None => checks.push((name, condition)),
        }
    }
    checks
}

/// With `ck_` and the table before it, it fits into a name of the database.
fn check_name(table: &str, first: &str, second: &str) -> String {
    let whole = shortened(&format!("ck_{table}_{first}_before_{second}"));
    whole.strip_prefix(&format!("ck_{table}_")).map_or_else(|| format!("{first}_first"), str::to_owned)
}

/// Whether the end must be later than the beginning: a day may be its own end, a moment and a night may not.
fn is_strict(constraint: &ConstraintPlan) -> bool {
    constraint.kind == RecordConstraintKind::NoOverlap && !constraint.days
}

/// Name and columns of what is unique in several columns together.
pub fn uniques(plan: &AppPlan, entity: &EntityPlan) -> Vec<(String, Vec<String>)> {
    of(entity, RecordConstraintKind::UniqueTogether)
        .map(|it| {
            let name = shortened(&format!("uq_{}_{}", entity.table, it.columns.join("_")));
            let within = multi_tenancy::is_on(plan).then(|| multi_tenancy::COLUMN.to_owned());
            (name, within.into_iter().chain(it.columns.iter().cloned()).collect())
        })
        .collect()
}

/// The classes of `app.models.constraints` that a model declares, each once.
pub fn classes(entity: &EntityPlan) -> Vec<&'static str> {
    let mut classes: Vec<&str> = entity.constraints.iter().filter_map(class).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// None for what the database alone holds records to.
fn class(constraint: &ConstraintPlan) -> Option<&'static str> {
    match constraint.kind {
        RecordConstraintKind::NoOverlap => Some("NoOverlap"),
        RecordConstraintKind::InOrder => Some("InOrder"),
        RecordConstraintKind::UniqueTogether => None,
    }
}

/// The declaration in a model's class.
pub fn declare(entity: &EntityPlan) -> Option<Node> {
    let row = |constraint: &ConstraintPlan| {
        let mut items: Vec<Node> = constraint.columns.iter().map(|it| atom(quoted(it))).collect();
        if !constraint.within.is_empty() {
            items.push(named("within", words(&constraint.within)));
        }
        if let Some(workflow) = entity.workflow.as_ref().filter(|_| !constraint.free.is_empty()) {
            items.push(named("status", atom(quoted(&workflow.field))));
            items.push(named("free", words(&constraint.free)));
        }
        if constraint.days {
            items.push(named("days", flag(true)));
        }
        Some(call(class(constraint)?, items))
    };
    let rows: Vec<Node> = entity.constraints.iter().filter_map(row).collect();
    (!rows.is_empty()).then(|| tuple(rows))
}

/// For the tests, from the plan itself: beginning, end, what is shared, and the states that are free.
pub fn cases(entity: &EntityPlan) -> Vec<Node> {
    let pairs = |kind: RecordConstraintKind| {
        let rows = of(entity, kind).map(|it| {
            let mut row = vec![words(&it.columns)];
            if kind == RecordConstraintKind::NoOverlap {
                let dated = |name: &String| {
                    entity.fields.iter().any(|field| field.name == *name && field.kind == FieldKind::Date)
                };
                let dates = it.columns.iter().any(dated);
                row.extend([words(&it.within), words(&it.free)]);
                row.extend([named("dates", flag(dates)), named("days", flag(it.days))]);
                return call("Span", row);
            }
            words(&it.columns)
        });
        tuple(rows.collect())
    };
    let kinds = [
        ("together", RecordConstraintKind::UniqueTogether),
        ("spans", RecordConstraintKind::NoOverlap),
        ("ordered", RecordConstraintKind::InOrder),
    ];
    let known = kinds.into_iter().filter(|(_, kind)| of(entity, *kind).next().is_some());
    known.map(|(name, kind)| named(name, pairs(kind))).collect()
}

/// Whether the field is the end of something: what tests fill in is later than the beginning.
pub fn is_end(entity: &EntityPlan, field: &str) -> bool {
    entity.constraints.iter().filter_map(ConstraintPlan::pair).any(|(_, second)| second == field)
}

fn flag(on: bool) -> Node {
    atom(if on { "True" } else { "False" })
}

fn words(names: &[String]) -> Node {
    tuple(names.iter().map(|name| atom(quoted(name))).collect())
}
