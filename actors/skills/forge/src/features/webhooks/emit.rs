//! What webhooks know of each kind of record: its events, and how it is shown.

use super::event_names;
use crate::app::AppPlan;
use crate::emit::python::imports::Imports;
use crate::emit::python::layout::{Source, atom, call, entry, group, literal, quoted};
use crate::emit::python::services::constant;
use crate::features::emit::shown;

/// `app/schemas/webhook_events.py`
pub(super) fn events(plan: &AppPlan) -> String {
    let names: Vec<String> = plan.entities.iter().flat_map(event_names).collect();
    let mut source = Source::default();
    source.line(0, "\"\"\"What webhooks can tell of.\"\"\"");
    source.blank(1);
    source.line(0, "from typing import Literal");
    source.blank(1);
    source.statement(0, "EventName = ", &literal(&names), "");
    source.finish()
}

/// `app/services/webhook_kinds.py`
pub(super) fn kinds(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    imports.name("dataclasses", "dataclass");
    imports.name("typing", "Any");
    imports.name("pydantic", "BaseModel");
    imports.name("app.services", "records");
    for entity in &plan.entities {
        let module = &entity.names.module;
        imports.name(&format!("app.schemas.{module}"), &shown(entity));
        imports.name(&format!("app.services.{module}"), &constant(entity));
    }
    let rows = plan.entities.iter().map(|entity| {
        let items = [quoted(&entity.names.snake), constant(entity), shown(entity)].map(atom).to_vec();
        entry(&entity.table, call("Kind", items))
    });
    let mut source = Source::default();
    source.line(0, "\"\"\"Every kind of record that webhooks tell of, by its table.\"\"\"");
    source.blank(1);
    imports.write(&mut source, 0);
    source.raw(
        "\n\n@dataclass(frozen=True)\nclass Kind:\n    # As its events begin.\n    name: str\n    \
         resource: records.Resource[Any]\n    # How the API shows it.\n    schema: type[BaseModel]\n\n\n",
    );
    let table = group("{", rows.collect(), "}");
    source.statement(0, "KINDS: dict[str, Kind] = ", &table, "");
    source.finish()
}
