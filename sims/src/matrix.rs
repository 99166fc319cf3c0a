//! Every fault in every phase of every role: the session ends right, or says why not, and what others did is kept.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use protocol::check::{CheckSpec, CheckStatus};
use protocol::event::{
    ATTEMPTS_MAX, Body, DeadReason, MessageEvent, Outcome, SupervisionEvent, TaskEnd, TaskEvent, TaskKind,
};
use protocol::id::{Role, TaskId};
use protocol::view::TaskView;

use crate::faults::{CheckFault, Fault, Faults};
use crate::kill::{self, Run};
use crate::life::Scenario;
use crate::model::ModelFault;

/// What was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    pub roles: usize,
    pub phases: usize,
    pub survived: usize,
    pub given_up: usize,
    pub mailboxes: usize,
    pub tools: usize,
    pub models: usize,
    pub escalated: usize,
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
        full_mailbox(scenario, &undisturbed, id, task).with_context(|| format!("a full mailbox at {id}"))?;
        tried.mailboxes += 1;
    }
    tried.tools = tools_killed(scenario, &undisturbed)?;
    tried.models = models(scenario)?;
    tried.escalated = escalated(scenario, &undisturbed)?;
    Ok(Tried { roles: roles.len(), phases: phases.len(), ..tried })
}

/// Messages of others fill the mailbox when the task comes: the agent is replaced and the task is done; where every new
/// mailbox is full too, it is parked.
fn full_mailbox(scenario: &Scenario, undisturbed: &Run, id: &TaskId, task: &TaskView) -> Result<()> {
    let role = &task.spec.role;
    let started = undisturbed.events.iter().filter_map(|event| match &event.fact.body {
        Body::Task(TaskEvent::Started { task, .. }) if task.role == *role => Some(task.id.to_string()),
        _ => None,
    });
    let before = started.take_while(|it| it != id.as_str()).last();
    let with = |mailboxes| {
        let faults = scenario.faults.again().fill(role.clone(), before.clone(), mailboxes);
        kill::run(&Scenario { faults: Arc::new(faults), ..scenario.clone() }, &[])
    };
    let overflowed = |run: &Run| {
        let is_it = |body: &Body| matches!(body, Body::Message(MessageEvent::DeadLettered { about, reason: DeadReason::Overflow, .. }) if about == id);
        run.events.iter().filter(|event| is_it(&event.fact.body)).count()
    };
    let once = with(1)?;
    ensure!(overflowed(&once) == 1, "the mailbox was full {} times", overflowed(&once));
    ensure!(once.head == undisturbed.head, "another outcome: {}", once.view.outcome_reason);
    let lasting = with(u32::MAX)?;
    ensure!(overflowed(&lasting) == ATTEMPTS_MAX as usize, "it was tried {} times", overflowed(&lasting));
    ensure!(lasting.view.tasks[id].is_parked(), "it was not parked");
    // The agent's later tasks find its mailbox full as well: the session fails for the sake of one of them.
    ensure!(lasting.view.outcome == Some(Outcome::Failed), "the session came to {:?}", lasting.view.outcome);
    let checks = lasting.view.plan.iter().flat_map(|plan| &plan.checks).filter(|check| check.role == *role);
    let told = is_named(&lasting, task)
        || checks.into_iter().any(|check| lasting.view.outcome_reason.contains(check.name.as_str()));
    let agent = lasting.view.agents.get(role).map(|agent| (&agent.state, &agent.why));
    ensure!(told, "the person is told: {}; {role}: {agent:?}", lasting.view.outcome_reason);
    kept(&lasting, id)
}

/// A check's tool that is killed fails the check and is not repaired; a repair's tool that is killed repairs nothing.
fn tools_killed(scenario: &Scenario, undisturbed: &Run) -> Result<usize> {
    let specs: Vec<&CheckSpec> = undisturbed.view.plan.iter().flat_map(|plan| &plan.checks).collect();
    let mut tried = 0;
    for spec in &specs {
        let run = with_check(scenario, &spec.name, CheckFault::Killed)?;
        let killed = run.view.checks[&spec.name].reason.contains("signal 9");
        ensure!(killed && run.view.outcome == Some(Outcome::Failed), "{} was not killed", spec.name);
        ensure!(!run.view.repairs.iter().any(|it| it.check == spec.name), "{} was repaired", spec.name);
        tried += 1;
        if !spec.repairs.is_empty() {
            let run = with_check(scenario, &spec.name, CheckFault::RepairKilled)?;
            let repair = run.view.repairs.iter().find(|it| it.check == spec.name);
            let repair = repair.with_context(|| format!("{} was not repaired", spec.name))?;
            ensure!(repair.result.why.contains("signal 9"), "{:?}", repair.result);
            ensure!(run.view.checks[&spec.name].status == CheckStatus::Failed, "{} passes", spec.name);
            tried += 1;
        }
    }
    Ok(tried)
}

fn with_check(scenario: &Scenario, name: &str, fault: CheckFault) -> Result<Run> {
    let faults = Arc::new(scenario.faults.again().with_check(name, fault));
    kill::run(&Scenario { faults, ..scenario.clone() }, &[]).with_context(|| format!("{fault:?} in {name}"))
}

/// What goes wrong with the model costs an attempt, or the answer, and never the session.
fn models(scenario: &Scenario) -> Result<usize> {
    for fault in ModelFault::ALL {
        for times in [1, 8] {
            let faults = Arc::new(scenario.faults.again().with_model(vec![fault; times]));
            let run = kill::run(&Scenario { faults, ..scenario.clone() }, &[])?;
            ensure!(run.view.outcome == Some(Outcome::Done), "{fault:?}: {}", run.view.outcome_reason);
            ensure!(!run.view.calls.is_empty(), "{fault:?} was not met");
        }
    }
    Ok(ModelFault::ALL.len() * 2)
}

/// An agent that fails beyond its restart limit is given up, and the person is told of it.
fn escalated(scenario: &Scenario, undisturbed: &Run) -> Result<usize> {
    let mut tried = 0;
    let checks = |role: &Role| {
        let of_role = undisturbed.view.tasks.iter().filter(|(_, task)| task.spec.role == *role);
        of_role.filter(|(_, task)| task.check().is_some()).map(|(id, _)| id.clone()).collect::<Vec<_>>()
    };
    for role in undisturbed.view.agents.keys().filter(|role| checks(role).len() > 1) {
        let plan = |faults: Faults, id: &TaskId| faults.task(id.as_str(), Fault::Panic, u32::MAX);
        let faults = Arc::new(checks(role).iter().fold(scenario.faults.again(), plan));
        let run = kill::run(&Scenario { faults, ..scenario.clone() }, &[])?;
        let agent = &run.view.agents[role];
        let gave_up = |body: &Body| matches!(body, Body::Supervision(SupervisionEvent::GaveUp { role: it, why }) if it == role && why.contains("restarted"));
        if !run.events.iter().any(|event| gave_up(&event.fact.body)) {
            // Checks that wait for a failed one are not begun, so that not every role comes to its limit.
            continue;
        }
        ensure!(run.view.outcome == Some(Outcome::Failed), "{role}: {:?}", run.view.outcome);
        ensure!(agent.why.contains("told to panic"), "{role} was given up because {}", agent.why);
        tried += 1;
    }
    ensure!(tried > 0, "no agent came to its restart limit");
    Ok(tried)
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
        TaskKind::Route { .. } => "route",
        TaskKind::Consult { .. } => "consult",
        TaskKind::Look { .. } => "look",
    }
}

/// One fault: everything ends as if it had not been, in a second incarnation.
fn survived(scenario: &Scenario, undisturbed: &Run, id: &TaskId, fault: Fault) -> Result<()> {
    let run = with(scenario, id, fault, 1)?;
    ensure!(run.head == undisturbed.head, "another outcome: {}", run.view.outcome_reason);
    ensure!(run.tree == undisturbed.tree, "another tree");
    let failures = failures(&run);
    ensure!(failures == usize::from(fault.ends_incarnation()), "{failures} agents failed");
    // What it knew before it failed is what its next incarnation knows.
    let (before, after) = (run.faults.knew(id.as_str(), 1), run.faults.knew(id.as_str(), 2));
    ensure!(
        before.is_some() && (!fault.ends_incarnation() || before == after),
        "it does not know what it knew"
    );
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
    told(&run, id, task)
}

/// The session failed for the task's sake, the person is told so, and what others had finished is kept.
fn told(run: &Run, id: &TaskId, task: &TaskView) -> Result<()> {
    if task.spec.kind == TaskKind::Refine {
        ensure!(run.view.outcome == Some(Outcome::Done), "without a model it came to {:?}", run.view.outcome);
        return Ok(());
    }
    if let Some(name) = task.check().filter(|name| ran_again(run, id, name)) {
        // It was parked on a tree that a repair has replaced: what counts is what it says of the one that was delivered.
        let status = run.view.checks[name].status;
        ensure!(status == CheckStatus::Verified, "{name} on the delivered tree: {status:?}");
        ensure!(run.view.outcome == Some(Outcome::Done), "the session came to {:?}", run.view.outcome);
        return Ok(());
    }
    ensure!(run.view.outcome == Some(Outcome::Failed), "the session came to {:?}", run.view.outcome);
    ensure!(is_named(run, task), "the person is told: {}", run.view.outcome_reason);
    kept(run, id)
}

/// Whether the person is told that this is what the session failed for.
fn is_named(run: &Run, task: &TaskView) -> bool {
    match &task.spec.kind {
        TaskKind::Check { name } | TaskKind::Repair { check: name } => {
            run.view.outcome_reason.contains(name.as_str())
        }
        _ => run.view.outcome_reason.contains(task.spec.role.as_str()),
    }
}

/// What others had finished is still there.
fn kept(run: &Run, id: &TaskId) -> Result<()> {
    for (other, done) in run.view.tasks.iter().filter(|(other, done)| *other != id && done.is_done()) {
        if matches!(done.spec.kind, TaskKind::Render { .. }) {
            let kept = run.view.files.values().any(|file| file.task == *other);
            ensure!(kept, "the files of {other} are lost");
        }
    }
    Ok(())
}

/// Whether a check was done again, in a task of its own, after a repair.
fn ran_again(run: &Run, id: &TaskId, name: &str) -> bool {
    let again = format!("{id}.");
    let is_it = |other: &TaskId, task: &TaskView| {
        other.as_str().starts_with(&again) && task.check() == Some(name) && task.is_done()
    };
    run.view.tasks.iter().any(|(other, task)| is_it(other, task))
}

/// The scenario with one planned fault, which must have been met.
fn with(scenario: &Scenario, id: &TaskId, fault: Fault, attempts: u32) -> Result<Disturbed> {
    let faults = Arc::new(scenario.faults.again().task(id.as_str(), fault, attempts));
    let run = Disturbed {
        run: kill::run(&Scenario { faults: Arc::clone(&faults), ..scenario.clone() }, &[])?,
        faults: Arc::clone(&faults),
    };
    ensure!(!faults.met().is_empty(), "the fault was not met");
    ensure!(ends(&run) == run.view.tasks.len(), "a task has no end");
    Ok(run)
}

/// A run with what was planned to go wrong in it.
struct Disturbed {
    run: Run,
    faults: Arc<Faults>,
}

impl Deref for Disturbed {
    type Target = Run;

    fn deref(&self) -> &Run {
        &self.run
    }
}

fn failures(run: &Run) -> usize {
    let failed = |body: &Body| matches!(body, Body::Supervision(SupervisionEvent::AgentFailed { .. }));
    run.events.iter().filter(|event| failed(&event.fact.body)).count()
}

fn ends(run: &Run) -> usize {
    run.events.iter().filter(|event| matches!(event.fact.body, Body::Task(TaskEvent::Ended { .. }))).count()
}
