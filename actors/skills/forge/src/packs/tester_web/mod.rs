//! End-to-end tests in a browser: the client and the backend together, for every kind of record.

mod contribution;

use crate::emit::typescript::context;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "tester_web",
    role: PackRole::Tester,
    needs: &[],
    applies: |plan| plan.parts.frontend && plan.parts.backend,
    files,
    fragments: contribution::fragments,
    owns: |path| path.starts_with("frontend/e2e/") || path == CONFIG_TARGET,
};

const TEMPLATES: &str = "e2e";
const CONFIG: &str = "playwright.config.ts";
const CONFIG_TARGET: &str = "frontend/playwright.config.ts";
/// Only for products whose records have a workflow.
const WORKFLOWS: &str = "workflows.spec.ts";
/// Only for products in which some role chooses among accounts.
const CHOICES: &str = "choices.spec.ts";

fn files(kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let context = context::of(kit.plan);
    let workflows = kit.plan.entities.iter().any(|entity| entity.workflow.is_some());
    let choices = !kit.plan.choosers().is_empty();
    let mut drafts = Vec::new();
    for template in kit.templates.below(TEMPLATES) {
        let name = template.trim_start_matches(TEMPLATES).trim_start_matches('/');
        if name == WORKFLOWS && !workflows || name == CHOICES && !choices {
            continue;
        }
        let target = if name == CONFIG { CONFIG_TARGET.to_owned() } else { format!("frontend/e2e/{name}") };
        drafts.push(Draft::new(target, kit.templates.render(&template, &context)?));
    }
    Ok(drafts)
}
