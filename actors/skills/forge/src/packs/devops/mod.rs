//! Containers, continuous integration and repository settings.

use crate::app::AppPlan;
use crate::fragments::Fragments;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "devops",
    role: PackRole::Devops,
    needs: &[],
    applies: |_| true,
    files,
    fragments,
    owns: |path| path.starts_with(".github/"),
};

fn files(_kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    Ok(Vec::new())
}

fn fragments(_plan: &AppPlan) -> Fragments {
    Fragments::default()
}
