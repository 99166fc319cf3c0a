//! How each event changes the view, one function a family.

mod calls;
mod enquiries;
mod fork;
mod repairs;

use super::{
    AgentState, AgentView, Delivery, FileView, Parent, QuestionView, Refinement, Stage, TaskView, View,
};
use crate::event::{
    Body, CheckEvent, ClaimEvent, Event, Failure, FileEvent, HumanEvent, MessageEvent, PlanEvent,
    SessionEvent, SupervisionEvent, TaskEvent, TaskKind,
};
use crate::id::{CallId, Role, SessionId, TaskId};
use crate::plan::Change;
use crate::requirements::Requirements;
use crate::usage::Misfit;

/// Why an event cannot follow what was folded before it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FoldError {
    #[error("event {got} came where {expected} was due; read the log again from {expected}")]
    Gap { expected: u64, got: u64 },
    #[error("event {seq} belongs to session {got}, not {expected}")]
    OtherSession { seq: u64, expected: SessionId, got: SessionId },
    #[error("event {seq} speaks of task {task}, which never started")]
    UnknownTask { seq: u64, task: TaskId },
    #[error("event {seq} ends task {task} a second time")]
    EndedTwice { seq: u64, task: TaskId },
    #[error("event {seq} speaks of call {call}, which was never made")]
    UnknownCall { seq: u64, call: CallId },
    #[error("event {seq} does not fit the account: {misfit}")]
    Account { seq: u64, misfit: Misfit },
}

pub(super) fn apply(view: &mut View, event: &Event) -> Result<(), FoldError> {
    if event.seq != view.seq + 1 {
        return Err(FoldError::Gap { expected: view.seq + 1, got: event.seq });
    }
    if let Some(expected) = view.session.clone().filter(|id| *id != event.session) {
        return Err(FoldError::OtherSession { seq: event.seq, expected, got: event.session.clone() });
    }
    match &event.fact.body {
        Body::Session(body) => session(view, event, body),
        Body::Plan(body) => plan(view, event, body),
        Body::Task(body) => task(view, event, body)?,
        Body::Message(body) => message(view, body),
        Body::Claim(body) => claim(view, body),
        Body::File(body) => file(view, event, body),
        Body::Check(CheckEvent::Ended { name, result }) => {
            view.checks.insert(name.clone(), (**result).clone());
        }
        Body::Check(CheckEvent::RepairEnded { name, result }) => repairs::ended(view, name, result),
        Body::Human(body) => human(view, body),
        Body::Supervision(body) => supervision(view, event, body),
        Body::Model(body) => calls::model(view, event, body)?,
        Body::Usage(body) => calls::usage(view, event, body)?,
        // Files outside the session are not its state.
        Body::Workspace(_) => {}
        Body::Enquiry(body) => enquiries::apply(&mut view.enquiries, event.seq, body),
    }
    view.seq = event.seq;
    view.timing.last_ms = event.at_ms;
    Ok(())
}

fn session(view: &mut View, event: &Event, body: &SessionEvent) {
    match body {
        SessionEvent::Opened { request, options, program: _ } => {
            view.session = Some(event.session.clone());
            view.request = request.clone();
            view.options = Some(options.clone());
            view.round = 1;
            view.timing.opened_ms = event.at_ms;
        }
        SessionEvent::CommandAccepted { id, command: _ } => view.commands.push(id.clone()),
        SessionEvent::Forked { parent, at, head, out, program: _ } => {
            let parent = Parent { session: parent.clone(), at: *at, head: head.clone(), at_ms: event.at_ms };
            fork::apply(view, parent, out);
        }
        SessionEvent::Recovered { program: _ } => {}
        SessionEvent::Paused => view.paused = true,
        SessionEvent::Resumed { approve } => {
            view.paused = false;
            if let Some(options) = view.options.as_mut() {
                options.approve |= approve;
            }
        }
        SessionEvent::Finished { outcome, reason } => {
            view.stage = Stage::Finished;
            view.outcome = Some(*outcome);
            view.outcome_reason = reason.clone();
        }
        SessionEvent::Rewound { to, past, out } => {
            view.return_to(past, out.as_ref());
            // Back before its own beginning, a fork still has a folder of its own.
            if view.lineage.last().is_some_and(|parent| *to <= parent.at) {
                fork::leave_behind(view);
            }
        }
    }
}

fn plan(view: &mut View, event: &Event, body: &PlanEvent) {
    match body {
        PlanEvent::Understood { requirements, refusal } => {
            view.requirements = Some(Requirements::clone(requirements));
            view.refusal = refusal.clone();
        }
        PlanEvent::Refined { requirements, changes, left_out } => {
            view.requirements = Some(Requirements::clone(requirements));
            view.refinement = Some(Refinement { changes: changes.clone(), left_out: left_out.clone() });
        }
        PlanEvent::RevisionRequested { text } => {
            view.revision_text = Some(text.clone());
            view.revision_note = String::new();
        }
        PlanEvent::Revised { requirements, changes, not_understood } => {
            revise(view, requirements, changes, not_understood);
        }
        PlanEvent::RevisionRefused { text: _, message } => {
            view.revision_text = None;
            view.revision_note = message.clone();
        }
        PlanEvent::Drafted { plan } => {
            view.plan = Some((**plan).clone());
            view.stage = Stage::Approval;
            // Between one draft and the next the person thinks.
            view.timing.drafted_ms.get_or_insert(event.at_ms);
        }
        PlanEvent::Approved { revision, by: _ } => {
            view.approved_revision = Some(*revision);
            view.stage = Stage::Building;
            view.timing.approved_ms = Some(event.at_ms);
        }
        PlanEvent::Rejected => {}
        PlanEvent::MilestoneReached { name } => view.milestones.push(name.clone()),
    }
}

/// A revised plan is argued anew: what was claimed and ruled on other requirements does not count.
fn revise(view: &mut View, requirements: &Requirements, changes: &[Change], not_understood: &[String]) {
    let before = view.requirements.replace(requirements.clone());
    // What was there before the last change is there again: that change is taken back.
    if view.earlier.last() == Some(requirements) {
        view.earlier.pop();
    } else {
        view.earlier.extend(before);
    }
    view.changes = changes.to_vec();
    view.revision_note = not_understood.join("; ");
    view.revision_text = None;
    view.round += 1;
    view.stage = Stage::Planning;
    view.plan = None;
    view.refinement = None;
    view.claims.clear();
    view.conflicts.clear();
    view.votes.clear();
    view.rulings.clear();
    view.questions.clear();
}

fn task(view: &mut View, event: &Event, body: &TaskEvent) -> Result<(), FoldError> {
    let round = view.round;
    match body {
        TaskEvent::Started { task, attempt } => {
            let entry = view.tasks.entry(task.id.clone()).or_insert_with(|| TaskView {
                spec: task.clone(),
                round,
                attempt: 0,
                failures: 0,
                failure: None,
                end: None,
                why: String::new(),
                done: 0,
                total: 0,
                note: String::new(),
                started_ms: event.at_ms,
                ended_ms: None,
            });
            entry.attempt = *attempt;
        }
        TaskEvent::Progressed { task, done, total, note } => {
            let task = known(view, event, task)?;
            (task.done, task.total, task.note) = (*done, *total, note.clone());
        }
        TaskEvent::AttemptFailed { task, attempt: _, failure, why } => {
            let task = known(view, event, task)?;
            (task.why, task.failure) = (why.clone(), Some(*failure));
            task.failures += u32::from(*failure != Failure::Interrupted);
        }
        TaskEvent::Ended { task: id, end, why } => {
            let task = known(view, event, id)?;
            if task.end.is_some() {
                return Err(FoldError::EndedTwice { seq: event.seq, task: id.clone() });
            }
            (task.end, task.why, task.ended_ms) = (Some(*end), why.clone(), Some(event.at_ms));
        }
    }
    Ok(())
}

fn known<'a>(view: &'a mut View, event: &Event, task: &TaskId) -> Result<&'a mut TaskView, FoldError> {
    let found = view.tasks.get_mut(task);
    found.ok_or_else(|| FoldError::UnknownTask { seq: event.seq, task: task.clone() })
}

fn message(view: &mut View, body: &MessageEvent) {
    match body {
        MessageEvent::Sent { .. } => view.messages_sent += 1,
        MessageEvent::DeadLettered { .. } => view.messages_dead += 1,
    }
}

fn claim(view: &mut View, body: &ClaimEvent) {
    match body {
        ClaimEvent::Published { claim } => view.claims.push(claim.clone()),
        ClaimEvent::Disputed { conflict } => view.conflicts.push(conflict.clone()),
        ClaimEvent::VoteCast { vote } => view.votes.push(vote.clone()),
        ClaimEvent::Ruled { ruling } => {
            view.rulings.insert(ruling.key.clone(), ruling.clone());
        }
    }
}

fn file(view: &mut View, event: &Event, body: &FileEvent) {
    match body {
        FileEvent::Staged { file, task, bundle, offset } => {
            let staged = FileView {
                hash: file.hash.clone(),
                bytes: file.bytes,
                lines: file.lines,
                executable: file.executable,
                task: task.clone(),
                bundle: bundle.clone(),
                offset: *offset,
            };
            let is_repair = |known: &TaskView| matches!(known.spec.kind, TaskKind::Repair { .. });
            let repaired = view.tasks.get(task).is_some_and(is_repair);
            let place = if repaired { &mut view.restaged } else { &mut view.files };
            place.insert(file.path.clone(), staged);
        }
        FileEvent::DeliveryStarted { target, tree_hash } => {
            let (target, tree_hash) = (target.clone(), tree_hash.clone());
            view.delivery =
                Some(Delivery { target, tree_hash, done: false, head: None, note: String::new() });
        }
        FileEvent::Delivered { tree_hash: _, files: _, lines: _, head, note } => {
            if let Some(delivery) = view.delivery.as_mut() {
                delivery.done = true;
                delivery.head = head.clone();
                delivery.note = note.clone();
            }
            view.stage = Stage::Checking;
            view.timing.delivered_ms = Some(event.at_ms);
        }
        FileEvent::AmendmentStarted { before: _, tree_hash } => view.amending = Some(tree_hash.clone()),
        FileEvent::Amended { tree_hash, head, note } => repairs::delivered(view, tree_hash, head, note),
        FileEvent::AmendmentRefused { why } => repairs::refused(view, why),
    }
}

fn human(view: &mut View, body: &HumanEvent) {
    match body {
        HumanEvent::Asked { question } => {
            let asked = QuestionView { question: question.clone(), answer: None };
            view.questions.insert(question.id.clone(), asked);
        }
        HumanEvent::Answered { question, value, by: _ } => {
            if let Some(asked) = view.questions.get_mut(question) {
                asked.answer = Some(value.clone());
            }
        }
    }
}

fn supervision(view: &mut View, event: &Event, body: &SupervisionEvent) {
    match body {
        SupervisionEvent::AgentStarted { role, incarnation } => {
            let agent = agent(view, role);
            (agent.incarnation, agent.state) = (*incarnation, AgentState::Running);
        }
        SupervisionEvent::AgentFailed { role, incarnation: _, failure: _, why } => {
            agent(view, role).why = why.clone();
        }
        SupervisionEvent::AgentRestarting { role, incarnation, delay_ms: _ } => {
            let agent = agent(view, role);
            (agent.incarnation, agent.state) = (*incarnation, AgentState::Restarting);
            agent.restarts += 1;
            agent.restarts_at_ms.push(event.at_ms);
        }
        SupervisionEvent::GaveUp { role, why } => {
            let agent = agent(view, role);
            (agent.state, agent.why) = (AgentState::GivenUp, why.clone());
        }
        SupervisionEvent::AgentStopped { role, incarnation: _ } => {
            agent(view, role).state = AgentState::Stopped;
        }
    }
}

fn agent<'a>(view: &'a mut View, role: &Role) -> &'a mut AgentView {
    view.agents.entry(role.clone()).or_insert_with(|| AgentView {
        incarnation: 0,
        state: AgentState::Running,
        restarts: 0,
        restarts_at_ms: Vec::new(),
        why: String::new(),
    })
}
