//! `.github/workflows/ci.yml` from the packs' jobs. Actions are named by commit: a tag can be moved to other code.

use serde::Serialize;

use super::{Facts, checks, dotenv, yaml};
use crate::fragments::{CiJob, CiSetup, CiStep};
use crate::pack::{Draft, Kit, RenderError};

#[derive(Serialize)]
struct Actions {
    checkout: &'static str,
    python: &'static str,
    node: &'static str,
}

const ACTIONS: Actions = Actions {
    checkout: "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2",
    python: "actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0",
    node: "actions/setup-node@53b83947a5a98c8d113130e565377fae1a50d02f # v6.3.0",
};

/// The versions of the images, so that CI proves what runs.
const PYTHON_VERSION: &str = "3.12";
const NODE_VERSION: &str = "24";

/// Hosted runners stop at six hours; a hung job should not cost that much.
const JOB_MINUTES: u32 = 20;

/// Columns before `run:` in the template.
const STEP_INDENT: usize = 8;

/// Google Chrome as hosted Ubuntu runners have it.
const RUNNER_CHROME: (&str, &str) = ("PLAYWRIGHT_CHROMIUM_PATH", "/usr/bin/google-chrome");

#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    facts: Facts<'a>,
    actions: Actions,
    python_version: &'static str,
    node_version: &'static str,
    jobs: Vec<Job>,
}

/// A job with its texts as YAML scalars.
#[derive(Serialize)]
struct Job {
    id: String,
    title: String,
    minutes: u32,
    folder: String,
    python: bool,
    node: bool,
    postgres: bool,
    redis: bool,
    env: Vec<(String, String)>,
    steps: Vec<(String, String)>,
}

pub(super) fn draft(kit: &Kit<'_>) -> Result<Draft, RenderError> {
    let own = [infrastructure(kit), images(kit)];
    let view = View {
        facts: Facts::of(kit.plan),
        actions: ACTIONS,
        python_version: PYTHON_VERSION,
        node_version: NODE_VERSION,
        jobs: kit.fragments.values().flat_map(|it| &it.ci_jobs).chain(&own).map(job).collect(),
    };
    Ok(Draft::new(".github/workflows/ci.yml", kit.templates.render("infra/ci.yml", view)?))
}

fn step(name: &str, run: String) -> CiStep {
    CiStep { name: name.to_owned(), run }
}

/// The one step that depends on other packs: their secrets.
fn settings(kit: &Kit<'_>) -> CiStep {
    step("Make the settings", dotenv::make_command(&dotenv::variables(kit.fragments.values().copied())))
}

fn infrastructure(kit: &Kit<'_>) -> CiJob {
    let install = format!("python -m pip install --disable-pip-version-check {}", checks::LINTERS.join(" "));
    let mut steps = vec![step("Install the linters", install), settings(kit)];
    steps.extend(checks::lints(kit.plan).iter().map(|lint| step(lint.title, lint.argv.join(" "))));
    CiJob {
        id: "infrastructure".to_owned(),
        title: "Infrastructure".to_owned(),
        setup: vec![CiSetup::Python],
        env: Vec::new(),
        folder: ".".to_owned(),
        steps,
    }
}

/// Builds the images and starts them: compose waits for each health check before it starts what depends on it.
fn images(kit: &Kit<'_>) -> CiJob {
    let facts = Facts::of(kit.plan);
    let (port, path) = if facts.full {
        (facts.frontend_port, "/health")
    } else if facts.backend {
        (facts.backend_port, "/health")
    } else {
        (facts.frontend_port, "/")
    };
    let ask = format!(
        "curl --fail --silent --show-error --retry 15 --retry-delay 2 --retry-all-errors http://127.0.0.1:{port}{path}"
    );
    CiJob {
        id: "images".to_owned(),
        title: "Images".to_owned(),
        setup: Vec::new(),
        env: Vec::new(),
        folder: ".".to_owned(),
        steps: vec![
            settings(kit),
            step(
                "Build and start the containers",
                "docker compose up --build --detach || (docker compose logs; exit 1)".to_owned(),
            ),
            step("Ask whether they answer", ask),
        ],
    }
}

fn job(job: &CiJob) -> Job {
    let uses = |setup: CiSetup| job.setup.contains(&setup);
    let mut env: Vec<(String, String)> =
        job.env.iter().map(|(name, value)| (name.clone(), yaml::scalar(value))).collect();
    if uses(CiSetup::Chromium) && !env.iter().any(|(name, _)| name == RUNNER_CHROME.0) {
        env.push((RUNNER_CHROME.0.to_owned(), RUNNER_CHROME.1.to_owned()));
    }
    Job {
        id: job.id.clone(),
        title: yaml::scalar(&job.title),
        minutes: JOB_MINUTES,
        folder: job.folder.clone(),
        python: uses(CiSetup::Python),
        node: uses(CiSetup::Node),
        postgres: uses(CiSetup::Postgres),
        redis: uses(CiSetup::Redis),
        env,
        steps: job
            .steps
            .iter()
            .map(|step| (yaml::scalar(&step.name), yaml::command(&step.run, STEP_INDENT)))
            .collect(),
    }
}
