//! The files of the browser application: templates that the plan has a use for, and what is written from the plan.

use crate::app::{AppPlan, Login};
use crate::emit::typescript::{accounts, api, context, model, places, registry};
use crate::pack::{Draft, Kit, RenderError};

const TEMPLATES: &str = "react";

/// The lock files that were installed: with and without the browser tests.
const LOCK_FULL: &str = "package-lock.full.json";
const LOCK_ALONE: &str = "package-lock.alone.json";

/// Files of the dashboard alone.
const DASHBOARD: [&str; 4] = [
    "src/api/stats.ts",
    "src/features/admin/DashboardPage.tsx",
    "src/features/admin/SignupChart.tsx",
    "src/features/admin/dashboard.test.tsx",
];

pub(super) fn files(kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let context = context::of(kit.plan);
    let mut drafts = written(kit.plan);
    for template in kit.templates.below(TEMPLATES) {
        let name = template.trim_start_matches(TEMPLATES).trim_start_matches('/');
        let Some(target) = target(name, kit.plan) else { continue };
        drafts.push(Draft::new(format!("frontend/{target}"), kit.templates.render(&template, &context)?));
    }
    Ok(drafts)
}

/// Where a template goes; none when the plan has no use for it.
fn target<'a>(name: &'a str, plan: &AppPlan) -> Option<&'a str> {
    let full = plan.parts.backend;
    match name {
        LOCK_FULL => full.then_some("package-lock.json"),
        LOCK_ALONE => (!full).then_some("package-lock.json"),
        "src/features/account/usernames.ts" => (plan.choices.login == Login::Username).then_some(name),
        dashboard if DASHBOARD.contains(&dashboard) => plan.admin_dashboard.then_some(name),
        _ => Some(name),
    }
}

fn written(plan: &AppPlan) -> Vec<Draft> {
    let source = |path: &str, text: String| Draft::new(format!("frontend/src/{path}"), text);
    let mut drafts = vec![
        source("entities/index.ts", registry::file(plan)),
        source("features/account/fields.ts", accounts::file(plan)),
    ];
    for entity in &plan.entities {
        let folder = format!("entities/{}", entity.names.kebab_plural);
        drafts.push(source(&format!("{folder}/api.ts"), api::file(plan, entity)));
        drafts.push(source(&format!("{folder}/model.ts"), model::file(plan, entity)));
    }
    drafts.extend(places::file(plan).map(|text| source("app/places.ts", text)));
    drafts
}
