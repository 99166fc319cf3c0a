//! Drafting the plan: which packs are rendered by whom and in which order, what proves the result, how long it takes.

mod checks;
mod steps;

use forge::app::AppPlan;
use forge::{RenderError, Templates};
use plan::answer::TeamShape;
use protocol::plan::{Estimate, Plan};

use crate::briefing::Briefing;
use crate::roster::StepData;

/// Talking, recording and putting in place. With the constant below it gives 262 ms for 224 files, which took 266 ms.
const BUILD_BASE_MS: u64 = 150;
/// Rendering and recording files.
const FILES_A_MS: u64 = 2;

/// The plan for an application, or why one of its packs cannot be rendered.
pub(crate) fn draft(
    briefing: &Briefing,
    shape: &TeamShape,
    data: &[StepData],
    templates: &Templates,
) -> Result<Plan, RenderError> {
    let measured = steps::measure(briefing, templates)?;
    let steps = steps::steps(&briefing.plan, shape, data, &measured);
    let milestones = steps::milestones(&steps, data);
    let checks = checks::checks(briefing, shape);
    let files: u32 = steps.iter().map(|step| step.files).sum();
    let estimate = Estimate {
        files,
        lines: measured.values().map(|it| it.lines).sum(),
        build_ms: BUILD_BASE_MS + u64::from(files) / FILES_A_MS,
        checks_s: checks.iter().map(|check| check.estimate_s).sum(),
    };
    let summary = summary(&briefing.plan, files, steps.len());
    Ok(Plan { revision: briefing.round, summary, steps, milestones, checks, estimate })
}

fn summary(plan: &AppPlan, files: u32, steps: usize) -> String {
    let parts = match (plan.parts.backend, plan.parts.frontend) {
        (true, true) => "an API and a web app",
        (true, false) => "an API",
        (false, _) => "a web app",
    };
    let entities: Vec<&str> = plan.entities.iter().map(|it| it.names.title.as_str()).collect();
    let (title, roles, operations) = (&plan.product.title, plan.roles.len(), plan.endpoints.len());
    format!(
        "{title}: {parts} for {}; {roles} roles, {operations} operations; {files} files in {steps} steps",
        steps::list(&entities)
    )
}

/// The role that works on a pack: its specialist, or the orchestrator where the team has none.
fn role_for(pack: forge::PackRole, shape: &TeamShape) -> protocol::id::Role {
    let specialist = crate::roles::SPECIALTIES.iter().find(|it| it.packs == pack);
    let present = |role: &&protocol::id::Role| specialist.is_some_and(|it| it.role == role.as_str());
    shape.members.iter().find(present).unwrap_or(&shape.orchestrator).clone()
}
