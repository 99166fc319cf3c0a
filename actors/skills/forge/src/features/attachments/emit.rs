//! The operations on files for each kind of record that has them.

use super::{Act, kept_with};
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::layout::{Node, atom, call, group, named};
use crate::emit::python::services::constant;
use crate::features::emit::{Module, Route};

/// `app/api/attached_files.py`
pub(super) fn api(plan: &AppPlan) -> String {
    let docstring = "Files of records: listed, taken in, handed out and removed.";
    let mut module = Module::of_routes(docstring, "files");
    module.import("typing", &["Annotated"]);
    module.import("fastapi.responses", &["FileResponse"]);
    module.import("app.api", &["attached_downloads", "attached_uploads"]);
    module.import("app.api.attached_downloads", &["Store"]);
    module.import("app.api.deps", &["CurrentSettings", "Db", "Viewer"]);
    module.import("app.errors", &["responses"]);
    module.import("app.models", &["AttachedFile"]);
    module.import("app.schemas.attached_files", &["FileList", "FileOut"]);
    module.import("app.schemas.base", &["RecordId"]);
    module.import("app.services", &["attached_files"]);
    module.import("app.services.attached_files", &["Incoming"]);
    for entity in kept_with(plan) {
        let services = format!("app.services.{}", entity.names.module);
        module.import(&services, &[&constant(entity)]);
        for act in Act::ALL {
            route(entity, act, &mut module);
        }
    }
    module.finish()
}

fn route(entity: &EntityPlan, act: Act, module: &mut Module) {
    let kind = constant(entity);
    let on = |last: &[&str]| {
        let first = ["db", &kind, "viewer", "record_id"].map(atom);
        first.into_iter().chain(last.iter().map(|it| atom(*it))).collect::<Vec<_>>()
    };
    let caller = ["db: Db", "viewer: Viewer"].map(atom);
    let with = |last: &[&str]| caller.iter().cloned().chain(last.iter().map(|it| atom(*it))).collect();
    let find = || call("attached_files.find", on(&["file_id"]));
    let (options, parameters, result, calls): (_, Vec<Node>, _, _) = match act {
        Act::List => {
            let calls = vec![("return ", call("attached_files.listed", on(&["settings"])))];
            (Vec::new(), with(&["settings: CurrentSettings", "record_id: RecordId"]), "FileList", calls)
        }
        Act::Add => {
            let options = vec![
                named("response_model", atom("FileOut")),
                named("openapi_extra", atom("attached_uploads.BODY")),
            ];
            // Named first: while the bytes come, nobody waits for a turn at the database.
            let taken = call("attached_uploads.taken_for", vec![atom(&kind)]);
            let incoming = group("Annotated[", vec![atom("Incoming"), taken], "]");
            let first = Node::Prefixed("incoming: ".to_owned(), Box::new(incoming));
            let parameters = [first].into_iter().chain(with(&["record_id: RecordId"])).collect();
            let calls = vec![("return ", call("attached_files.keep", on(&["incoming"])))];
            (options, parameters, "AttachedFile", calls)
        }
        Act::Download => {
            let options = vec![named("response_class", atom("FileResponse"))];
            let calls = vec![
                ("file = ", find()),
                ("return ", call("attached_downloads.answer", ["store", "file"].map(atom).to_vec())),
            ];
            let parameters = with(&["store: Store", "record_id: RecordId", "file_id: RecordId"]);
            (options, parameters, "FileResponse", calls)
        }
        Act::Remove => {
            let calls = vec![("", call("attached_files.remove", on(&["file_id"])))];
            (Vec::new(), with(&["record_id: RecordId", "file_id: RecordId"]), "None", calls)
        }
    };
    module.route(Route {
        endpoint: &act.endpoint(entity),
        options,
        errors: if act == Act::Download { "attached_downloads.responses" } else { "responses" },
        parameters,
        result: result.to_owned(),
        calls,
    });
}
