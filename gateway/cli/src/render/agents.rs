//! The rows of the live board: one for each agent, and one for where the whole stands.

use protocol::check::CheckStatus;
use protocol::event::TaskKind;
use protocol::id::Role;
use protocol::view::{AgentState, Stage, TaskView, View};

use super::style::{self, clean, duration, short};
use super::{check, eta};

/// Characters of a task's note that fit beside the rest.
const NOTE_CHARS_MAX: usize = 40;
const BAR_CHARS: u64 = 12;

/// Rows for the present moment; none when nothing is going on.
pub fn rows(view: &View, now_ms: u64) -> Vec<String> {
    if view.session.is_none() || view.outcome.is_some() || view.waits_for_person() {
        return Vec::new();
    }
    let wide = view.agents.keys().map(|role| role.as_str().len()).max().unwrap_or(0);
    let agents = view.agents.iter().map(|(role, agent)| {
        let name = style::name(&format!("{:wide$}", role.as_str()));
        format!("{name}  {}", doing(view, role, agent.state, now_ms))
    });
    agents.chain(std::iter::once(whole(view, now_ms))).collect()
}

fn doing(view: &View, role: &Role, state: AgentState, now_ms: u64) -> String {
    let running: Vec<&TaskView> = view.running().filter(|task| task.spec.role == *role).collect();
    match (state, running.as_slice()) {
        (AgentState::GivenUp, _) => style::bad("given up"),
        (AgentState::Restarting, _) => style::warn("starting again"),
        (AgentState::Stopped, _) => style::quiet("gone"),
        (AgentState::Running, []) => {
            let done = view.tasks.values().filter(|task| task.spec.role == *role && task.is_done()).count();
            style::quiet(&if done == 0 { "waiting".to_owned() } else { format!("waiting, {done} done") })
        }
        (AgentState::Running, tasks) => {
            tasks.iter().map(|task| self::task(view, task, now_ms)).collect::<Vec<_>>().join("   ")
        }
    }
}

fn task(view: &View, task: &TaskView, now_ms: u64) -> String {
    let mut parts = vec![title(view, task)];
    if let Some(share) = (u64::from(task.done) * BAR_CHARS).checked_div(u64::from(task.total)) {
        let full = share.min(BAR_CHARS) as usize;
        let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR_CHARS as usize - full));
        parts.push(format!("{bar} {}/{}", task.done, task.total));
    }
    if !task.note.is_empty() {
        parts.push(style::quiet(&short(&task.note, NOTE_CHARS_MAX)));
    }
    if task.attempt > 1 {
        parts.push(style::warn(&format!("attempt {}", task.attempt)));
    }
    let gone = now_ms.saturating_sub(task.started_ms);
    let left = eta::task_ms(view, task, now_ms).map(|ms| format!(", about {} left", duration(ms)));
    parts.push(style::quiet(&format!("{}{}", duration(gone), left.unwrap_or_default())));
    parts.join("  ")
}

fn title(view: &View, task: &TaskView) -> String {
    match &task.spec.kind {
        TaskKind::Understand => "reads the request".to_owned(),
        TaskKind::Revise { .. } => "reads the revision".to_owned(),
        TaskKind::Refine => "asks the model".to_owned(),
        TaskKind::Propose => "makes claims".to_owned(),
        TaskKind::Dispute => "looks for conflicts".to_owned(),
        TaskKind::Vote => "votes".to_owned(),
        TaskKind::Rule => "settles conflicts".to_owned(),
        TaskKind::Plan => "drafts the plan".to_owned(),
        TaskKind::Render { pack } => {
            let plan = view.plan.as_ref();
            let step = plan.and_then(|plan| plan.steps.iter().find(|step| step.task == task.spec.id));
            step.map_or_else(|| format!("renders {pack}"), |step| clean(&step.title))
        }
        TaskKind::Check { name } => format!("checks {name}"),
        TaskKind::Repair { check } => format!("repairs {check}"),
        TaskKind::Route { .. } => "says whose field it is".to_owned(),
        TaskKind::Consult { .. } => "works on an answer".to_owned(),
        TaskKind::Look { .. } => "looks at the files".to_owned(),
    }
}

fn whole(view: &View, now_ms: u64) -> String {
    let gone = duration(now_ms.saturating_sub(view.timing.opened_ms));
    let left =
        eta::stage_ms(view, now_ms).map_or_else(String::new, |ms| format!(", about {} left", duration(ms)));
    let stage = match view.stage {
        Stage::Planning => "planning".to_owned(),
        Stage::Approval => "plan".to_owned(),
        Stage::Building => building(view),
        Stage::Checking => checking(view),
        Stage::Finished => "finished".to_owned(),
    };
    format!("{} {}", style::strong(&stage), style::quiet(&format!("{gone}{left}")))
}

fn building(view: &View) -> String {
    let steps = view.plan.as_ref().map_or(0, |plan| plan.steps.len());
    let rendered = |task: &&TaskView| matches!(task.spec.kind, TaskKind::Render { .. }) && task.is_done();
    let done = view.tasks.values().filter(rendered).count();
    format!("building: {done} of {steps} steps, {} files", view.files.len())
}

fn checking(view: &View) -> String {
    let asked: Vec<_> = check::asked(view).collect();
    let with = |status| view.checks.values().filter(|result| result.status == status).count();
    format!(
        "checking: {} of {}, {} verified, {} failed, {} not checked, {} running",
        view.checks.len().min(asked.len()),
        asked.len(),
        with(CheckStatus::Verified),
        with(CheckStatus::Failed),
        with(CheckStatus::NotChecked),
        view.running().filter(|task| task.check().is_some()).count()
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::render::fixture;

    #[test]
    fn a_running_check_shows_how_long_it_may_still_take() {
        let view = fixture::checking();
        let rows = rows(&view, view.timing.last_ms + 4_000).join("\n");
        expect!["checking: 0 of 3, 0 verified, 0 failed, 0 not checked, 1 running 5.5 s, about 26.0 s left"]
            .assert_eq(&anstream::adapter::strip_str(&rows).to_string());
    }

    #[test]
    fn nothing_moves_while_the_person_is_asked() {
        assert_eq!(rows(&fixture::planned(), 0), Vec::<String>::new());
    }
}
