//! Test data for each entity, and the permission matrix as a table of scenarios.

use protocol::requirements::{FieldKind, RelationKind};

use super::imports::Imports;
use super::layout::{Node, Source, atom, call, entry, group, list, named, quoted, tuple};
use super::services::constant;
use super::{constraints, tables, types};
use crate::app::{Actor, AppPlan, EntityPlan, FieldPlan, RelationPlan, Scenario};
use crate::endpoints::BASE;
use crate::features::drafts;

/// `tests/scenarios.py`
pub fn scenarios(plan: &AppPlan) -> String {
    let rows = plan.scenarios.iter().map(scenario).collect();
    let mut source = Source::default();
    source.line(0, "\"\"\"The permission matrix, line by line: who does what to whose record, and the status they get.\"\"\"");
    source.blank(1);
    source.line(0, "from dataclasses import dataclass");
    source.raw("\n\n@dataclass(frozen=True)\nclass Scenario:\n");
    source.line(1, "name: str");
    source.line(1, "entity: str");
    source.line(1, "action: str");
    source.line(1, "# None for somebody who is not signed in.");
    source.line(1, "role: str | None");
    source.line(1, "owns: bool");
    source.line(1, "status: int");
    source.blank(2);
    source.statement(0, "SCENARIOS = ", &list(rows), "");
    source.finish()
}

fn scenario(scenario: &Scenario) -> Node {
    let (role, owns) = match &scenario.actor {
        Actor::Anonymous => ("None".to_owned(), false),
        Actor::Role { role, owns } => (quoted(role), *owns),
    };
    let items = vec![
        atom(quoted(&scenario.name)),
        atom(quoted(&scenario.entity)),
        atom(quoted(&scenario.action)),
        atom(role),
        atom(if owns { "True" } else { "False" }),
        atom(scenario.status.to_string()),
    ];
    call("Scenario", items)
}

/// `tests/cases.py`
pub fn cases(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    imports.name("typing", "Any");
    imports.name("sqlalchemy", "orm");
    imports.name("app.models", "User");
    for name in ["Case", "next_number"] {
        imports.name("tests.building", name);
    }
    if constraints::any_span(plan) {
        imports.name("tests.building", "Span");
    }
    let mut body = Source::default();
    for entity in &plan.entities {
        imports.name(&format!("app.services.{}", entity.names.module), &constant(entity));
        imports
            .name(&format!("app.schemas.{}", entity.names.module), &format!("{}Create", entity.names.pascal));
        fields(entity, &mut body);
        payload(plan, entity, &mut imports, &mut body);
    }
    let rows = plan.entities.iter().map(|it| entry(&it.names.pascal, case(plan, it))).collect();
    body.blank(2);
    body.statement(0, "ALL_CASES: dict[str, Case] = ", &group("{", rows, "}"), "");
    let needs_records = |it: &EntityPlan| linked(plan, it).any(|it| plan.entity(&it.to).is_some());
    if plan.entities.iter().any(needs_records) {
        body.blank(2);
        body.line(0, "def linked(entity: str, db: orm.Session, owner: User) -> str | int:");
        body.line(1, "\"\"\"The id of a new record that another is going to point at.\"\"\"");
        body.line(1, "return wire(ALL_CASES[entity].build(db, owner).id)");
    }
    let mut source = Source::default();
    source.line(0, "\"\"\"For each kind of record: what a request that creates one holds, and what the tests must know of it.\"\"\"");
    source.blank(1);
    imports.write(&mut source, 0);
    source.raw(&body.finish());
    source.finish()
}

fn fields(entity: &EntityPlan, body: &mut Source) {
    body.blank(2);
    body.line(0, &format!("def {}_fields() -> dict[str, Any]:", entity.names.snake));
    let rows: Vec<Node> =
        entity.fields.iter().map(|field| entry(&field.name, sample(entity, field))).collect();
    let numbered = entity.fields.iter().any(|it| !matches!(it.kind, FieldKind::Boolean | FieldKind::Enum));
    if numbered {
        body.line(1, "number = next_number()");
    }
    body.statement(1, "return ", &group("{", rows, "}"), "");
}

/// What ends comes after what begins, and before what the next number begins.
fn sample(entity: &EntityPlan, field: &FieldPlan) -> Node {
    let end = constraints::is_end(entity, &field.name);
    match field.kind {
        FieldKind::Date | FieldKind::DateTime if end => types::sample_end(field.kind, "number"),
        _ => types::sample(field, "number"),
    }
}

/// Relations that a record under test gets: those to itself, or to what is made later, stay out.
fn linked<'a>(plan: &'a AppPlan, entity: &'a EntityPlan) -> impl Iterator<Item = &'a RelationPlan> {
    let own = tables::position(plan, &entity.table);
    entity
        .relations
        .iter()
        .filter(move |it| it.kind != RelationKind::OwnedBy && tables::position(plan, &it.to_table) < own)
}

fn payload(plan: &AppPlan, entity: &EntityPlan, imports: &mut Imports, body: &mut Source) {
    let snake = &entity.names.snake;
    let mut rows = vec![atom(format!("**{snake}_fields()"))];
    for relation in linked(plan, entity) {
        imports.name("tests.building", "wire");
        let id = match plan.entity(&relation.to) {
            None => call("wire", vec![atom("owner.id")]),
            Some(to) => call("linked", vec![atom(quoted(&to.names.pascal)), atom("db"), atom("owner")]),
        };
        let many = relation.kind == RelationKind::ManyToMany;
        rows.push(entry(&relation.key, if many { list(vec![id]) } else { id }));
    }
    body.blank(2);
    // Arguments that this kind of record has no use for are named so.
    let to_record = linked(plan, entity).any(|it| plan.entity(&it.to).is_some());
    let db = if to_record { "db" } else { "_db" };
    let owner = if linked(plan, entity).next().is_some() { "owner" } else { "_owner" };
    let parameters = vec![atom(format!("{db}: orm.Session")), atom(format!("{owner}: User"))];
    body.statement(0, "def ", &call(&format!("{snake}_payload"), parameters), " -> dict[str, Any]:");
    body.statement(1, "return ", &group("{", rows, "}"), "");
}

fn case(plan: &AppPlan, entity: &EntityPlan) -> Node {
    let snake = &entity.names.snake;
    let words = |names: Vec<&String>| tuple(names.into_iter().map(|name| atom(quoted(name))).collect());
    let names = |keep: fn(&FieldPlan) -> bool| {
        words(entity.fields.iter().filter(|field| keep(field)).map(|field| &field.name).collect())
    };
    let is_text = |field: &FieldPlan| matches!(field.kind, FieldKind::String | FieldKind::Text);
    let is_needed = |field: &FieldPlan| field.required && field.kind != FieldKind::Boolean;
    let sorts = entity.sort_names();
    let mut items = vec![
        named("path", atom(quoted(&format!("{BASE}/{}", entity.names.kebab_plural)))),
        named("resource", atom(constant(entity))),
        named("create", atom(format!("{}Create", entity.names.pascal))),
        named("fields", atom(format!("{snake}_fields"))),
        named("payload", atom(format!("{snake}_payload"))),
        named("required", names(is_needed)),
        named("texts", names(is_text)),
        named("uniques", names(|field| field.unique)),
        named("wrongs", wrongs(entity)),
        named("sorts", words(sorts.iter().collect())),
    ];
    if let Some(state) = drafts::shown(plan, entity) {
        items.push(named("shown", atom(quoted(state))));
    }
    items.extend(constraints::cases(entity));
    call("Case", items)
}

/// Field and value, for each value that must be refused.
fn wrongs(entity: &EntityPlan) -> Node {
    let pairs = entity.fields.iter().flat_map(|field| {
        types::wrong(field).into_iter().map(|value| tuple(vec![atom(quoted(&field.name)), value]))
    });
    tuple(pairs.collect())
}
