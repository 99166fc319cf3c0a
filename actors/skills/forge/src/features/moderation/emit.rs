//! The queue's operations for each moderated kind, and what it shows.

use super::{Act, counts, moderated};
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::layout::{atom, call};
use crate::emit::python::services::constant;
use crate::emit::typescript::layout::{Brackets, Source, quoted as quoted_ts};
use crate::features::emit::{self, Module, Route, id, shown};

/// `app/schemas/moderated.py`
pub(super) fn schemas(plan: &AppPlan) -> String {
    let mut module = Module::new("Records before the moderators: as everywhere, with why they are there.");
    module.import("app.schemas.moderation", &["Queued"]);
    for entity in moderated(plan) {
        module.import(&format!("app.schemas.{}", entity.names.module), &[&shown(entity)]);
        module.body.blank(2);
        module.body.line(0, &format!("class {}(Queued):", queued(entity)));
        module.body.line(1, &format!("record: {}", shown(entity)));
    }
    module.finish()
}

/// `src/features/moderation/moderated.ts`
pub(super) fn keys(plan: &AppPlan) -> String {
    let keys: Vec<String> = moderated(plan).iter().map(|it| quoted_ts(&it.names.kebab_plural)).collect();
    let mut source = Source::default();
    source.line(0, "/** The kinds of records that wait for approval, by their keys. */");
    source.group(0, "export const moderatedKeys: readonly string[] = ", Brackets::Square, &keys, ";");
    source.finish()
}

/// `app/api/moderation.py`
pub(super) fn api(plan: &AppPlan) -> String {
    let docstring = "What people wrote and reported, before those who decide on it.";
    let mut module = Module::of_routes(docstring, "moderation");
    let kinds = moderated(plan);
    module.import("typing", &["Annotated"]);
    module.import("fastapi", &["Query"]);
    module.import("app.api.deps", &["CurrentUser", "Db"]);
    module.import("app.errors", &["responses"]);
    module.import("app.schemas.base", &["RecordId", "ResultPage"]);
    module.import(
        "app.schemas.moderation",
        &["Approval", "Decided", "ModerationCount", "ModerationQuery", "Rejection", "Report"],
    );
    module.import("app.services", &["moderation"]);
    module.import("app.services.moderation", &["ReportLimiter"]);
    module.route(Route {
        endpoint: &counts(&kinds),
        options: Vec::new(),
        errors: "responses",
        parameters: ["db: Db", "user: CurrentUser"].map(atom).to_vec(),
        result: "list[ModerationCount]".to_owned(),
        calls: vec![("return ", call("moderation.counts", ["db", "user"].map(atom).to_vec()))],
    });
    for entity in kinds {
        module.import("app.schemas.moderated", &[&queued(entity)]);
        module.imports.name(&format!("app.services.{}", entity.names.module), &constant(entity));
        for act in Act::ALL {
            route(plan, entity, act, &mut module);
        }
    }
    module.finish()
}

fn queued(entity: &EntityPlan) -> String {
    format!("{}Queued", entity.names.pascal)
}

fn route(plan: &AppPlan, entity: &EntityPlan, act: Act, module: &mut Module) {
    let on = |last: &[&str]| {
        let first = ["db", &constant(entity), "user"].map(atom);
        first.into_iter().chain(last.iter().map(|it| atom(*it))).collect::<Vec<_>>()
    };
    let id = id(entity);
    let decided = || "Decided".to_owned();
    let (own, result, calls) = match act {
        Act::List => {
            let page = [&queued(entity), "found", "total", "query"].map(atom).to_vec();
            let calls = vec![
                ("found, total = ", call("moderation.list_queued", on(&["query"]))),
                ("return ", call("ResultPage.of", page)),
            ];
            (vec![emit::query("ModerationQuery")], format!("ResultPage[{}]", queued(entity)), calls)
        }
        Act::Approve => {
            let calls = vec![("return ", call("moderation.approve", on(&["body"])))];
            (vec![atom("body: Approval")], decided(), calls)
        }
        Act::Reject => {
            let calls = vec![("return ", call("moderation.reject", on(&["body"])))];
            (vec![atom("body: Rejection")], decided(), calls)
        }
        Act::Report => {
            let own =
                vec![atom("limiter: ReportLimiter"), atom(format!("{id}: RecordId")), atom("body: Report")];
            let calls = vec![("", call("moderation.report", on(&["limiter", &id, "body"])))];
            (own, "None".to_owned(), calls)
        }
    };
    module.route(Route {
        endpoint: &act.endpoint(plan, entity),
        options: Vec::new(),
        errors: "responses",
        parameters: [atom("db: Db"), atom("user: CurrentUser")].into_iter().chain(own).collect(),
        result,
        calls,
    });
}
