//! The trash's operations for each kind of record, and what it shows.

use super::Act;
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::imports::Imports;
use crate::emit::python::layout::{Node, Source, atom, call, named, quoted};
use crate::emit::python::services::constant;

/// As in the generated `pyproject.toml`.
const LINE_LENGTH_MAX: usize = 100;

/// `app/schemas/trash.py`
pub(super) fn schemas(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    imports.module("datetime as dt");
    let mut body = Source::default();
    for entity in &plan.entities {
        let shown = format!("{}Out", entity.names.pascal);
        imports.name(&format!("app.schemas.{}", entity.names.snake_plural), &shown);
        body.blank(2);
        class(&deleted(entity), &shown, &mut body);
        body.line(1, "deleted_at: dt.datetime");
    }
    module("Records in the trash: as everywhere, with when they were deleted.", &imports, &body.finish())
}

/// The formatter breaks a long line here without a comma after the only base.
fn class(name: &str, base: &str, body: &mut Source) {
    let line = format!("class {name}({base}):");
    if line.len() <= LINE_LENGTH_MAX {
        body.line(0, &line);
    } else {
        body.line(0, &format!("class {name}("));
        body.line(1, base);
        body.line(0, "):");
    }
}

/// `app/api/trash.py`
pub(super) fn api(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    imports.name("typing", "Annotated");
    for name in ["APIRouter", "Query"] {
        imports.name("fastapi", name);
    }
    for name in ["CurrentUser", "Db"] {
        imports.name("app.api.deps", name);
    }
    imports.name("app.errors", "responses");
    for name in ["PageQuery", "RecordId", "ResultPage"] {
        imports.name("app.schemas.base", name);
    }
    imports.name("app.services", "trash");
    let mut body = Source::default();
    body.blank(1);
    body.line(0, "router = APIRouter(tags=[\"trash\"])");
    for entity in &plan.entities {
        imports.name("app.models", &entity.names.pascal);
        imports.name("app.schemas.trash", &deleted(entity));
        imports.name(
            &format!("app.schemas.{}", entity.names.snake_plural),
            &format!("{}Out", entity.names.pascal),
        );
        imports.name(&format!("app.services.{}", entity.names.snake_plural), &constant(entity));
        for act in Act::ALL {
            body.blank(2);
            function(entity, act, &mut body);
        }
    }
    module("What was deleted: to be seen, brought back, or deleted for good.", &imports, &body.finish())
}

fn deleted(entity: &EntityPlan) -> String {
    format!("{}Deleted", entity.names.pascal)
}

fn module(docstring: &str, imports: &Imports, body: &str) -> String {
    let mut source = Source::default();
    source.line(0, &format!("\"\"\"{docstring}\"\"\""));
    source.blank(1);
    imports.write(&mut source, 0);
    source.raw(body);
    source.finish()
}

fn function(entity: &EntityPlan, act: Act, body: &mut Source) {
    let names = &entity.names;
    let (pascal, id) = (&names.pascal, format!("{}_id", names.snake));
    let mut items = vec![
        atom(quoted(&act.path(entity))),
        named("operation_id", atom(quoted(&act.operation(entity)))),
        named("summary", atom(quoted(&act.summary(entity)))),
    ];
    if act.status() != 200 {
        items.push(named("status_code", atom(act.status().to_string())));
    }
    if act == Act::Restore {
        items.push(named("response_model", atom(format!("{pascal}Out"))));
    }
    let errors = act.errors().iter().map(|status| atom(status.to_string())).collect();
    items.push(named("responses", call("responses", errors)));
    let decorator = format!("router.{}", act.method().to_lowercase());
    body.statement(0, "@", &call(&decorator, items), "");
    let mut parameters = vec![atom("db: Db"), atom("user: CurrentUser")];
    let arguments = |last: &str| vec![atom("db"), atom(constant(entity)), atom("user"), atom(last)];
    match act {
        Act::List => {
            parameters
                .push(Node::Prefixed("query: ".to_owned(), Box::new(atom("Annotated[PageQuery, Query()]"))));
            let result = format!(" -> ResultPage[{}]:", deleted(entity));
            body.statement(0, "def ", &call(&act.operation(entity), parameters), &result);
            body.statement(1, "found, total = ", &call("trash.list_deleted", arguments("query")), "");
            let page = vec![atom(deleted(entity)), atom("found"), atom("total"), atom("query")];
            body.statement(1, "return ", &call("ResultPage.of", page), "");
        }
        Act::Restore => {
            parameters.push(atom(format!("{id}: RecordId")));
            let result = format!(" -> {pascal}:");
            body.statement(0, "def ", &call(&act.operation(entity), parameters), &result);
            body.statement(1, "return ", &call("trash.restore", arguments(&id)), "");
        }
        Act::Purge => {
            parameters.push(atom(format!("{id}: RecordId")));
            body.statement(0, "def ", &call(&act.operation(entity), parameters), " -> None:");
            body.statement(1, "", &call("trash.purge", arguments(&id)), "");
        }
    }
}
