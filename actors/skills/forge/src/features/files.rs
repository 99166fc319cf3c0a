//! The files of a plan's features: templates by the path that they are written to, and what features write themselves.

use super::of;
use crate::emit::{python, typescript};
use crate::pack::{Draft, Kit, Pack, RenderError};

const TEMPLATES: &str = "features";

/// Of all the features' files those that a pack owns.
pub fn drafts(pack: &Pack, kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let mut drafts = Vec::new();
    for feature in of(kit.plan) {
        let folder = format!("{TEMPLATES}/{}", feature.folder);
        for template in kit.templates.below(&folder) {
            let target = &template[folder.len() + 1..];
            if (pack.owns)(target) {
                drafts.push(Draft::new(target, render(kit, &template, target)?));
            }
        }
        drafts.extend((feature.writes)(kit.plan).into_iter().filter(|it| (pack.owns)(&it.path)));
    }
    Ok(drafts)
}

fn render(kit: &Kit<'_>, template: &str, target: &str) -> Result<String, RenderError> {
    if target.starts_with("frontend/") {
        kit.templates.render(template, typescript::context::of(kit.plan))
    } else {
        kit.templates.render(template, python::context::of(kit.plan))
    }
}

/// Names of modules below `backend/app/` that a feature's templates take, so that no entity takes them too.
pub(crate) fn modules(folder: &str) -> Vec<String> {
    let prefix = format!("{TEMPLATES}/{folder}/backend/app/");
    crate::Templates::paths()
        .iter()
        .filter_map(|path| {
            path.strip_prefix(&prefix)?.strip_suffix(".py")?.rsplit('/').next().map(str::to_owned)
        })
        .collect()
}
