//! Deciding what should be going on now. Pure: same view, same team, same answer; so recovery needs no rule of its own.

mod building;
mod checking;
mod enquiring;
mod planning;
mod repairing;
mod tasks;

use protocol::event::{Body, CheckEvent, Outcome, TaskEnd, TaskKind, TaskSpec};
use protocol::id::Role;
use protocol::view::{AgentState, Stage, TaskView, View};

use crate::answer::{Effect, TeamShape};
use crate::ending::end;

pub use checking::CHECKS_AT_ONCE;
pub use repairing::{AMENDMENTS_MAX, ROUNDS_MAX};

/// All that should be going on. What is listed and not yet going on is begun; facts are recorded and the rules asked again.
pub fn decide(view: &View, team: &TeamShape) -> Vec<Effect> {
    let Some(options) = view.options.as_ref().filter(|_| view.outcome.is_none()) else { return Vec::new() };
    // A session about what is there makes nothing.
    if options.reads {
        return enquiring::decide(view, team);
    }
    if let Some(failed) = view.tasks.values().find(|task| has_failed(task)) {
        return finish(view, Outcome::Failed, reason_of_failure(failed));
    }
    if view.paused {
        return Vec::new();
    }
    let effects = match view.stage {
        Stage::Planning => planning::decide(view, team),
        Stage::Approval => planning::decide_approval(view, team),
        Stage::Building => building::decide(view),
        Stage::Checking => checking::decide(view),
        Stage::Finished => Vec::new(),
    };
    without_lost_agents(view, team, effects)
}

fn finish(view: &View, outcome: Outcome, reason: impl Into<String>) -> Vec<Effect> {
    end(view, outcome, reason).into_iter().map(record).collect()
}

fn record(body: Body) -> Effect {
    Effect::Record(body)
}

/// A task that cannot come to a good end any more. A check's is no reason to stop: it is a failed check. Nor is a repair's,
/// which leaves the check failed, nor a model's.
fn has_failed(task: &TaskView) -> bool {
    match task.end {
        None | Some(TaskEnd::Done | TaskEnd::Cancelled) => false,
        Some(TaskEnd::Failed | TaskEnd::TimedOut) => {
            !matches!(task.spec.kind, TaskKind::Check { .. } | TaskKind::Repair { .. } | TaskKind::Refine)
        }
    }
}

fn reason_of_failure(task: &TaskView) -> String {
    let (role, work, why) = (&task.spec.role, work(&task.spec.kind), &task.why);
    format!("{role} could not {work}: {why}. {NEXT}")
}

/// A failed session has ended; its log stays.
const NEXT: &str = "This session has ended: put that right, then begin a new one with `samriddh new`";

fn work(kind: &TaskKind) -> String {
    match kind {
        TaskKind::Understand => "read the request".to_owned(),
        TaskKind::Revise { .. } => "read the revision".to_owned(),
        TaskKind::Refine => "ask the model about what is open".to_owned(),
        TaskKind::Propose => "say what it proposes".to_owned(),
        TaskKind::Dispute => "find the conflicts".to_owned(),
        TaskKind::Vote => "vote on the conflicts".to_owned(),
        TaskKind::Rule => "settle the conflicts".to_owned(),
        TaskKind::Plan => "draft the plan".to_owned(),
        TaskKind::Render { pack } => format!("render the files of {pack}"),
        TaskKind::Check { name } => format!("run the check {name}"),
        TaskKind::Repair { check } => format!("repair what {check} complains of"),
        TaskKind::Route { .. } => "say whose field it is".to_owned(),
        TaskKind::Consult { .. } => "answer it".to_owned(),
        TaskKind::Look { .. } => "look it up".to_owned(),
    }
}

/// Work for an agent that was given up, or is not in the team, would never be begun: that is said instead of waiting for ever.
fn without_lost_agents(view: &View, team: &TeamShape, effects: Vec<Effect>) -> Vec<Effect> {
    let lost = |spec: &TaskSpec| why_lost(view, team, &spec.role);
    let mut kept = Vec::with_capacity(effects.len());
    for effect in effects {
        let Effect::Start(spec) = &effect else {
            kept.push(effect);
            continue;
        };
        match (lost(spec), &spec.kind) {
            (None, _) => kept.push(effect),
            (Some(why), TaskKind::Check { name }) => {
                let (name, result) = (name.clone(), checking::failed(&why));
                kept.push(record(Body::Check(CheckEvent::Ended { name, result: Box::new(result) })));
            }
            (Some(why), TaskKind::Repair { check }) => {
                kept.push(record(repairing::useless(check, &why)));
            }
            (Some(why), kind) => {
                return finish(view, Outcome::Failed, format!("nobody can {}: {why}. {NEXT}", work(kind)));
            }
        }
    }
    kept
}

fn why_lost(view: &View, team: &TeamShape, role: &Role) -> Option<String> {
    let leads = *role == team.orchestrator || *role == team.consensus || Some(role) == team.index.as_ref();
    if !leads && !team.members.contains(role) {
        return Some(format!("there is no {role} in the team"));
    }
    let agent = view.agents.get(role)?;
    (agent.state == AgentState::GivenUp).then(|| format!("{role} was given up: {}", agent.why))
}

#[cfg(test)]
mod tests;
