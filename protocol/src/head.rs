//! What two runs of one session are compared by: what happened in each strand of work, not when, in which agent's life, or in whose turn.
//!
//! Agents work in parallel, so the order *between* strands differs from run to run; the order *within* one does not. Left
//! out are what a rewind took back, sequence numbers, times, incarnations, generated ids, target folders, and what a run tells
//! of its own interruptions; of a model's calls, attempts after the first and what was paid. Where a session was forked, what
//! the fork does anew counts only as it was done there.

mod fork;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::canonical::{self, CanonicalError};
use crate::enquiry::EnquiryEvent;
use crate::event::{
    Body, CheckEvent, ClaimEvent, Event, Fact, FileEvent, HumanEvent, PlanEvent, SessionEvent, TaskEvent,
    TaskKind,
};
use crate::id::{ContentHash, Role};
use crate::model::ModelEvent;
use crate::rewind;
use crate::usage::ReservationId;

/// Where two runs part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Divergence {
    /// `task render.backend`, `check backend.tests`, `session`.
    pub strand: String,
    /// Sequence number in the run that was expected; where that run has nothing more, in the one that was got.
    pub seq: u64,
    pub agent: Role,
    /// Canonical JSON of what was expected; none where the expected run has nothing more.
    pub expected: Option<String>,
    /// Canonical JSON of what happened; none where nothing more did.
    pub got: Option<String>,
}

/// BLAKE3 over the strands of a log: equal for runs in which the same things happened.
pub fn logical_head<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<ContentHash, CanonicalError> {
    let strands = strands(events)?;
    let bodies: BTreeMap<&String, Vec<&String>> =
        strands.iter().map(|(name, steps)| (name, steps.iter().map(|step| &step.text).collect())).collect();
    canonical::hash(&bodies)
}

/// The earliest event, in the order of the expected run, at which the runs differ.
pub fn first_divergence<'a>(
    expected: impl IntoIterator<Item = &'a Event>,
    got: impl IntoIterator<Item = &'a Event>,
) -> Result<Option<Divergence>, CanonicalError> {
    let (expected, got) = (strands(expected)?, strands(got)?);
    let names = expected.keys().chain(got.keys().filter(|name| !expected.contains_key(*name)));
    let parts = names.filter_map(|name| {
        let none = Vec::new();
        let (ours, theirs) = (expected.get(name).unwrap_or(&none), got.get(name).unwrap_or(&none));
        parting(name, ours, theirs)
    });
    // What the expected run has comes first: an event that is only in the other follows from a difference, or is one itself.
    Ok(parts.min_by_key(|it| (it.expected.is_none(), it.seq)))
}

/// Whether an event is among those that are compared.
pub fn counts(body: &Body) -> bool {
    lasting(body).is_some()
}

struct Step {
    seq: u64,
    agent: Role,
    /// Canonical JSON of the body.
    text: String,
    body: Body,
}

fn parting(strand: &str, expected: &[Step], got: &[Step]) -> Option<Divergence> {
    let same = expected.iter().zip(got).take_while(|(a, b)| a.text == b.text && a.agent == b.agent).count();
    let (ours, theirs) = (expected.get(same), got.get(same));
    let at = ours.or(theirs)?;
    Some(Divergence {
        strand: strand.to_owned(),
        seq: at.seq,
        agent: at.agent.clone(),
        expected: ours.map(|step| step.text.clone()),
        got: theirs.map(|step| step.text.clone()),
    })
}

fn strands<'a>(
    events: impl IntoIterator<Item = &'a Event>,
) -> Result<BTreeMap<String, Vec<Step>>, CanonicalError> {
    let events = rewind::effective(events);
    let superseded = superseded(&events);
    let mut strands: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    for event in events {
        if matches!(event.fact.body, Body::Session(SessionEvent::Forked { .. })) {
            fork::drop_undone(&mut strands);
        }
        if superseded.contains(&event.seq) {
            continue;
        }
        let Some(body) = lasting(&event.fact.body) else { continue };
        let text = canonical::to_canonical(&body)?;
        let step = Step { seq: event.seq, agent: event.fact.agent.clone(), text, body };
        strands.entry(strand(&event.fact)).or_default().push(step);
    }
    Ok(strands)
}

/// Checks of a tree that a repair replaced: how many of them had run by then is chance, and their proofs were taken back.
fn superseded(events: &[&Event]) -> BTreeSet<u64> {
    let amended = |event: &&&Event| matches!(event.fact.body, Body::File(FileEvent::Amended { .. }));
    let Some(last) = events.iter().rfind(amended).map(|event| event.seq) else { return BTreeSet::new() };
    let before = || events.iter().take_while(|event| event.seq < last);
    let tasks: BTreeSet<&str> = before()
        .filter_map(|event| match &event.fact.body {
            Body::Task(TaskEvent::Started { task, .. }) => match task.kind {
                TaskKind::Check { .. } => Some(task.id.as_str()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    let is_superseded = |event: &Event| match &event.fact.body {
        Body::Check(CheckEvent::Ended { .. }) => true,
        Body::Task(_) => tasks.contains(event.fact.correlation.as_str()),
        _ => false,
    };
    before().filter(|event| is_superseded(event)).map(|event| event.seq).collect()
}

/// The body without what differs between two good runs; none for what only tells of interruptions.
fn lasting(body: &Body) -> Option<Body> {
    let mut body = body.clone();
    match &mut body {
        Body::Session(SessionEvent::Opened { request: _, options, program }) => {
            options.out.clear();
            program.clear();
        }
        Body::Session(SessionEvent::Finished { .. }) => {}
        Body::Session(
            SessionEvent::CommandAccepted { .. }
            | SessionEvent::Forked { .. }
            | SessionEvent::Recovered { .. }
            | SessionEvent::Paused
            | SessionEvent::Resumed { .. }
            | SessionEvent::Rewound { .. },
        )
        | Body::Supervision(_)
        | Body::Message(_)
        | Body::Usage(_)
        | Body::Workspace(_)
        | Body::Model(ModelEvent::Failed { .. }) => return None,
        // A run that was interrupted in a call makes another attempt at it, and pays for it.
        Body::Model(ModelEvent::Requested { attempt, .. }) if *attempt > 1 => return None,
        Body::Model(ModelEvent::Requested { reservation, .. }) => *reservation = ReservationId(0),
        Body::Model(ModelEvent::Answered { usage, .. }) => *usage = None,
        Body::Task(TaskEvent::Started { attempt, .. }) if *attempt > 1 => return None,
        Body::Task(TaskEvent::Progressed { .. } | TaskEvent::AttemptFailed { .. }) => return None,
        Body::File(FileEvent::DeliveryStarted { target, .. }) => target.clear(),
        Body::Check(CheckEvent::Ended { result, .. }) => result.forget_costs(),
        Body::Check(CheckEvent::RepairEnded { result, .. }) => result.forget_costs(),
        Body::Task(TaskEvent::Started { .. } | TaskEvent::Ended { .. })
        | Body::Plan(_)
        | Body::Claim(_)
        | Body::File(
            FileEvent::Staged { .. }
            | FileEvent::Delivered { .. }
            | FileEvent::AmendmentStarted { .. }
            | FileEvent::Amended { .. }
            | FileEvent::AmendmentRefused { .. },
        )
        | Body::Human(_) => {}
        // How often files are looked at is up to the machine.
        Body::Enquiry(EnquiryEvent::LookAsked) => return None,
        Body::Enquiry(_) => {}
    }
    Some(body)
}

/// What an event belongs to: within it, order is cause.
fn strand(fact: &Fact) -> String {
    let of_task = || format!("task {}", fact.correlation);
    match &fact.body {
        Body::Task(
            TaskEvent::Started { .. }
            | TaskEvent::Progressed { .. }
            | TaskEvent::AttemptFailed { .. }
            | TaskEvent::Ended { .. },
        ) => of_task(),
        Body::Plan(PlanEvent::MilestoneReached { name }) => format!("milestone {name}"),
        Body::Plan(
            PlanEvent::Understood { .. }
            | PlanEvent::Refined { .. }
            | PlanEvent::Revised { .. }
            | PlanEvent::Drafted { .. },
        ) => of_task(),
        Body::Plan(
            PlanEvent::RevisionRequested { .. }
            | PlanEvent::RevisionRefused { .. }
            | PlanEvent::Approved { .. }
            | PlanEvent::Rejected,
        ) => "plan".to_owned(),
        Body::Claim(ClaimEvent::Ruled { ruling }) => format!("ruling {}", ruling.key),
        Body::Claim(
            ClaimEvent::Published { .. } | ClaimEvent::Disputed { .. } | ClaimEvent::VoteCast { .. },
        )
        | Body::File(FileEvent::Staged { .. }) => of_task(),
        Body::File(
            FileEvent::DeliveryStarted { .. }
            | FileEvent::Delivered { .. }
            | FileEvent::AmendmentStarted { .. }
            | FileEvent::Amended { .. }
            | FileEvent::AmendmentRefused { .. },
        ) => "delivery".to_owned(),
        Body::Check(CheckEvent::Ended { name, .. } | CheckEvent::RepairEnded { name, .. }) => {
            format!("check {name}")
        }
        Body::Human(HumanEvent::Asked { question }) => format!("question {}", question.id),
        Body::Human(HumanEvent::Answered { question, .. }) => format!("question {question}"),
        Body::Model(
            ModelEvent::Requested { call, .. }
            | ModelEvent::Answered { call, .. }
            | ModelEvent::Failed { call, .. },
        ) => format!("call {call}"),
        Body::Enquiry(body) => match body.number() {
            Some(number) => format!("enquiry {number}"),
            None => "session".to_owned(),
        },
        Body::Session(_) | Body::Message(_) | Body::Supervision(_) | Body::Usage(_) | Body::Workspace(_) => {
            "session".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::SessionId;

    fn notes() -> Vec<Event> {
        let text = include_str!("../fixtures/notes.jsonl");
        text.lines().map(|line| serde_json::from_str(line).expect("a recorded event")).collect()
    }

    #[test]
    fn times_ids_lives_and_turns_do_not_count() {
        let recorded = notes();
        let mut other = recorded.clone();
        for event in &mut other {
            event.at_ms += 5_000;
            event.session = SessionId::new("another");
            event.fact.incarnation += 1;
        }
        // Two agents' claims arrive in the other order.
        let of = |event: &Event, task: &str| event.fact.correlation == task;
        let (early, late): (Vec<Event>, Vec<Event>) =
            other.into_iter().partition(|event| of(event, "propose.1.security"));
        assert!(!early.is_empty());
        let turned: Vec<Event> = late.into_iter().chain(early).collect();
        assert_eq!(logical_head(&recorded), logical_head(&turned));
        assert_eq!(first_divergence(&recorded, &turned), Ok(None));
    }

    #[test]
    fn the_first_event_that_differs_is_named() {
        let recorded = notes();
        let mut other = recorded.clone();
        let at = |event: &&mut Event| matches!(&event.fact.body, Body::Claim(ClaimEvent::Published { .. }));
        let changed = other.iter_mut().filter(at).nth(1).expect("claims were recorded");
        let seq = changed.seq;
        if let Body::Claim(ClaimEvent::Published { claim }) = &mut changed.fact.body {
            claim.reason.push('!');
        }
        other.pop();
        assert_ne!(logical_head(&recorded), logical_head(&other));
        let found = first_divergence(&recorded, &other).expect("canonical").expect("they differ");
        assert_eq!(found.seq, seq);
        assert!(found.expected.is_some() && found.expected != found.got);
    }
}
