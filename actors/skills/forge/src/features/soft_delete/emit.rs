//! The trash's operations for each kind of record, and what it shows.

use super::Act;
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::layout::{Source, atom, call, named};
use crate::emit::python::services::constant;
use crate::features::emit::{self, Module, Route, id, shown};

/// As in the generated `pyproject.toml`.
const LINE_LENGTH_MAX: usize = 100;

/// `app/schemas/trash.py`
pub(super) fn schemas(plan: &AppPlan) -> String {
    let mut module = Module::new("Records in the trash: as everywhere, with when they were deleted.");
    module.imports.module("datetime as dt");
    for entity in &plan.entities {
        module.import(&format!("app.schemas.{}", entity.names.module), &[&shown(entity)]);
        module.body.blank(2);
        class(&deleted(entity), &shown(entity), &mut module.body);
        module.body.line(1, "deleted_at: dt.datetime");
    }
    module.finish()
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
    let docstring = "What was deleted: to be seen, brought back, or deleted for good.";
    let mut module = Module::of_routes(docstring, "trash");
    module.import("typing", &["Annotated"]);
    module.import("fastapi", &["Query"]);
    module.import("app.api.deps", &["CurrentUser", "Db"]);
    module.import("app.errors", &["responses"]);
    module.import("app.schemas.base", &["PageQuery", "RecordId", "ResultPage"]);
    module.import("app.services", &["trash"]);
    for entity in &plan.entities {
        module.import("app.models", &[&entity.names.pascal]);
        module.import("app.schemas.trash", &[&deleted(entity)]);
        module.import_kind(entity);
        for act in Act::ALL {
            route(entity, act, &mut module);
        }
    }
    module.finish()
}

fn deleted(entity: &EntityPlan) -> String {
    format!("{}Deleted", entity.names.pascal)
}

fn route(entity: &EntityPlan, act: Act, module: &mut Module) {
    let (record, id) = (&entity.names.pascal, id(entity));
    let on = |last: &str| ["db", &constant(entity), "user", last].map(atom).to_vec();
    let one = atom(format!("{id}: RecordId"));
    let (options, last, result, calls) = match act {
        Act::List => {
            let page = [&deleted(entity), "found", "total", "query"].map(atom).to_vec();
            let calls = vec![
                ("found, total = ", call("trash.list_deleted", on("query"))),
                ("return ", call("ResultPage.of", page)),
            ];
            (Vec::new(), emit::query("PageQuery"), format!("ResultPage[{}]", deleted(entity)), calls)
        }
        Act::Restore => {
            let options = vec![named("response_model", atom(shown(entity)))];
            (options, one, record.clone(), vec![("return ", call("trash.restore", on(&id)))])
        }
        Act::Purge => (Vec::new(), one, "None".to_owned(), vec![("", call("trash.purge", on(&id)))]),
    };
    module.route(Route {
        endpoint: &act.endpoint(entity),
        options,
        errors: "responses",
        parameters: vec![atom("db: Db"), atom("user: CurrentUser"), last],
        result,
        calls,
    });
}
