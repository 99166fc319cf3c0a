//! `.pre-commit-config.yaml` from the packs' hooks.

use serde::Serialize;

use super::yaml;
use crate::fragments::Hook;
use crate::pack::{Draft, Kit, RenderError};

#[derive(Serialize)]
struct View {
    hooks: Vec<Row>,
}

/// A hook with its texts as YAML scalars.
#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    entry: String,
    files: String,
    pass_filenames: bool,
}

pub(super) fn draft(kit: &Kit<'_>) -> Result<Draft, RenderError> {
    let hooks = kit.fragments.values().flat_map(|it| &it.hooks).map(row).collect();
    Ok(Draft::new(
        ".pre-commit-config.yaml",
        kit.templates.render("infra/pre-commit-config.yaml", View { hooks })?,
    ))
}

fn row(hook: &Hook) -> Row {
    Row {
        id: yaml::scalar(&hook.id),
        name: yaml::scalar(&hook.name),
        entry: yaml::scalar(&hook.entry),
        files: if hook.files.is_empty() { String::new() } else { yaml::scalar(&hook.files) },
        pass_filenames: hook.pass_filenames,
    }
}
