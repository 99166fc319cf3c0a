//! Work apart from requests: a queue in the product's own database, written in the transaction of what causes it.

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Job, Place, Setting, Table};
use crate::app::{AppPlan, Database, Endpoint};
use crate::fragments::Service;
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::BackgroundJobs,
    folder: "background_jobs",
    title: "Background jobs",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: operations(),
        routers: vec!["job_admin"],
        tables: vec![table()],
        of_the_product: vec!["background_jobs"],
        models: vec![Class { module: "background_jobs", name: "BackgroundJob" }],
        settings: vec![Setting {
            variable: variable(
                "JOBS_IN_SERVER",
                "development",
                "Whether the server also does background jobs: `development` (only there), `always` or `never`. Where it does not, \
                 `python -m app.cli work` does.",
            ),
            field: "jobs_in_server: Literal[\"development\", \"always\", \"never\"] = \"development\"".to_owned(),
        }],
        serving: vec!["job_worker"],
        jobs: vec![
            Job::of("jobs.forget_finished", "job_upkeep", "forget_finished").every("hours=1"),
            Job::of("sessions.forget_expired", "job_upkeep", "forget_expired_sessions").every("hours=6"),
        ],
        services: vec![worker(plan)],
        quiet: vec!["background_jobs"],
        guards: vec![Guard {
            concern: "Background jobs",
            what: "what a job is given is shown to nobody, and errors nobody foresaw are kept by their kind alone; only administrators \
                   see the queue; a job that fails again and again, or takes its worker down, is given up"
                .to_owned(),
            place: "backend/app/services/job_queue.py",
        }],
        places: vec![Place::part("adminPages", "JobsPage", "background-jobs/JobsPage").at("jobs", "Jobs")],
        changes: vec![
            "Background jobs in the product's own database, with retries and a page for administrators.".to_owned(),
        ],
        readme: README.to_owned(),
        ..Addition::default()
    }
}

const README: &str = "Work that nobody should wait for is put into the table `background_jobs` in the transaction of what causes it: if that is \
rolled back, so is the job. In development the server does the jobs itself (`JOBS_IN_SERVER`). Elsewhere a process of its own does, as \
many of them as you like:\n\n\
```sh\n\
cd backend\n\
.venv/bin/python -m app.cli work --threads 4\n\
```\n\n\
In containers that is the service `worker`. On SIGTERM it takes no more jobs, finishes those at hand, and gives back what is not done \
after 20 seconds. A job is done at least once: who takes it holds it for five minutes, and where no word comes by then another worker \
does it. One that fails is tried again after about 10 seconds, 40 seconds, 3 minutes and so on, at most 8 times in about ten hours; then it \
is dead until an administrator runs it again, under *Admin*, *Jobs*, or at `POST /api/v1/admin/jobs/{job_id}/retry`. Done jobs are \
forgotten after 7 days, dead ones after 90, and sessions that are over within hours: by jobs that recur, once in each interval however \
many workers there are.\n\n\
A new kind of job is a function in `app/services/`, and a line in `app/services/job_registry.py`:\n\n\
```python\n\
def send_report(job: Running) -> None:\n\
\x20   report = job.db.get(Report, job.payload[\"report_id\"])\n\
\x20   …\n\
```\n\n\
`job_queue.enqueue(db, \"reports.send\", {\"report_id\": report.id})` puts one into the queue; with a `unique_key` it is there once, \
however often it is put there. What the function changes by `job.db` is committed together with the word that the job is done. It may be \
called again for what it has done already, so it must bear that. Let it `raise JobError(…)` with words that an administrator may read.\n";

fn operations() -> Vec<Endpoint> {
    let endpoint = |operation: &str, method: &str, path: &str, summary: &str| {
        Endpoint::added(FEATURE.name, operation, method, &format!("/admin/jobs{path}"), summary)
    };
    vec![
        endpoint("list_jobs", "GET", "", "Background jobs, the newest first").answers(200, &[401, 403, 422]),
        endpoint("count_jobs", "GET", "/counts", "How many background jobs there are in each state")
            .answers(200, &[401, 403]),
        endpoint("retry_job", "POST", "/{job_id}/retry", "Run a dead background job again")
            .answers(200, &[401, 403, 404, 409, 422]),
    ]
}

fn table() -> Table {
    Table {
        name: "background_jobs",
        columns: vec![
            Column::of("kind", "sa.String(100)"),
            Column::of("payload", "sa.JSON()"),
            Column::of("state", "sa.String(16)"),
            Column::of("attempts", "sa.Integer()"),
            Column::optional("run_after", "sa.DateTime(timezone=True)"),
            Column::optional("locked_until", "sa.DateTime(timezone=True)"),
            Column::optional("lease", "sa.String(32)"),
            Column::optional("last_error", "sa.String(500)"),
            Column::optional("unique_key", "sa.String(200)"),
            Column::optional("finished_at", "sa.DateTime(timezone=True)"),
        ],
        links: Vec::new(),
        uniques: vec!["unique_key"],
        indexes: vec!["finished_at", "locked_until", "run_after", "state"],
    }
}

/// The container that does the jobs.
fn worker(plan: &AppPlan) -> Service {
    let database = if plan.choices.database == Database::Postgresql {
        "      database:\n        condition: service_healthy\n"
    } else {
        ""
    };
    let body = format!(
        "    <<: *backend\n\
         \x20   command: [\"python\", \"-m\", \"app.cli\", \"work\"]\n\
         \x20   restart: unless-stopped\n\
         \x20   # It finishes the jobs at hand when it is told to stop.\n\
         \x20   stop_grace_period: 30s\n\
         \x20   healthcheck:\n\
         \x20     disable: true\n\
         \x20   depends_on:\n\
         \x20     migrate:\n\
         \x20       condition: service_completed_successfully\n\
         {database}"
    );
    Service { name: "worker".to_owned(), body }
}
