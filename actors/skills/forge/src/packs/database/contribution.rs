//! What the database adds to shared files: its address, what it leaves behind, and the checks of its migrations.

use protocol::check::{CheckSpec, Need};

use crate::app::{AppPlan, Database};
use crate::checks::placeholder;
use crate::fragments::Fragments;
use crate::pack::PackRole;
use crate::packs::backend::contribution::{installed, variable};

pub(super) fn fragments(plan: &AppPlan) -> Fragments {
    let snake = &plan.product.snake;
    let address = match plan.choices.database {
        Database::Postgresql => variable(
            "DATABASE_URL",
            &format!("postgresql+psycopg://postgres@127.0.0.1:5432/{snake}"),
            "The product's database.",
        ),
        Database::Sqlite => variable(
            "DATABASE_URL",
            &format!("sqlite:///{snake}.db"),
            "The product's database: a file, relative to the folder the server is started in.",
        ),
    };
    let upgrade = installed(
        PackRole::Database,
        "database.upgrade",
        &[".venv/bin/alembic", "upgrade", "head"],
        "the migrations build the whole database from nothing",
    );
    let round = installed(
        PackRole::Database,
        "database.migrations",
        &[".venv/bin/python", "-m", "tests.migration_round"],
        "the migrations run up, match the models exactly, and run down again, leaving nothing behind",
    );
    Fragments {
        env: vec![address],
        checks: vec![on_scratch(plan, upgrade, "upgrade"), on_scratch(plan, round, "round")],
        ..Fragments::default()
    }
}

/// Runs the check on an empty database of its own.
pub(crate) fn on_scratch(plan: &AppPlan, check: CheckSpec, name: &str) -> CheckSpec {
    match plan.choices.database {
        Database::Postgresql => {
            check.needs(&[Need::Postgres]).env("DATABASE_URL", placeholder::SCRATCH_DATABASE_URL)
        }
        Database::Sqlite => check.env("DATABASE_URL", &format!("sqlite:///{}/{name}.db", placeholder::TMP)),
    }
}
