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
    let cached = plan.features.contains(&FeatureName::Caching);
    imports.name("typing", "Annotated");
    for name in ["APIRouter", "Query"] {
        imports.name("fastapi", name);
    }
    if cached {
        imports.name("app.api.deps", "CurrentCache");
        imports.name("app.services", "cached_records");
    }
    for name in ["Db", "Viewer"] {
        imports.name("app.api.deps", name);
    }
    imports.name("app.errors", "responses");
    imports.name("app.models", &names.pascal);
    for name in ["RecordId", "ResultPage"] {
        imports.name("app.schemas.base", name);
    }
    for suffix in ["Create", "Out", "Query", "Update"] {
        imports.name(&format!("app.schemas.{}", names.module), &format!("{}{suffix}", names.pascal));
    }
    imports.name("app.services", "records");
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
        operation(entity, endpoint, cached, &mut source);
    }
    source.finish()
}

fn operation(entity: &EntityPlan, endpoint: &Endpoint, cached: bool, source: &mut Source) {
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
    if cached && endpoint.action == "list" {
        items.push(named("response_model", atom(page(names))));
    }
    if answers_record {
        items.push(named("response_model", atom(format!("{}Out", names.pascal))));
    }
    let statuses = endpoint.errors.iter().map(|status| atom(status.to_string())).collect();
    items.push(named("responses", call("responses", statuses)));
    let decorator = format!("router.{}", endpoint.method.to_lowercase());
    source.statement(0, "@", &call(&decorator, items), "");
    if cached && matches!(endpoint.action.as_str(), "list" | "read") {
        return cached_function(entity, endpoint, source);
    }
    function(entity, endpoint, source);
}

fn page(names: &Names) -> String {
    format!("ResultPage[{}Out]", names.pascal)
}

fn query(names: &Names) -> Node {
    let query = group("Annotated[", vec![atom(format!("{}Query", names.pascal)), atom("Query()")], "]");
    Node::Prefixed("query: ".to_owned(), Box::new(query))
}

/// Reads from the cache where it may.
fn cached_function(entity: &EntityPlan, endpoint: &Endpoint, source: &mut Source) {
    let names = &entity.names;
    let mut parameters = ["cache: CurrentCache", "db: Db", "viewer: Viewer"].map(atom).to_vec();
    let mut arguments = ["cache", "db", &constant(entity), "viewer"].map(atom).to_vec();
    let shown = atom(format!("{}Out", names.pascal));
    let called = if endpoint.action == "list" {
        parameters.push(query(names));
        arguments.extend([atom("query"), atom(page(names)), shown]);
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

fn function(entity: &EntityPlan, endpoint: &Endpoint, source: &mut Source) {
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
            return list_function(endpoint, parameters, names, &constant, source);
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

fn list_function(
    endpoint: &Endpoint,
    parameters: Vec<Node>,
    names: &Names,
    constant: &str,
    source: &mut Source,
) {
    signature(endpoint, parameters, &page(names), source);
    let arguments = ["db", constant, "viewer", "query"].map(atom).to_vec();
    source.statement(1, "found, total = ", &call("records.list_records", arguments), "");
    let arguments = vec![atom(format!("{}Out", names.pascal)), atom("found"), atom("total"), atom("query")];
    source.statement(1, "return ", &call("ResultPage.of", arguments), "");
}
