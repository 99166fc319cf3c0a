//! What the packs of the Python half share: rendering a list of template files into `backend/`.

use crate::app::AppPlan;
use crate::emit::python::context;
use crate::pack::{Draft, Kit, RenderError};

/// Renders `python/<path>` to `backend/<path>` for each path.
pub fn files(kit: &Kit<'_>, paths: &[&str]) -> Result<Vec<Draft>, RenderError> {
    paths.iter().map(|path| file(kit, path)).collect()
}

fn file(kit: &Kit<'_>, path: &str) -> Result<Draft, RenderError> {
    let text = kit.templates.render(&format!("python/{path}"), context::of(kit.plan))?;
    Ok(Draft::new(format!("backend/{path}"), text))
}

/// One file for each entity: `backend/<folder>/<module>.py`.
pub fn for_entities(
    plan: &AppPlan,
    folder: &str,
    emit: fn(&AppPlan, &crate::app::EntityPlan) -> String,
) -> Vec<Draft> {
    let draft = |entity: &crate::app::EntityPlan| {
        Draft::new(format!("backend/{folder}/{}.py", entity.names.module), emit(plan, entity))
    };
    plan.entities.iter().map(draft).collect()
}
