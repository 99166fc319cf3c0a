//! The backend engineer's files.

pub(crate) mod contribution;
mod locks;

use crate::emit::python::{api, documents, features, schemas, services};
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};
use crate::packs::python;

pub const PACK: Pack = Pack {
    name: "backend",
    role: PackRole::Backend,
    needs: &[],
    applies: |plan| plan.parts.backend,
    files,
    fragments: contribution::fragments,
    owns,
};

fn files(kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let plan = kit.plan;
    let mut paths = vec![
        "pyproject.toml",
        "app/__init__.py",
        "app/api/auth.py",
        "app/api/deps.py",
        "app/api/health.py",
        "app/api/users.py",
        "app/cli.py",
        "app/config.py",
        "app/errors.py",
        "app/main.py",
        "app/schemas/__init__.py",
        "app/schemas/auth.py",
        "app/schemas/base.py",
        "app/services/__init__.py",
        "app/services/accounts.py",
        "app/services/records.py",
        "app/services/sessions.py",
    ];
    if plan.admin_dashboard {
        paths.extend(["app/api/admin.py", "app/schemas/admin.py", "app/services/stats.py"]);
    }
    let mut files = python::files(kit, &paths)?;
    if plan.admin_dashboard {
        files.push(Draft::new("backend/app/services/registry.py", services::registry(plan)));
    }
    files.push(Draft::new("docs/api.md", documents::api(plan)));
    files.push(Draft::new("backend/app/api/__init__.py", api::package(plan)));
    files.push(Draft::new("backend/app/schemas/users.py", schemas::users(plan)));
    files.extend(python::for_entities(plan, "app/api", api::entity));
    files.extend(python::for_entities(plan, "app/schemas", schemas::entity));
    files.extend(python::for_entities(plan, "app/services", services::entity));
    let joined = [
        ("backend/app/startup.py", features::startup(plan)),
        ("backend/app/services/all_records.py", features::all_records(plan)),
        ("backend/app/services/job_registry.py", features::jobs(plan)),
    ];
    files.extend(joined.into_iter().filter_map(|(path, text)| Some(Draft::new(path, text?))));
    for lock in ["requirements.txt", "requirements-dev.txt"] {
        files.push(locks::lock(kit, lock)?);
    }
    Ok(files)
}

/// What is left of `backend/` when the other packs have theirs, and the API's description.
fn owns(path: &str) -> bool {
    let Some(inner) = path.strip_prefix("backend/") else {
        return path == "docs/api.md" || path.starts_with("infra/monitoring/");
    };
    let others = ["app/models/", "app/security/", "attacks/", "migrations/", "tests/"];
    !others.iter().any(|folder| inner.starts_with(folder))
        && !matches!(inner, "app/database.py" | "alembic.ini" | "Dockerfile" | ".dockerignore")
}
