//! End-to-end tests in a browser.

use crate::app::AppPlan;
use crate::fragments::Fragments;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "tester_web",
    role: PackRole::Tester,
    needs: &[],
    applies: |plan| plan.parts.frontend && plan.parts.backend,
    files,
    fragments,
    owns: |path| path.starts_with("frontend/e2e/") || path == "frontend/playwright.config.ts",
};

fn files(_kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    Ok(Vec::new())
}

fn fragments(_plan: &AppPlan) -> Fragments {
    Fragments::default()
}
