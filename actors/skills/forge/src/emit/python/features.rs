//! Modules that join what several features bring: what runs when the application is built, and all kinds of records in one table.

use super::imports::Imports;
use super::layout::{Source, atom, entry, group};
use super::services::constant;
use crate::app::AppPlan;
use crate::features;

/// `app/startup.py`, if a feature sets something up.
pub fn startup(plan: &AppPlan) -> Option<String> {
    let adds = features::additions(plan);
    let modules: Vec<&str> = adds.iter().flat_map(|it| &it.installs).copied().collect();
    if modules.is_empty() {
        return None;
    }
    let mut imports = Imports::default();
    imports.name("fastapi", "FastAPI");
    for module in &modules {
        imports.name("app.services", module);
    }
    let mut source = Source::default();
    source.line(0, "\"\"\"What features set up when the application is built.\"\"\"");
    source.blank(1);
    imports.write(&mut source, 0);
    source.blank(2);
    source.line(0, "def install(app: FastAPI) -> None:");
    for module in &modules {
        source.line(1, &format!("{module}.install(app)"));
    }
    Some(source.finish())
}

/// `app/services/all_records.py`, if a feature serves all kinds alike.
pub fn all_records(plan: &AppPlan) -> Option<String> {
    if !features::additions(plan).iter().any(|it| it.all_records) {
        return None;
    }
    let mut imports = Imports::default();
    imports.name("typing", "Any");
    imports.name("app.services", "records");
    for entity in &plan.entities {
        imports.name(&format!("app.services.{}", entity.names.snake_plural), &constant(entity));
    }
    let rows = plan.entities.iter().map(|it| entry(&it.table, atom(constant(it))));
    let mut source = Source::default();
    source.line(0, "\"\"\"Every kind of record, by its table, for what serves all kinds alike.\"\"\"");
    source.blank(1);
    imports.write(&mut source, 0);
    source.blank(1);
    let table = group("{", rows.collect(), "}");
    source.statement(0, "RESOURCES: dict[str, records.Resource[Any]] = ", &table, "");
    Some(source.finish())
}
