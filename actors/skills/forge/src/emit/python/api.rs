//! Operations of each entity, and the router that joins them.

use protocol::requirements::FeatureName;

use super::imports::Imports;
use super::layout::{Node, Source, atom, call, group, list, named, quoted};
use super::services::constant;
use crate::app::{AppPlan, Endpoint, EntityPlan, Names};
use crate::endpoints::BASE;
use crate::features;

/// `app/api/__init__.py`
pub fn package(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    imports.name("fastapi", "APIRouter");
    let mut modules: Vec<String> = ["auth", "users"].map(str::to_owned).to_vec();
    if plan.admin_dashboard {
        modules.push("admin".to_owned());
    }
    modules.extend(features::additions(plan).iter().flat_map(|it| &it.routers).map(|it| (*it).to_owned()));
    modules.extend(plan.entities.iter().map(|it| it.names.module.clone()));
    for module in &modules {
        imports.name("app.api", module);
    }
    let mut source = Source::default();
    source.line(0, "\"\"\"Every operation below one prefix.\"\"\"");
    source.blank(1);
    imports.write(&mut source, 0);
    source.blank(1);
    source.line(0, &format!("router = APIRouter(prefix={})", quoted(BASE)));
    for module in &modules {
        source.line(0, &format!("router.include_router({module}.router)"));
    }
    source.finish()
}

/// `app/api/<plural>.py`
pub fn entity(plan: &AppPlan, entity: &EntityPlan) -> String {
    let mut imports = Imports::default();
    let names = &entity.names;
    let reading = Reading {
        cached: plan.features.contains(&FeatureName::Caching),
        by_cursor: plan.features.contains(&FeatureName::CursorPagination),
    };
    imports.name("typing", "Annotated");
    for name in ["APIRouter", "Query"] {
        imports.name("fastapi", name);
    }
    if reading.cached {
        imports.name("app.api.deps", "CurrentCache");
        imports.name("app.services", "cached_records");
    }
    for name in ["Db", "Viewer"] {
        imports.name("app.api.deps", name);
    }
    imports.name("app.errors", "responses");
    imports.name("app.models", &names.pascal);
    imports.name("app.schemas.base", "RecordId");
    if reading.by_cursor {
        imports.name("app.schemas.record_pages", "RecordPage");
    } else {
        imports.name("app.schemas.base", "ResultPage");
    }
    for suffix in ["Create", "Out", "Query", "Update"] {
        imports.name(&format!("app.schemas.{}", names.module), &format!("{}{suffix}", names.pascal));
    }
    imports.name("app.services", "records");
    if reading.by_cursor && !reading.cached {
        imports.name("app.services", "record_pages");
    }
    imports.name(&format!("app.services.{}", names.module), &constant(entity));
    let mut source = Source::default();
    source.line(0, &format!("\"\"\"Operations on {}.\"\"\"", names.title_plural.to_lowercase()));
    source.blank(1);
    imports.write(&mut source, 0);
    source.blank(1);
    let prefix = quoted(&format!("/{}", names.kebab_plural));
    let router = call(
        "APIRouter",
        vec![
            named("prefix", atom(prefix.clone())),
            named("tags", list(vec![atom(quoted(&names.kebab_plural))])),
        ],
    );
    source.statement(0, "router = ", &router, "");
    for endpoint in plan.endpoints.iter().filter(|it| it.entity.as_deref() == Some(&names.pascal)) {
        source.blank(2);
        operation(entity, endpoint, reading, &mut source);
    }
    source.finish()
}

/// How lists and single records are read.
#[derive(Clone, Copy)]
struct Reading {
    cached: bool,
    by_cursor: bool,
}

impl Reading {
    fn page(self, names: &Names) -> String {
        let class = if self.by_cursor { "RecordPage" } else { "ResultPage" };
        format!("{class}[{}Out]", names.pascal)
    }
}

fn operation(entity: &EntityPlan, endpoint: &Endpoint, reading: Reading, source: &mut Source) {
    let names = &entity.names;
    let prefix = format!("{BASE}/{}", names.kebab_plural);
    let path = endpoint.path.strip_prefix(&prefix).unwrap_or(&endpoint.path);
    let mut items = vec![
        atom(quoted(path)),
        named("operation_id", atom(quoted(&endpoint.operation))),
        named("summary", atom(quoted(&endpoint.summary))),
    ];
    if endpoint.status != 200 {
        items.push(named("status_code", atom(endpoint.status.to_string())));
    }
    let answers_record = !matches!(endpoint.action.as_str(), "list" | "delete");
    if reading.cached && endpoint.action == "list" {
        items.push(named("response_model", atom(reading.page(names))));
    }
    if answers_record {
        items.push(named("response_model", atom(format!("{}Out", names.pascal))));
    }
    let statuses = endpoint.errors.iter().map(|status| atom(status.to_string())).collect();
    items.push(named("responses", call("responses", statuses)));
    let decorator = format!("router.{}", endpoint.method.to_lowercase());
    source.statement(0, "@", &call(&decorator, items), "");
    if reading.cached && matches!(endpoint.action.as_str(), "list" | "read") {
        return cached_function(entity, endpoint, reading, source);
    }
    function(entity, endpoint, reading, source);
}

fn query(names: &Names) -> Node {
    let query = group("Annotated[", vec![atom(format!("{}Query", names.pascal)), atom("Query()")], "]");
    Node::Prefixed("query: ".to_owned(), Box::new(query))
}

/// Reads from the cache where it may.
fn cached_function(entity: &EntityPlan, endpoint: &Endpoint, reading: Reading, source: &mut Source) {
    let names = &entity.names;
    let mut parameters = ["cache: CurrentCache", "db: Db", "viewer: Viewer"].map(atom).to_vec();
    let mut arguments = ["cache", "db", &constant(entity), "viewer"].map(atom).to_vec();
    let shown = atom(format!("{}Out", names.pascal));
    let called = if endpoint.action == "list" {
        parameters.push(query(names));
        arguments.extend([atom("query"), atom(reading.page(names)), shown]);
        "cached_records.list_records"
    } else {
        let id = format!("{}_id", names.snake);
        parameters.push(atom(format!("{id}: RecordId")));
        arguments.extend([atom(id), shown]);
        "cached_records.get_record"
    };
    signature(endpoint, parameters, "cached_records.RawResponse", source);
    source.statement(1, "return ", &call(called, arguments), "");
}

fn function(entity: &EntityPlan, endpoint: &Endpoint, reading: Reading, source: &mut Source) {
    let (names, constant) = (&entity.names, constant(entity));
    let (pascal, id) = (&names.pascal, format!("{}_id", names.snake));
    let parameter = |name: &str, kind: &str| atom(format!("{name}: {kind}"));
    let mut parameters = vec![parameter("db", "Db"), parameter("viewer", "Viewer")];
    let on_record = !matches!(endpoint.action.as_str(), "list" | "create");
    if on_record {
        parameters.push(parameter(&id, "RecordId"));
    }
    let mut arguments = vec![atom("db"), atom(&constant), atom("viewer")];
    let mut result = pascal.clone();
    let mut called = "records.move_record";
    match endpoint.action.as_str() {
        "list" => {
            parameters.push(query(names));
            signature(endpoint, parameters, &reading.page(names), source);
            return list_body(names, &constant, reading, source);
        }
        "create" => {
            parameters.push(parameter("body", &format!("{pascal}Create")));
            arguments.push(atom("body.model_dump()"));
            called = "records.create_record";
        }
        "read" => {
            arguments.push(atom(&id));
            called = "records.get_record";
        }
        "update" => {
            parameters.push(parameter("body", &format!("{pascal}Update")));
            arguments.extend([atom(&id), atom("body.model_dump(exclude_unset=True)")]);
            called = "records.update_record";
        }
        "delete" => {
            arguments.push(atom(&id));
            called = "records.delete_record";
            "None".clone_into(&mut result);
        }
        transition => arguments.extend([atom(&id), atom(quoted(transition))]),
    }
    signature(endpoint, parameters, &result, source);
    let returns = if result == "None" { "" } else { "return " };
    source.statement(1, returns, &call(called, arguments), "");
}

fn signature(endpoint: &Endpoint, parameters: Vec<Node>, result: &str, source: &mut Source) {
    source.statement(0, "def ", &call(&endpoint.operation, parameters), &format!(" -> {result}:"));
}

fn list_body(names: &Names, constant: &str, reading: Reading, source: &mut Source) {
    let schema = format!("{}Out", names.pascal);
    let asked = ["db", constant, "viewer", "query"].map(atom).to_vec();
    if reading.by_cursor {
        source.statement(1, "found = ", &call("record_pages.list_records", asked), "");
        let shown = [&schema, "found.records", "found.total", "found.next_cursor", "query"].map(atom);
        source.statement(1, "return ", &call("RecordPage.of", shown.to_vec()), "");
    } else {
        source.statement(1, "found, total = ", &call("records.list_records", asked), "");
        let shown = [&schema, "found", "total", "query"].map(atom);
        source.statement(1, "return ", &call("ResultPage.of", shown.to_vec()), "");
    }
}
