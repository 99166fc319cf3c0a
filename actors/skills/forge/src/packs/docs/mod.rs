//! Documents for people.

use crate::app::AppPlan;
use crate::fragments::Fragments;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "docs",
    role: PackRole::Docs,
    needs: &[],
    applies: |_| true,
    files,
    fragments,
    owns: |path| path == "README.md",
};

fn files(_kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    Ok(Vec::new())
}

fn fragments(_plan: &AppPlan) -> Fragments {
    Fragments::default()
}
