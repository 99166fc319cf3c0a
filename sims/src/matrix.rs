//! Every fault in every phase of every role: the session ends right, or says why not, and what others did is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use protocol::event::{ATTEMPTS_MAX, Body, Outcome, SupervisionEvent, TaskEnd, TaskEvent, TaskKind};
use protocol::id::TaskId;
use protocol::view::TaskView;

use crate::faults::{Fault, Faults};
use crate::kill::{self, Run};
use crate::life::Scenario;

/// What was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    pub roles: usize,
    pub phases: usize,
    pub survived: usize,
    pub given_up: usize,
}

/// Runs the scenario with each fault in each of its tasks: once, which is survived, and for ever, which is not.
pub fn all(scenario: &Scenario) -> Result<Tried> {
    let undisturbed = kill::run(scenario, &[])?;
    let mut tried = Tried::default();
    let (mut roles, mut phases) = (BTreeSet::new(), BTreeSet::new());
    for (id, task) in &undisturbed.view.tasks {
        roles.insert(task.spec.role.clone());
        phases.insert(phase(&task.spec.kind));
        for fault in Fault::ALL {
            let context = || format!("{fault:?} in {id}");
            survived(scenario, &undisturbed, id, fault).with_context(context)?;
            tried.survived += 1;
            if fault.ends_incarnation() {
                given_up(scenario, id, task, fault).with_context(context)?;
                tried.given_up += 1;
            }
        }
    }
    Ok(Tried { roles: roles.len(), phases: phases.len(), ..tried })
}

fn phase(kind: &TaskKind) -> &'static str {
    match kind {
        TaskKind::Understand => "understand",
        TaskKind::Revise { .. } => "revise",
        TaskKind::Refine => "refine",
        TaskKind::Propose => "propose",
        TaskKind::Dispute => "dispute",
        TaskKind::Vote => "vote",
        TaskKind::Rule => "rule",
        TaskKind::Plan => "plan",
        TaskKind::Render { .. } => "render",
        TaskKind::Check { .. } => "check",
        TaskKind::Repair { .. } => "repair",
    }
}

/// One fault: everything ends as if it had not been, in a second incarnation.
fn survived(scenario: &Scenario, undisturbed: &Run, id: &TaskId, fault: Fault) -> Result<()> {
    let run = with(scenario, id, fault, 1)?;
    ensure!(run.head == undisturbed.head, "another outcome: {}", run.view.outcome_reason);
    ensure!(run.tree == undisturbed.tree, "another tree");
    let failures = failures(&run);
    ensure!(failures == usize::from(fault.ends_incarnation()), "{failures} agents failed");
    let others_once = run.view.tasks.iter().all(|(other, task)| other == id || task.attempt == 1);
    ensure!(others_once, "a sibling's work was done again");
    Ok(())
}

/// The same fault every time: the task is parked after three attempts, and the person is told why.
fn given_up(scenario: &Scenario, id: &TaskId, task: &TaskView, fault: Fault) -> Result<()> {
    let run = with(scenario, id, fault, u32::MAX)?;
    let parked = &run.view.tasks[id];
    let end = if fault == Fault::Hang { TaskEnd::TimedOut } else { TaskEnd::Failed };
    ensure!(parked.end == Some(end), "it ended as {:?}", parked.end);
    ensure!(parked.failures == ATTEMPTS_MAX, "it was tried {} times", parked.failures);
    if task.spec.kind == TaskKind::Refine {
        ensure!(run.view.outcome == Some(Outcome::Done), "without a model it came to {:?}", run.view.outcome);
        return Ok(());
    }
    ensure!(run.view.outcome == Some(Outcome::Failed), "the session came to {:?}", run.view.outcome);
    let told = match &task.spec.kind {
        TaskKind::Check { name } => run.view.outcome_reason.contains(name.as_str()),
        _ => run.view.outcome_reason.contains(task.spec.role.as_str()),
    };
    ensure!(told, "the person is told: {}", run.view.outcome_reason);
    Ok(())
}

/// The scenario with one planned fault, which must have been met.
fn with(scenario: &Scenario, id: &TaskId, fault: Fault, attempts: u32) -> Result<Run> {
    let faults = Arc::new(Faults::none(scenario.faults.seed()).task(id.as_str(), fault, attempts));
    let run = kill::run(&Scenario { faults: Arc::clone(&faults), ..scenario.clone() }, &[])?;
    ensure!(!faults.met().is_empty(), "the fault was not met");
    ensure!(ends(&run) == run.view.tasks.len(), "a task has no end");
    Ok(run)
}

fn failures(run: &Run) -> usize {
    let failed = |body: &Body| matches!(body, Body::Supervision(SupervisionEvent::AgentFailed { .. }));
    run.events.iter().filter(|event| failed(&event.fact.body)).count()
}

fn ends(run: &Run) -> usize {
    run.events.iter().filter(|event| matches!(event.fact.body, Body::Task(TaskEvent::Ended { .. }))).count()
}
