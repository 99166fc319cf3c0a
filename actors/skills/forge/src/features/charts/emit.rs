//! What is charted of each kind of record, from its fields and its workflow.

use protocol::requirements::FieldKind;

use crate::app::{AppPlan, FieldPlan, WorkflowPlan};
use crate::emit::python::layout::{Node, atom, call, entry, group, named, quoted, tuple};
use crate::emit::python::tables;
use crate::features::emit::Module;

/// `app/services/charted.py`
pub(super) fn charted(plan: &AppPlan) -> String {
    let mut module = Module::new("What is charted of accounts and of each kind of record, by table.");
    module.import("app.models", &["User"]);
    module.import("app.services.charting", &["Charted", "Share"]);
    let mut rows = vec![entry("users", kind("User", accounts(plan), &plan.account.fields))];
    for entity in &plan.entities {
        module.import("app.models", &[&entity.names.pascal]);
        let state = entity.workflow.iter().map(state).collect();
        rows.push(entry(&entity.table, kind(&entity.names.pascal, state, &entity.fields)));
    }
    module.body.blank(1);
    module.body.statement(0, "CHARTED: dict[str, Charted] = ", &group("{", rows, "}"), "");
    module.finish()
}

fn kind(model: &str, mut shares: Vec<Node>, fields: &[FieldPlan]) -> Node {
    let numbers = |field: &&FieldPlan| matches!(field.kind, FieldKind::Integer | FieldKind::Decimal);
    let numbers: Vec<Node> = fields.iter().filter(numbers).map(|it| atom(quoted(&it.name))).collect();
    shares.extend(fields.iter().filter_map(choice));
    let mut items = vec![named("model", atom(model))];
    if !shares.is_empty() {
        items.push(named("shares", tuple(shares)));
    }
    if !numbers.is_empty() {
        items.push(named("numbers", tuple(numbers)));
    }
    call("Charted", items)
}

fn accounts(plan: &AppPlan) -> Vec<Node> {
    vec![share("role", &tables::role_names(plan)), yes_or_no("is_active")]
}

fn state(workflow: &WorkflowPlan) -> Node {
    share(&workflow.field, &workflow.states)
}

fn choice(field: &FieldPlan) -> Option<Node> {
    match field.kind {
        FieldKind::Enum => Some(share(&field.name, &field.values)),
        FieldKind::Boolean => Some(yes_or_no(&field.name)),
        _ => None,
    }
}

fn share(field: &str, values: &[String]) -> Node {
    let values = values.iter().map(|it| atom(quoted(it))).collect();
    call("Share", vec![atom(quoted(field)), tuple(values)])
}

fn yes_or_no(field: &str) -> Node {
    call("Share", vec![atom(quoted(field)), tuple(vec![atom("True"), atom("False")])])
}
