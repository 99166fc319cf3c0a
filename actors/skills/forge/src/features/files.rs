//! The files of a plan's features: templates by the path that they are written to, and what features write themselves.

use super::{Addition, held_back, mail, of};
use crate::emit::{python, typescript};
use crate::pack::{Draft, Kit, Pack, RenderError};

const TEMPLATES: &str = "features";

/// Of all the features' files those that a pack owns.
pub fn drafts(pack: &Pack, kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let mut drafts = Vec::new();
    for feature in of(kit.plan) {
        let left_out = (feature.adds)(kit.plan).leaves_out;
        let all = below(&format!("{TEMPLATES}/{}", feature.folder), pack, kit)?;
        drafts.extend(all.into_iter().filter(|it| !left_out.iter().any(|start| it.path.starts_with(start))));
        drafts.extend((feature.writes)(kit.plan).into_iter().filter(|it| (pack.owns)(&it.path)));
    }
    if mail::is_sent(kit.plan) {
        drafts.extend(below(mail::TEMPLATES, pack, kit)?);
    }
    if held_back::is_any(kit.plan) {
        drafts.extend(below(held_back::TEMPLATES, pack, kit)?);
    }
    Ok(drafts)
}

/// The templates of a folder, by the path that they are written to.
fn below(folder: &str, pack: &Pack, kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let mut drafts = Vec::new();
    for template in kit.templates.below(folder) {
        let target = &template[folder.len() + 1..];
        if (pack.owns)(target) {
            drafts.push(Draft::new(target, render(kit, &template, target)?));
        }
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

/// Names of modules below `backend/app/` that a feature's templates take, and those that come with it, so that no entity
/// takes them too.
pub(crate) fn modules(folder: &str, adds: &Addition) -> Vec<String> {
    let mut folders = vec![format!("{TEMPLATES}/{folder}/backend/app/")];
    folders.extend(adds.mail.then(|| format!("{}/backend/app/", mail::TEMPLATES)));
    folders.extend(adds.holds_back.then(|| format!("{}/backend/app/", held_back::TEMPLATES)));
    let module = |path: &String| {
        let inner = folders.iter().find_map(|folder| path.strip_prefix(folder.as_str()))?;
        inner.strip_suffix(".py")?.rsplit('/').next().map(str::to_owned)
    };
    crate::Templates::paths().iter().filter_map(module).collect()
}
