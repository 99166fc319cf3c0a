//! The backend's tests: data and scenarios from the plan, and suites that run over them.

mod contribution;

use crate::emit::python::{cases, constraints};
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};
use crate::packs::python;

pub const PACK: Pack = Pack {
    name: "tester",
    role: PackRole::Tester,
    needs: &[],
    applies: |plan| plan.parts.backend,
    files,
    fragments: contribution::fragments,
    owns: |path| path.starts_with("backend/tests/"),
};

fn files(kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let mut paths = vec![
        "tests/__init__.py",
        "tests/building.py",
        "tests/conftest.py",
        "tests/contract.py",
        "tests/migrating.py",
        "tests/migration_round.py",
        "tests/test_auth.py",
        "tests/test_cli.py",
        "tests/test_http.py",
        "tests/test_load.py",
        "tests/test_migrations.py",
        "tests/test_permissions.py",
        "tests/test_records.py",
        "tests/test_units.py",
        "tests/test_users.py",
    ];
    if kit.plan.admin_dashboard {
        paths.push("tests/test_stats.py");
    }
    if kit.plan.entities.iter().any(|it| it.workflow.is_some()) {
        paths.push("tests/test_workflows.py");
    }
    if constraints::any(kit.plan) {
        paths.push("tests/test_constraints.py");
    }
    if !kit.plan.choosers().is_empty() {
        paths.push("tests/test_user_options.py");
    }
    if kit.plan.parts.frontend {
        paths.push("tests/e2e_server.py");
    }
    let mut files = python::files(kit, &paths)?;
    files.push(Draft::new("backend/tests/cases.py", cases::cases(kit.plan)));
    files.push(Draft::new("backend/tests/scenarios.py", cases::scenarios(kit.plan)));
    Ok(files)
}
