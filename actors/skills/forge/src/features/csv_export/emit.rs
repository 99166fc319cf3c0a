//! One operation and one set of filters for each kind of record.

use super::operation;
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::imports::Imports;
use crate::emit::python::layout::{Node, Source, atom, call, group, named, quoted};
use crate::emit::python::schemas;
use crate::emit::python::services::constant;

/// `app/schemas/csv_export.py`
pub(super) fn schemas(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    imports.name("typing", "Literal");
    imports.name("pydantic", "BaseModel");
    let mut body = Source::default();
    for entity in &plan.entities {
        body.blank(2);
        body.line(0, &format!("class {}(BaseModel):", query(entity)));
        if plan.searchable(entity) {
            imports.name("app.schemas.base", "SearchText");
            body.line(1, "q: SearchText | None = None");
        }
        if entity.to_one().next().is_some() {
            imports.name("app.schemas.base", "RecordId");
        }
        let module = &entity.names.snake_plural;
        if schemas::has_values(entity) {
            imports.name("app.models", module);
        }
        schemas::filter_fields(entity, &format!("{module}."), &mut body);
        schemas::sort_field(entity, &mut body);
    }
    module("What an export is narrowed and sorted by: as its list, without pages.", &imports, &body.finish())
}

/// `app/api/csv_export.py`
pub(super) fn api(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    imports.name("typing", "Annotated");
    for name in ["APIRouter", "Query", "Request"] {
        imports.name("fastapi", name);
    }
    for name in ["Db", "Viewer"] {
        imports.name("app.api.deps", name);
    }
    imports.name("app.services", "csv_export");
    let mut body = Source::default();
    body.blank(1);
    body.line(0, "router = APIRouter(tags=[\"export\"])");
    for entity in &plan.entities {
        imports.name("app.schemas.csv_export", &query(entity));
        imports.name(
            &format!("app.schemas.{}", entity.names.snake_plural),
            &format!("{}Out", entity.names.pascal),
        );
        imports.name(&format!("app.services.{}", entity.names.snake_plural), &constant(entity));
        body.blank(2);
        function(entity, &mut body);
    }
    module("Lists as files for spreadsheets.", &imports, &body.finish())
}

fn query(entity: &EntityPlan) -> String {
    format!("{}Export", entity.names.pascal)
}

fn module(docstring: &str, imports: &Imports, body: &str) -> String {
    let mut source = Source::default();
    source.line(0, &format!("\"\"\"{docstring}\"\"\""));
    source.blank(1);
    imports.write(&mut source, 0);
    source.raw(body);
    source.finish()
}

fn function(entity: &EntityPlan, body: &mut Source) {
    let items = vec![
        atom(quoted(&format!("/{}/export", entity.names.kebab_plural))),
        named("operation_id", atom(quoted(&operation(entity)))),
        named("summary", atom(quoted(&format!("{} as CSV", entity.names.title_plural)))),
        named("response_class", atom("csv_export.CsvResponse")),
        named("responses", call("csv_export.responses", ["401", "403", "422"].map(atom).to_vec())),
    ];
    body.statement(0, "@", &call("router.get", items), "");
    let query = group("Annotated[", vec![atom(query(entity)), atom("Query()")], "]");
    let parameters = vec![
        atom("request: Request"),
        atom("db: Db"),
        atom("viewer: Viewer"),
        Node::Prefixed("query: ".to_owned(), Box::new(query)),
    ];
    body.statement(0, "def ", &call(&operation(entity), parameters), " -> csv_export.CsvResponse:");
    let arguments = vec![
        atom("db"),
        atom("request.app.state.sessions"),
        atom(constant(entity)),
        atom("viewer"),
        atom("query"),
        atom(format!("{}Out", entity.names.pascal)),
    ];
    body.statement(1, "return ", &call("csv_export.answer", arguments), "");
}
