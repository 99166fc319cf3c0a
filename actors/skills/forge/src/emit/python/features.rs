//! Modules that join what several features bring: what runs when the application is built, and all kinds of records in one table.

use protocol::requirements::FeatureName;

use super::imports::Imports;
use super::layout::{Source, atom, call, entry, group, named};
use super::services::constant;
use crate::app::AppPlan;
use crate::features::{self, Job};

/// `app/startup.py`, if a feature sets something up.
pub fn startup(plan: &AppPlan) -> Option<String> {
    let adds = features::additions(plan);
    // Two features may share what is set up.
    let mut installs: Vec<&str> = Vec::new();
    for module in adds.iter().flat_map(|it| &it.installs).copied() {
        if !installs.contains(&module) {
            installs.push(module);
        }
    }
    let serving: Vec<&str> = adds.iter().flat_map(|it| &it.serving).copied().collect();
    if installs.is_empty() && serving.is_empty() {
        return None;
    }
    let mut imports = Imports::default();
    imports.name("fastapi", "FastAPI");
    for module in installs.iter().chain(&serving) {
        imports.name("app.services", module);
    }
    if !serving.is_empty() {
        imports.name("collections.abc", "Iterator");
        imports.name("contextlib", "ExitStack");
        imports.name("contextlib", "contextmanager");
    }
    let mut source = Source::default();
    source.line(0, "\"\"\"What features set up when the application is built.\"\"\"");
    source.blank(1);
    imports.write(&mut source, 0);
    if !installs.is_empty() {
        source.blank(2);
        source.line(0, "def install(app: FastAPI) -> None:");
        for module in &installs {
            source.line(1, &format!("{module}.install(app)"));
        }
    }
    if !serving.is_empty() {
        source.blank(2);
        source.line(0, "@contextmanager");
        source.line(0, "def serving(app: FastAPI) -> Iterator[None]:");
        source.line(1, "with ExitStack() as stack:");
        for module in &serving {
            source.line(2, &format!("stack.enter_context({module}.serving(app))"));
        }
        source.line(2, "yield");
    }
    Some(source.finish())
}

/// `app/services/job_registry.py`, if the product has background jobs.
pub fn jobs(plan: &AppPlan) -> Option<String> {
    if !plan.features.contains(&FeatureName::BackgroundJobs) {
        return None;
    }
    let jobs: Vec<Job> = features::additions(plan).into_iter().flat_map(|it| it.jobs).collect();
    let mut imports = Imports::default();
    imports.name("app.services.job_queue", "JobKind");
    for job in &jobs {
        imports.name("app.services", job.module);
        if job.every.is_some() {
            imports.module("datetime as dt");
        }
    }
    let row = |job: &Job| {
        let mut items = vec![atom(format!("{}.{}", job.module, job.function))];
        if let Some(every) = job.every {
            items.push(named("every", call("dt.timedelta", vec![atom(every)])));
        }
        entry(job.kind, call("JobKind", items))
    };
    let mut source = Source::default();
    source.line(
        0,
        "\"\"\"Every kind of background job: what does it, and how often if it recurs by itself.\"\"\"",
    );
    source.blank(1);
    imports.write(&mut source, 0);
    source.blank(1);
    let table = group("{", jobs.iter().map(row).collect(), "}");
    source.statement(0, "JOB_KINDS: dict[str, JobKind] = ", &table, "");
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
        imports.name(&format!("app.services.{}", entity.names.module), &constant(entity));
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
