//! What the tests add to shared files: where they run, what they leave behind, and the checks themselves.

use protocol::check::{CheckSpec, Need};
use protocol::requirements::FeatureName;

use crate::app::{AppPlan, Database, TestDatabase};
use crate::checks::placeholder;
use crate::fragments::{EnvVar, Fragments, Part, Section};
use crate::pack::PackRole;
use crate::packs::backend::contribution::{installed, variable};
use crate::packs::database::contribution::on_scratch;

/// Where the section stands in the README, after the backend's.
const README_ORDER: u32 = 30;
/// Where the tests are that need a Redis.
const REDIS_TESTS: &str = "tests/test_cache_redis.py";

pub(super) fn fragments(plan: &AppPlan) -> Fragments {
    let server = plan.choices.database == Database::Postgresql
        && plan.choices.test_database == TestDatabase::SameEngine;
    let cached = plan.features.contains(&FeatureName::Caching);
    let without_redis = format!("--ignore={REDIS_TESTS}");
    let mut pytest = vec![".venv/bin/pytest"];
    pytest.extend(cached.then_some(without_redis.as_str()));
    let tests = installed(
        PackRole::Tester,
        "backend.tests",
        &pytest,
        "the backend's tests pass, every line of the permission matrix among them, and cover at least 90 % of the code",
    )
    .seconds(60, 900);
    let on_server = |check: CheckSpec| {
        if server {
            check.needs(&[Need::Postgres]).env("TEST_DATABASE_URL", placeholder::SCRATCH_DATABASE_URL)
        } else {
            check
        }
    };
    let contract = installed(
        PackRole::Tester,
        "backend.contract",
        &[".venv/bin/python", "-m", "tests.contract"],
        "the running API keeps to its own OpenAPI description under generated requests, good and bad",
    )
    .seconds(90, 1200);
    Fragments {
        env: if server { vec![address(plan)] } else { Vec::new() },
        readme: vec![readme(server)],
        ignore: [
            "backend/.coverage",
            "backend/.hypothesis/",
            "backend/.pytest_cache/",
            "backend/.schemathesis/",
        ]
        .map(str::to_owned)
        .to_vec(),
        checks: [on_server(tests)]
            .into_iter()
            .chain(cached.then(|| on_server(redis_tests())))
            .chain([on_scratch(plan, contract, "contract")])
            .collect(),
        ..Fragments::default()
    }
}

/// What is tried on a server; everything else about the cache is among the other tests.
fn redis_tests() -> CheckSpec {
    installed(
        PackRole::Tester,
        "backend.redis",
        &[".venv/bin/pytest", "--no-cov", REDIS_TESTS],
        "the cache keeps its promises on a real Redis, and without it when it goes away",
    )
    .needs(&[Need::Redis])
    .seconds(10, 300)
}

fn address(plan: &AppPlan) -> EnvVar {
    let url = format!("postgresql+psycopg://postgres@127.0.0.1:5432/{}", plan.product.snake);
    let about = "Database that the backend's tests use. They make a schema of their own in it and drop it afterwards.";
    EnvVar { part: Part::Repository, ..variable("TEST_DATABASE_URL", &url, about) }
}

fn readme(server: bool) -> Section {
    let place = if server {
        "They run on PostgreSQL, in a schema of their own that they drop afterwards; `TEST_DATABASE_URL` names the database."
    } else {
        "They run on SQLite in memory and need no server."
    };
    let body = format!(
        "`backend/tests/` holds unit and integration tests. {place} `tests/scenarios.py` is the permission matrix as a \
         table: each line is one test. `tests/cases.py` says for each kind of record how to make one; the suites in \
         `tests/test_records.py` run over all of them, so that a new kind is tested as soon as it is listed there.\n\n\
         `.venv/bin/python -m tests.contract` starts the server and sends thousands of generated requests, to hold it \
         to its own OpenAPI description. It needs an empty database in `DATABASE_URL`, and fills it.\n",
    );
    Section { title: "Backend tests".to_owned(), body, order: README_ORDER }
}
