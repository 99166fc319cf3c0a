//! The database architect's files: models, migrations and the description of the schema.

use crate::app::AppPlan;
use crate::fragments::Fragments;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "database",
    role: PackRole::Database,
    needs: &[],
    applies: |plan| plan.parts.backend,
    files,
    fragments,
    owns: |path| {
        path.starts_with("backend/app/models/")
            || path == "backend/app/database.py"
            || path.starts_with("backend/migrations/")
            || path == "backend/alembic.ini"
            || path == "docs/schema.md"
    },
};

fn files(_kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    Ok(Vec::new())
}

fn fragments(_plan: &AppPlan) -> Fragments {
    Fragments::default()
}
