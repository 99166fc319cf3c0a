//! What the backend adds to shared files: its settings, a CI job, hooks, a README section, its checks.

use protocol::check::{CheckSpec, Need, Tier};
use protocol::requirements::FeatureName;

use crate::app::{AppPlan, Database, TestDatabase};
use crate::features;
use crate::fragments::{CiJob, CiSetup, CiStep, EnvVar, Fragments, Hook, Part, Section};
use crate::pack::PackRole;

const FOLDER: &str = "backend";
/// The check after which everything is installed.
pub(crate) const INSTALL: &str = "backend.install";
const ENVIRONMENT: &str = "backend.environment";
/// Where the section stands in the README.
const README_ORDER: u32 = 20;

pub(super) fn fragments(plan: &AppPlan) -> Fragments {
    Fragments {
        env: env(plan).into_iter().chain(added_settings(plan)).collect(),
        services: features::additions(plan).into_iter().flat_map(|it| it.services).collect(),
        ci_jobs: vec![ci_job(plan)],
        hooks: hooks(),
        readme: std::iter::once(readme()).chain(features::readme(plan)).collect(),
        ignore: ["backend/.mypy_cache/", "backend/.ruff_cache/"].map(str::to_owned).to_vec(),
        checks: checks(),
    }
}

/// A setting of the backend.
pub(crate) fn variable(name: &str, value: &str, about: &str) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: Some(value.to_owned()),
        secret: false,
        part: Part::Backend,
        about: about.to_owned(),
    }
}

fn env(plan: &AppPlan) -> Vec<EnvVar> {
    let choices = &plan.choices;
    let port = choices.frontend_port;
    let origins = format!("http://127.0.0.1:{port},http://localhost:{port}");
    let secret = EnvVar {
        value: None,
        secret: true,
        ..variable(
            "SECRET_KEY",
            "",
            "Signs access tokens: at least 32 characters made at random, for example by `openssl rand -hex 32`.",
        )
    };
    vec![
        variable(
            "ENVIRONMENT",
            "development",
            "`development`, `test` or `production`. Production sends HSTS; development lets cookies travel over plain HTTP.",
        ),
        secret,
        variable(
            "CORS_ORIGINS",
            &origins,
            "Origins that may call the API from a browser, with commas between.",
        ),
        variable(
            "ACCESS_TOKEN_MINUTES",
            &choices.access_minutes.to_string(),
            "How long an access token is good for.",
        ),
        variable(
            "REFRESH_TOKEN_DAYS",
            &choices.refresh_days.to_string(),
            "How long somebody stays signed in without using the product.",
        ),
        variable(
            "LOGIN_ATTEMPTS_PER_MINUTE",
            &choices.login_attempts_per_minute.to_string(),
            "Failed logins that one login and address may have in a minute.",
        ),
    ]
}

fn added_settings(plan: &AppPlan) -> impl Iterator<Item = EnvVar> {
    features::settings(plan).into_iter().map(|it| it.variable)
}

fn ci_job(plan: &AppPlan) -> CiJob {
    let step = |name: &str, run: &str| CiStep { name: name.to_owned(), run: run.to_owned() };
    let mut setup = vec![CiSetup::Python];
    let mut env = Vec::new();
    let url = match plan.choices.database {
        Database::Postgresql => {
            setup.push(CiSetup::Postgres);
            "postgresql+psycopg://postgres:postgres@127.0.0.1:5432/postgres"
        }
        Database::Sqlite => "sqlite:////tmp/backend.db",
    };
    env.push(("DATABASE_URL".to_owned(), url.to_owned()));
    if plan.choices.database == Database::Postgresql && plan.choices.test_database == TestDatabase::SameEngine
    {
        env.push(("TEST_DATABASE_URL".to_owned(), url.to_owned()));
    }
    if plan.features.contains(&FeatureName::Caching) {
        setup.push(CiSetup::Redis);
    }
    CiJob {
        id: FOLDER.to_owned(),
        title: "Backend".to_owned(),
        setup,
        env,
        folder: FOLDER.to_owned(),
        steps: vec![
            step("Install", "pip install --require-hashes --requirement requirements-dev.txt"),
            step("Lint", "ruff check ."),
            step("Format", "ruff format --check ."),
            step("Types", "mypy"),
            step("Tests", "pytest"),
            step("Migrations", "alembic upgrade head && alembic check && alembic downgrade base"),
            step("Contract", "python -m tests.contract"),
            step("Attacks", "python -m attacks"),
        ],
    }
}

fn hooks() -> Vec<Hook> {
    let hook = |id: &str, name: &str, entry: &str| Hook {
        id: id.to_owned(),
        name: name.to_owned(),
        entry: entry.to_owned(),
        files: "^backend/.*\\.py$".to_owned(),
        pass_filenames: false,
    };
    vec![
        hook("backend-lint", "backend: lint", "backend/.venv/bin/ruff check backend"),
        hook("backend-format", "backend: format", "backend/.venv/bin/ruff format --check backend"),
        hook("backend-types", "backend: types", "sh -c 'cd backend && .venv/bin/mypy'"),
    ]
}

fn readme() -> Section {
    let body = "The API server is in `backend/`. A request passes through `app/api/` (routes), `app/services/` (queries and changes, under \
                the rules of `app/security/permissions.py`) and `app/models/` (tables); `app/schemas/` says what may go in and what comes \
                out. In that folder:\n\n\
                | Command | What it does |\n\
                | --- | --- |\n\
                | `.venv/bin/ruff check .` | finds mistakes |\n\
                | `.venv/bin/ruff format .` | formats |\n\
                | `.venv/bin/mypy` | checks types, strictly |\n\
                | `.venv/bin/pytest` | runs the tests and holds the coverage floor of `pyproject.toml` |\n\
                | `.venv/bin/alembic revision --autogenerate -m \"…\"` | writes a migration after a change of the models |\n\
                | `.venv/bin/alembic upgrade head` | brings the database up to date |\n";
    Section { title: "Backend".to_owned(), body: body.to_owned(), order: README_ORDER }
}

/// A check in the backend's folder that runs a program of its environment.
pub(crate) fn installed(pack: PackRole, name: &str, argv: &[&str], criterion: &str) -> CheckSpec {
    CheckSpec::new(pack.role(), name, Tier::Full, argv, criterion)
        .in_folder(FOLDER)
        .needs(&[Need::Python])
        .after(&[INSTALL])
}

fn checks() -> Vec<CheckSpec> {
    let pip = ".venv/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes --requirement requirements-dev.txt";
    let plain = |name: &str, tier: Tier, argv: &[&str], criterion: &str| {
        CheckSpec::new(PackRole::Backend.role(), name, tier, argv, criterion)
            .in_folder(FOLDER)
            .needs(&[Need::Python])
    };
    let compile = ["python3", "-m", "compileall", "-q", "app", "attacks", "migrations", "tests"];
    let toml = ["python3", "-c", "import tomllib; tomllib.load(open('pyproject.toml', 'rb'))"];
    vec![
        plain("backend.syntax", Tier::Quick, &compile, "every Python file of the backend compiles"),
        plain("backend.project", Tier::Quick, &toml, "the backend's project file is valid TOML"),
        plain(
            ENVIRONMENT,
            Tier::Full,
            &["python3", "-m", "venv", ".venv"],
            "a virtual environment can be made",
        )
        .setup()
        .seconds(5, 120),
        plain(
            INSTALL,
            Tier::Full,
            &pip.split(' ').collect::<Vec<_>>(),
            "the backend's dependencies install from the lock file, and their hashes are right",
        )
        .needs(&[Need::Pypi])
        .after(&[ENVIRONMENT])
        .setup()
        .seconds(40, 600),
        installed(
            PackRole::Backend,
            "backend.lint",
            &[".venv/bin/ruff", "check", "."],
            "the linter finds nothing, security rules among them",
        )
        .repaired_by(&[".venv/bin/ruff", "check", "--fix", "."])
        .repaired_by(&[".venv/bin/ruff", "format", "."]),
        installed(
            PackRole::Backend,
            "backend.format",
            &[".venv/bin/ruff", "format", "--check", "."],
            "every file of the backend is formatted",
        )
        .repaired_by(&[".venv/bin/ruff", "format", "."]),
        installed(
            PackRole::Backend,
            "backend.types",
            &[".venv/bin/mypy"],
            "the strict type check of the whole backend passes",
        )
        .seconds(20, 300),
    ]
}
