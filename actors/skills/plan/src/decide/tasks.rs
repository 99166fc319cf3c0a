//! The tasks of a session: their names, who gets them, how long they may take.

use protocol::check::CheckSpec;
use protocol::enquiry::Query;
use protocol::event::{TaskKind, TaskSpec};
use protocol::id::{Role, TaskId};
use protocol::plan::Step;
use protocol::view::{Enquiry, View};

use crate::answer::{Effect, TeamShape};

/// Thinking takes milliseconds; this is for a machine that swaps.
const THINK_MS: u64 = 15_000;
/// Longer than a call of a model may take with all its attempts.
const REFINE_MS: u64 = 120_000;
/// Drafting renders everything once to count it.
const DRAFT_MS: u64 = 60_000;
const RENDER_MS: u64 = 60_000;
/// Reading and linking a repository of a million lines takes less.
const LOOK_MS: u64 = 180_000;
/// Beside a check's own time: copying the repository, making a scratch database, ending what hangs.
const CHECK_MARGIN_MS: u64 = 60_000;

/// A task that belongs to the present round of planning.
pub(super) fn of_round(view: &View, name: &str, kind: TaskKind, role: &Role) -> TaskSpec {
    let deadline_ms = if kind == TaskKind::Plan { DRAFT_MS } else { THINK_MS };
    TaskSpec { id: TaskId::new(format!("{name}.{}", view.round)), kind, role: role.clone(), deadline_ms }
}

/// The same task for each member.
pub(super) fn of_members(view: &View, team: &TeamShape, name: &str, kind: &TaskKind) -> Vec<TaskSpec> {
    let for_member = |role: &Role| TaskSpec {
        id: TaskId::new(format!("{name}.{}.{role}", view.round)),
        ..of_round(view, name, kind.clone(), role)
    };
    team.members.iter().map(for_member).collect()
}

pub(super) fn understand(team: &TeamShape) -> TaskSpec {
    TaskSpec {
        id: TaskId::new("understand"),
        kind: TaskKind::Understand,
        role: team.orchestrator.clone(),
        deadline_ms: THINK_MS,
    }
}

/// Revisions are counted, because one that is refused does not begin a round.
pub(super) fn revise(view: &View, team: &TeamShape, text: &str) -> TaskSpec {
    let is_over = |kind: &TaskKind| matches!(kind, TaskKind::Revise { .. });
    let over = view.tasks.values().filter(|it| is_over(&it.spec.kind) && it.end.is_some()).count();
    TaskSpec {
        id: TaskId::new(format!("revise.{}", over + 1)),
        kind: TaskKind::Revise { text: text.to_owned() },
        role: team.orchestrator.clone(),
        deadline_ms: THINK_MS,
    }
}

pub(super) fn refine(view: &View, team: &TeamShape) -> TaskSpec {
    TaskSpec { deadline_ms: REFINE_MS, ..of_round(view, "refine", TaskKind::Refine, &team.orchestrator) }
}

pub(super) fn render(step: &Step) -> TaskSpec {
    TaskSpec {
        id: step.task.clone(),
        kind: TaskKind::Render { pack: step.pack.clone() },
        role: step.role.clone(),
        deadline_ms: RENDER_MS,
    }
}

pub(super) fn check(view: &View, spec: &CheckSpec) -> TaskSpec {
    TaskSpec {
        id: check_id(view, &spec.name),
        kind: TaskKind::Check { name: spec.name.clone() },
        role: spec.role.clone(),
        deadline_ms: spec.deadline_s.saturating_mul(1_000).saturating_add(CHECK_MARGIN_MS),
    }
}

/// Each tree that was delivered has checks of its own: `check.lint`, and after a repair `check.lint.2`.
pub(super) fn check_id(view: &View, name: &str) -> TaskId {
    match view.amendments {
        0 => TaskId::new(format!("check.{name}")),
        before => TaskId::new(format!("check.{name}.{}", before + 1)),
    }
}

pub(super) fn repair(spec: &CheckSpec, round: usize) -> TaskSpec {
    // Each command has the check's own time, and so has the check afterwards.
    let commands = spec.repairs.len() as u64 + 1;
    let deadline_ms = spec.deadline_s.saturating_mul(1_000).saturating_mul(commands);
    TaskSpec {
        id: TaskId::new(format!("repair.{}.{round}", spec.name)),
        kind: TaskKind::Repair { check: spec.name.clone() },
        role: spec.role.clone(),
        deadline_ms: deadline_ms.saturating_add(CHECK_MARGIN_MS),
    }
}

pub(super) fn look_id(number: u32) -> TaskId {
    TaskId::new(format!("look.{number}"))
}

/// Reads what has changed, once for all who said so; the first time all there is.
pub(super) fn follow(view: &View, team: &TeamShape) -> Option<TaskSpec> {
    let role = team.index.clone()?;
    let id = look_id(view.enquiries.looks);
    let kind = TaskKind::Look { number: None, by: Role::session(), query: Query::Changes };
    Some(TaskSpec { id, kind, role, deadline_ms: LOOK_MS })
}

pub(super) fn route(team: &TeamShape, number: u32) -> TaskSpec {
    TaskSpec {
        id: TaskId::new(format!("ask.{number}.route")),
        kind: TaskKind::Route { number },
        role: team.orchestrator.clone(),
        deadline_ms: THINK_MS,
    }
}

pub(super) fn consult(to: &Role, number: u32, enquiry: &Enquiry) -> TaskSpec {
    TaskSpec {
        id: TaskId::new(format!("ask.{number}.consult.{}", enquiry.rounds + 1)),
        kind: TaskKind::Consult { number },
        role: to.clone(),
        deadline_ms: THINK_MS,
    }
}

pub(super) fn look(
    team: &TeamShape,
    by: &Role,
    number: u32,
    enquiry: &Enquiry,
    query: &Query,
) -> Option<TaskSpec> {
    let role = team.index.clone()?;
    let id = TaskId::new(format!("ask.{number}.look.{}", enquiry.findings.len() + 1));
    let kind = TaskKind::Look { number: Some(number), by: by.clone(), query: query.clone() };
    Some(TaskSpec { id, kind, role, deadline_ms: LOOK_MS })
}

pub(super) fn is_done(view: &View, task: &TaskId) -> bool {
    view.tasks.get(task).is_some_and(|task| task.is_done())
}

/// Those that are not done yet; empty when all are.
pub(super) fn open(view: &View, tasks: impl IntoIterator<Item = TaskSpec>) -> Vec<Effect> {
    tasks.into_iter().filter(|task| !is_done(view, &task.id)).map(Effect::Start).collect()
}
