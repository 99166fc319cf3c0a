//! The security engineer's files: passwords, tokens, rate limits, headers and the rules of access.

use crate::app::AppPlan;
use crate::fragments::Fragments;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "security",
    role: PackRole::Security,
    needs: &[],
    applies: |plan| plan.parts.backend,
    files,
    fragments,
    owns: |path| path.starts_with("backend/app/security/") || path == "SECURITY.md",
};

fn files(_kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    Ok(Vec::new())
}

fn fragments(_plan: &AppPlan) -> Fragments {
    Fragments::default()
}
