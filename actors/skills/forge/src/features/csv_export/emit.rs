//! One operation and one set of filters for each kind of record.

use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::layout::{atom, call, named};
use crate::emit::python::schemas;
use crate::emit::python::services::constant;
use crate::features::emit::{self, Module, Route, shown};

/// `app/schemas/csv_export.py`
pub(super) fn schemas(plan: &AppPlan) -> String {
    let mut module = Module::new("What an export is narrowed and sorted by: as its list, without pages.");
    module.import("typing", &["Literal"]);
    module.import("pydantic", &["BaseModel"]);
    for entity in &plan.entities {
        module.body.blank(2);
        module.body.line(0, &format!("class {}(BaseModel):", query(entity)));
        if plan.searchable(entity) {
            module.import("app.schemas.base", &["SearchText"]);
            module.body.line(1, "q: SearchText | None = None");
        }
        if entity.to_one().next().is_some() {
            module.import("app.schemas.base", &["RecordId"]);
        }
        let models = &entity.names.module;
        if schemas::has_values(entity) {
            module.import("app.models", &[models]);
        }
        schemas::filter_fields(entity, &format!("{models}."), &mut module.body);
        schemas::added_filters(plan, entity, &mut module.imports, &mut module.body);
        schemas::sort_field(entity, &mut module.body);
    }
    module.finish()
}

/// `app/api/csv_export.py`
pub(super) fn api(plan: &AppPlan) -> String {
    let mut module = Module::of_routes("Lists as files for spreadsheets.", "export");
    module.import("typing", &["Annotated"]);
    module.import("fastapi", &["Query", "Request"]);
    module.import("app.api.deps", &["Db", "Viewer"]);
    module.import("app.services", &["csv_export"]);
    for entity in &plan.entities {
        module.import("app.schemas.csv_export", &[&query(entity)]);
        module.import_kind(entity);
        let arguments =
            ["db", "request.app.state.sessions", &constant(entity), "viewer", "query", &shown(entity)]
                .map(atom);
        module.route(Route {
            endpoint: &super::endpoint(entity),
            options: vec![named("response_class", atom("csv_export.CsvResponse"))],
            errors: "csv_export.responses",
            parameters: vec![
                atom("request: Request"),
                atom("db: Db"),
                atom("viewer: Viewer"),
                emit::query(&query(entity)),
            ],
            result: "csv_export.CsvResponse".to_owned(),
            calls: vec![("return ", call("csv_export.answer", arguments.to_vec()))],
        });
    }
    module.finish()
}

fn query(entity: &EntityPlan) -> String {
    format!("{}Export", entity.names.pascal)
}
