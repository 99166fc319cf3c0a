//! The operations on files for each kind of record.

use super::Act;
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::layout::{Node, atom, call, entry, group, named};
use crate::emit::python::services::constant;
use crate::features::emit::{self, Module, Route, id};

/// `app/api/attachments.py`
pub(super) fn api(plan: &AppPlan) -> String {
    let mut module = Module::of_routes("Files of records: attached, downloaded and removed.", "files");
    module.import("typing", &["Annotated"]);
    module.import("fastapi", &["Query", "Response"]);
    module.import("app.api.deps", &["Db", "Viewer"]);
    module.import("app.errors", &["responses"]);
    module.import("app.models", &["Attachment"]);
    module.import("app.schemas.attachments", &["AttachmentOut", "FileQuery"]);
    module.import("app.schemas.base", &["RecordId"]);
    module.import("app.services", &["attachments"]);
    for entity in &plan.entities {
        module.imports.name(&format!("app.services.{}", entity.names.snake_plural), &constant(entity));
        for act in Act::ALL {
            route(entity, act, &mut module);
        }
    }
    module.finish()
}

fn route(entity: &EntityPlan, act: Act, module: &mut Module) {
    let id = id(entity);
    let on = |last: &[&str]| -> Vec<Node> {
        let first = ["db", "files", &constant(entity), "viewer", &id].map(atom);
        first.into_iter().chain(last.iter().map(|it| atom(*it))).collect()
    };
    let common = [
        atom("files: attachments.Files"),
        atom("db: Db"),
        atom("viewer: Viewer"),
        atom(format!("{id}: RecordId")),
    ];
    let file = atom("file_id: RecordId");
    let (options, parameters, errors, result, calls): (Vec<Node>, Vec<Node>, _, &str, _) = match act {
        Act::Attach => {
            let extra = group("{", vec![entry("requestBody", atom("attachments.REQUEST_BODY"))], "}");
            let options =
                vec![named("response_model", atom("AttachmentOut")), named("openapi_extra", extra)];
            let content = atom("content: attachments.Content");
            let parameters = [content].into_iter().chain(common).chain([emit::query("FileQuery")]).collect();
            let calls = vec![("return ", call("attachments.add", on(&["query.name", "content"])))];
            (options, parameters, "responses", "Attachment", calls)
        }
        Act::Download => {
            let options = vec![named("response_class", atom("Response"))];
            let calls = vec![("return ", call("attachments.download", on(&["file_id"])))];
            (options, common.into_iter().chain([file]).collect(), "attachments.downloads", "Response", calls)
        }
        Act::Remove => {
            let calls = vec![("", call("attachments.remove", on(&["file_id"])))];
            (Vec::new(), common.into_iter().chain([file]).collect(), "responses", "None", calls)
        }
    };
    module.route(Route {
        endpoint: &act.endpoint(entity),
        options,
        errors,
        parameters,
        result: result.to_owned(),
        calls,
    });
}
