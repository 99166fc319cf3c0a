//! The operations on tags for each kind of record that has them.

use super::{Act, tagged};
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::layout::{atom, call, named};
use crate::emit::python::services::constant;
use crate::features::emit::{self, Module, Route, id, shown};

/// `app/api/tagging.py`
pub(super) fn api(plan: &AppPlan) -> String {
    let mut module = Module::of_routes("Tags of records: listed, given and taken off.", "tags");
    module.import("typing", &["Annotated"]);
    module.import("fastapi", &["Query"]);
    module.import("app.api.deps", &["Db", "Viewer"]);
    module.import("app.errors", &["responses"]);
    module.import("app.schemas.base", &["PageQuery", "RecordId", "ResultPage"]);
    module.import("app.schemas.tagging", &["TagGiven", "TagOut"]);
    module.import("app.services", &["tagging"]);
    for entity in tagged(plan) {
        module.import("app.models", &[&entity.names.pascal]);
        module.import_kind(entity);
        for act in Act::ALL {
            route(entity, act, &mut module);
        }
    }
    module.finish()
}

fn route(entity: &EntityPlan, act: Act, module: &mut Module) {
    let id = id(entity);
    let on = |last: &[&str]| {
        let first = ["db", &constant(entity), "viewer"].map(atom);
        first.into_iter().chain(last.iter().map(|it| atom(*it))).collect::<Vec<_>>()
    };
    let one = atom(format!("{id}: RecordId"));
    let (options, own, result, calls) = match act {
        Act::List => {
            let page = ["TagOut", "found", "total", "query"].map(atom).to_vec();
            let calls = vec![
                ("found, total = ", call("tagging.list_tags", on(&["query"]))),
                ("return ", call("ResultPage.of", page)),
            ];
            (Vec::new(), vec![emit::query("PageQuery")], "ResultPage[TagOut]".to_owned(), calls)
        }
        Act::Add => {
            let options = vec![named("response_model", atom(shown(entity)))];
            let calls = vec![("return ", call("tagging.add", on(&[&id, "body.name"])))];
            (options, vec![one, atom("body: TagGiven")], entity.names.pascal.clone(), calls)
        }
        Act::Remove => {
            let calls = vec![("", call("tagging.remove", on(&[&id, "tag_id"])))];
            (Vec::new(), vec![one, atom("tag_id: RecordId")], "None".to_owned(), calls)
        }
    };
    module.route(Route {
        endpoint: &act.endpoint(entity),
        options,
        errors: "responses",
        parameters: [atom("db: Db"), atom("viewer: Viewer")].into_iter().chain(own).collect(),
        result,
        calls,
    });
}
