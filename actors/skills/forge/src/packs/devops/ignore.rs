//! `.gitignore`: what each pack's tools leave behind.

use serde::Serialize;

use crate::pack::{Draft, Kit, RenderError};

#[derive(Serialize)]
struct View {
    lines: Vec<String>,
}

pub(super) fn draft(kit: &Kit<'_>) -> Result<Draft, RenderError> {
    let mut lines: Vec<String> = kit.fragments.values().flat_map(|it| &it.ignore).cloned().collect();
    lines.sort();
    lines.dedup();
    Ok(Draft::new(".gitignore", kit.templates.render("infra/gitignore", View { lines })?))
}
