//! What this pack adds to shared files: the browser check, its CI job, a README section.

use protocol::check::{CheckSpec, Need, Tier};

use crate::app::{AppPlan, Database};
use crate::checks::placeholder;
use crate::fragments::{CiJob, CiSetup, CiStep, Fragments, Section};
use crate::pack::PackRole;
use crate::packs::frontend::{BUILD, INSTALL};

const FOLDER: &str = "frontend";
const BACKEND_INSTALL: &str = "backend.install";

/// Where the section stands in the README, after the client's.
const README_ORDER: u32 = 45;

/// A browser test of every page takes its time, and more on a busy machine.
const EXPECTED_S: u64 = 120;
const DEADLINE_S: u64 = 1200;

pub(super) fn fragments(plan: &AppPlan) -> Fragments {
    Fragments {
        ci_jobs: vec![ci_job(plan)],
        readme: vec![readme(plan)],
        ignore: ["frontend/playwright-report/", "frontend/test-results/"].map(str::to_owned).to_vec(),
        checks: vec![check(plan)],
        ..Fragments::default()
    }
}

fn check(plan: &AppPlan) -> CheckSpec {
    let criterion = "in a real browser people sign up, add, change and delete records, staff move them along, \
                     administrators manage accounts, visitors are kept out, and the pages are accessible";
    let spec = CheckSpec::new(
        PackRole::Tester.role(),
        "frontend.e2e",
        Tier::Full,
        &["npm", "run", "e2e"],
        criterion,
    )
    .in_folder(FOLDER)
    .needs(&[Need::Node, Need::Npm, Need::Python, Need::Chromium])
    .env("E2E_BACKEND_PORT", placeholder::FREE_PORT_1)
    .env("E2E_FRONTEND_PORT", placeholder::FREE_PORT_2)
    .env("PLAYWRIGHT_CHROMIUM_PATH", placeholder::CHROMIUM)
    // It builds the client itself: another build at the same time takes the pages away under its browser.
    .after(&[INSTALL, BACKEND_INSTALL, BUILD])
    .seconds(EXPECTED_S, DEADLINE_S);
    match plan.choices.database {
        Database::Postgresql => {
            spec.needs(&[Need::Postgres]).env("DATABASE_URL", placeholder::SCRATCH_DATABASE_URL)
        }
        Database::Sqlite => spec.env("DATABASE_URL", &format!("sqlite:///{}/e2e.db", placeholder::TMP)),
    }
}

fn ci_job(plan: &AppPlan) -> CiJob {
    let step = |name: &str, run: &str| CiStep { name: name.to_owned(), run: run.to_owned() };
    let mut setup = vec![CiSetup::Python, CiSetup::Node, CiSetup::Chromium];
    let database_url = match plan.choices.database {
        Database::Postgresql => {
            setup.push(CiSetup::Postgres);
            "postgresql+psycopg://postgres:postgres@127.0.0.1:5432/postgres"
        }
        Database::Sqlite => "sqlite:////tmp/e2e.db",
    };
    CiJob {
        id: "e2e".to_owned(),
        title: "Browser".to_owned(),
        setup,
        env: vec![("DATABASE_URL".to_owned(), database_url.to_owned())],
        folder: FOLDER.to_owned(),
        steps: vec![
            step("Make the backend's environment", "python -m venv ../backend/.venv"),
            step(
                "Install the backend",
                "../backend/.venv/bin/pip install --require-hashes -r ../backend/requirements-dev.txt",
            ),
            step("Install", "npm ci --no-audit --no-fund"),
            step("Browser tests", "npm run e2e"),
        ],
    }
}

fn readme(plan: &AppPlan) -> Section {
    let example = match plan.choices.database {
        Database::Postgresql => {
            "postgresql+psycopg://postgres@127.0.0.1:5432/".to_owned() + &plan.product.snake + "_e2e"
        }
        Database::Sqlite => "sqlite:////tmp/e2e.db".to_owned(),
    };
    let body = format!(
        "`frontend/e2e/` drives the whole product in Chromium. The tests start the backend and the built client \
         themselves, on ports of their own, and need an empty database:\n\n\
         ```sh\n\
         cd frontend\n\
         npm ci\n\
         npx playwright install chromium\n\
         DATABASE_URL={example} npm run e2e\n\
         ```\n\n\
         To use a Chromium that is there already, set `PLAYWRIGHT_CHROMIUM_PATH` to it and leave the third line out. \
         The backend's Python is taken from `backend/.venv`; `E2E_PYTHON` names another.\n",
    );
    Section { title: "Browser tests".to_owned(), body, order: README_ORDER }
}
