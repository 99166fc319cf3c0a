//! The backend engineer's files.

use crate::app::AppPlan;
use crate::fragments::Fragments;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "backend",
    role: PackRole::Backend,
    needs: &[],
    applies: |plan| plan.parts.backend,
    files,
    fragments,
    owns,
};

fn files(_kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    Ok(Vec::new())
}

fn fragments(_plan: &AppPlan) -> Fragments {
    Fragments::default()
}

/// What is left of `backend/` when the other packs have theirs, and the API's description.
fn owns(path: &str) -> bool {
    let Some(inner) = path.strip_prefix("backend/") else {
        return matches!(path, "docs/api.md" | "docs/openapi.json");
    };
    let others = ["app/models/", "app/security/", "migrations/", "tests/"];
    !others.iter().any(|folder| inner.starts_with(folder))
        && !matches!(inner, "app/database.py" | "alembic.ini" | "Dockerfile" | ".dockerignore")
}
