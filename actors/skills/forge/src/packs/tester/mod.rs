//! The backend's tests.

use crate::app::AppPlan;
use crate::fragments::Fragments;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "tester",
    role: PackRole::Tester,
    needs: &[],
    applies: |plan| plan.parts.backend,
    files,
    fragments,
    owns: |path| path.starts_with("backend/tests/"),
};

fn files(_kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    Ok(Vec::new())
}

fn fragments(_plan: &AppPlan) -> Fragments {
    Fragments::default()
}
