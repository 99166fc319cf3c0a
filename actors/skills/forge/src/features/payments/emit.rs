//! What payments know of each kind of record that people pay for, and its operations.

use super::Act;
use super::kinds::{Paid, paid};
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::layout::{Node, atom, call, entry, frozen_set, group, named, quoted, tuple};
use crate::emit::python::services::constant;
use crate::emit::typescript::layout::{Brackets, Source, quoted as quoted_ts};
use crate::features::emit::{Module, Route, id};

/// `app/services/payable_kinds.py`
pub(super) fn kinds(plan: &AppPlan) -> String {
    let mut module = Module::new("Every kind of record that its owner can pay for, by its table.");
    module.import("app.services.payable", &["Payable", "Price"]);
    let mut rows = Vec::new();
    for it in paid(plan) {
        let services = format!("app.services.{}", it.entity.names.module);
        module.import(&services, &[&constant(it.entity)]);
        rows.push(entry(&it.entity.table, described(plan, &it, &mut module)));
    }
    module.body.blank(1);
    module.body.statement(0, "PAYABLE: dict[str, Payable] = ", &group("{", rows, "}"), "");
    module.finish()
}

fn described(plan: &AppPlan, paid: &Paid<'_>, module: &mut Module) -> Node {
    let how = &paid.how;
    let words = |names: &[String]| tuple(names.iter().map(|it| atom(quoted(it))).collect());
    let mut items = vec![
        named("resource", atom(constant(paid.entity))),
        named("page", atom(quoted(&paid.entity.names.kebab_plural))),
        named("price", price(plan, paid, module)),
    ];
    if let Some((part, relation)) = &how.parts {
        module.import("app.models", &[part]);
        module.import("app.services.payable", &["Parts"]);
        let whole = plan.entity(part).map_or_else(String::new, |it| key(it, relation));
        let parts = vec![named("model", atom(part)), named("key", atom(quoted(&whole)))];
        items.push(named("parts", call("Parts", parts)));
    }
    if paid.entity.workflow.is_some() {
        for (name, steps) in [("paid_by", &how.paid_by), ("refunded_by", &how.refunded_by)] {
            if !steps.is_empty() {
                items.push(named(name, words(steps)));
            }
        }
        if how.paid_by.is_empty() && !how.closed.is_empty() {
            items.push(named("closed", frozen_set(&how.closed)));
        }
    }
    call("Payable", items)
}

fn price(plan: &AppPlan, paid: &Paid<'_>, module: &mut Module) -> Node {
    let how = &paid.how;
    let holder = how.parts.as_ref().and_then(|it| plan.entity(&it.0)).unwrap_or(paid.entity);
    let mut items = vec![named("field", atom(quoted(&how.price.field)))];
    if let Some((relation, thing)) = &how.price.through {
        module.import("app.models", &[thing]);
        items.push(named("key", atom(quoted(&key(holder, relation)))));
        items.push(named("thing", atom(thing)));
    }
    if let Some(quantity) = &how.price.quantity {
        items.push(named("quantity", atom(quoted(quantity))));
    }
    call("Price", items)
}

/// The column of a relation.
fn key(entity: &EntityPlan, relation: &str) -> String {
    entity.relations.iter().find(|it| it.name == relation).map_or_else(String::new, |it| it.key.clone())
}

/// `app/api/record_payments.py`
pub(super) fn api(plan: &AppPlan) -> String {
    let docstring = "Paying for records: what one comes to and whether it is paid, and where it is paid.";
    let mut module = Module::of_routes(docstring, "payments");
    module.import("app.api.deps", &["CurrentUser", "Db"]);
    module.import("app.api.payment_desk", &["CurrentDesk"]);
    module.import("app.errors", &["responses"]);
    module.import("app.schemas.base", &["RecordId"]);
    module.import("app.schemas.online_payments", &["CheckoutOut", "RecordPayment"]);
    module.import("app.services", &["payment_starting", "payment_views"]);
    module.import("app.services.payable_kinds", &["PAYABLE"]);
    for it in paid(plan) {
        for act in Act::ALL {
            route(it.entity, act, &mut module);
        }
    }
    module.finish()
}

fn route(entity: &EntityPlan, act: Act, module: &mut Module) {
    let id = id(entity);
    let payable = format!("PAYABLE[{}]", quoted(&entity.table));
    let items = ["db", "desk", &payable, "user", &id].map(atom).to_vec();
    let (result, function) = match act {
        Act::Look => ("RecordPayment", "payment_views.of_record"),
        Act::Start => ("CheckoutOut", "payment_starting.start"),
    };
    let id_of_record = format!("{id}: RecordId");
    module.route(Route {
        endpoint: &act.endpoint(entity),
        options: Vec::new(),
        errors: "responses",
        parameters: ["db: Db", "user: CurrentUser", "desk: CurrentDesk", &id_of_record].map(atom).to_vec(),
        result: result.to_owned(),
        calls: vec![("return ", call(function, items))],
    });
}

/// `src/features/payments/payable.ts`
pub(super) fn keys(plan: &AppPlan) -> String {
    let keys: Vec<String> = paid(plan).iter().map(|it| quoted_ts(&it.entity.names.kebab_plural)).collect();
    let mut source = Source::default();
    source.line(0, "/** The kinds of records that their owners can pay for, by their keys. */");
    source.group(0, "export const payableKeys: readonly string[] = ", Brackets::Square, &keys, ";");
    source.finish()
}

/// `e2e/support/payable.ts`: how a new record of the first kind comes to where it can be paid.
pub(super) fn journey(plan: &AppPlan) -> String {
    let mut source = Source::default();
    source.line(0, "/** What is paid for in the browser: what it needs a part of, and the steps to where it can be paid. */");
    let kinds = paid(plan);
    let Some(first) = kinds.first() else { return source.finish() };
    let part = first.how.parts.as_ref().and_then(|(part, relation)| Some((plan.entity(part)?, relation)));
    let steps: Vec<String> = steps(first).iter().map(|it| quoted_ts(&it.replace('_', "-"))).collect();
    source.line(0, "type Payable = {");
    source.line(1, "readonly key: string;");
    source.line(1, "readonly part: { readonly key: string; readonly relation: string } | null;");
    source.line(1, "readonly steps: readonly string[];");
    source.line(0, "};").blank();
    source.line(0, "export const payable: Payable = {");
    source.assign(1, "key:", &quoted_ts(&first.entity.names.kebab_plural), ",");
    match part {
        Some((part, relation)) => {
            source.line(1, "part: {");
            source.assign(2, "key:", &quoted_ts(&part.names.kebab_plural), ",");
            source.assign(2, "relation:", &quoted_ts(&key(part, relation)), ",");
            source.line(1, "},");
        }
        None => {
            source.line(1, "part: null,");
        }
    }
    source.group(1, "steps: ", Brackets::Square, &steps, ",");
    source.line(0, "};");
    source.finish()
}

/// The shortest way from the first state to one that a payment begins in.
fn steps(paid: &Paid<'_>) -> Vec<String> {
    let Some(workflow) = &paid.entity.workflow else { return Vec::new() };
    let paying = |state: &String| {
        let mut steps = workflow.transitions.iter().filter(|it| paid.how.paid_by.contains(&it.name));
        if paid.how.paid_by.is_empty() {
            !paid.how.closed.contains(state)
        } else {
            steps.any(|it| it.from.contains(state))
        }
    };
    let mut ways = vec![(workflow.initial.clone(), Vec::new())];
    let mut at = 0;
    while at < ways.len() {
        let (state, way) = ways[at].clone();
        if paying(&state) {
            return way;
        }
        for step in workflow.transitions.iter().filter(|it| it.from.contains(&state)) {
            if ways.iter().all(|known| known.0 != step.to) {
                let further = way.iter().cloned().chain([step.name.clone()]).collect();
                ways.push((step.to.clone(), further));
            }
        }
        at += 1;
    }
    Vec::new()
}

/// `tests/payable_samples.py`: what tests must know of the first kind that people pay for.
pub(super) fn samples(plan: &AppPlan) -> String {
    let mut module = Module::new("The kind of record that the tests of payments pay for.");
    let kinds = paid(plan);
    let Some(first) = kinds.first() else { return module.finish() };
    let how = &first.how;
    let part = how.parts.as_ref().and_then(|it| plan.entity(&it.0));
    let holder = part.unwrap_or(first.entity);
    let thing = how.price.through.as_ref().and_then(|it| plan.entity(&it.1)).unwrap_or(holder);
    let price = within(thing, &how.price.field, 12);
    let quantity = how.price.quantity.as_ref().map_or(1, |it| within(holder, it, 2));
    let part = part.map_or_else(String::new, |it| it.names.pascal.clone());
    let text = |name: &str, value: &str| format!("{name} = {}", quoted(value));
    for line in [
        text("ENTITY", &first.entity.names.pascal),
        text("TABLE", &first.entity.table),
        "# Somebody of this role owns such records and reads them.".to_owned(),
        text("OWNER_ROLE", &owner_role(plan, first.entity)),
        "# What the amount is summed up over; empty where it is the record itself.".to_owned(),
        text("PART", &part),
        "# Within the limits of their fields.".to_owned(),
        text("PRICE", &format!("{price}.00")),
        format!("QUANTITY = {quantity}"),
    ] {
        module.body.line(0, &line);
    }
    module.finish()
}

fn within(entity: &EntityPlan, field: &str, wanted: i64) -> i64 {
    let field = entity.fields.iter().find(|it| it.name == field);
    let (min, max) = field.map_or((None, None), |it| (it.min, it.max));
    wanted.min(max.unwrap_or(wanted)).max(min.unwrap_or(wanted).max(1))
}

/// The role that registration gives, if such people read what is theirs; else the first that does.
fn owner_role(plan: &AppPlan, entity: &EntityPlan) -> String {
    let read = entity.rules.get("read").cloned().unwrap_or_default();
    let reads = |name: &String| read.anonymous || read.roles.contains(name) || read.own_roles.contains(name);
    let roles = || plan.roles.iter().filter(|it| it.admin || reads(&it.name));
    let found =
        roles().find(|it| it.default).or_else(|| roles().find(|it| !it.admin)).or_else(|| roles().next());
    found.map_or_else(|| "admin".to_owned(), |it| it.name.clone())
}
