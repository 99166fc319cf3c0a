//! The frontend's files.

use crate::app::AppPlan;
use crate::fragments::Fragments;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "frontend",
    role: PackRole::Frontend,
    needs: &[],
    applies: |plan| plan.parts.frontend,
    files,
    fragments,
    owns: |path| {
        path.starts_with("frontend/")
            && !path.starts_with("frontend/e2e/")
            && !matches!(
                path,
                "frontend/playwright.config.ts"
                    | "frontend/Dockerfile"
                    | "frontend/.dockerignore"
                    | "frontend/nginx.conf"
            )
    },
};

fn files(_kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    Ok(Vec::new())
}

fn fragments(_plan: &AppPlan) -> Fragments {
    Fragments::default()
}
