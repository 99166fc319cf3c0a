//! What holds for every session whatever went wrong in it, looked up in its record and in what was done to the outside.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use protocol::check::CheckStatus;
use protocol::event::{ATTEMPTS_MAX, Body, Event, FileEvent, MessageEvent, SessionEvent, Subject, TaskEvent};
use protocol::id::{SessionId, TaskId};
use protocol::model::ModelEvent;
use protocol::view::View;
use tools::effect::Class;

use crate::life::recorded;
use crate::machine::{Act, Machine};

/// Pauses between attempts, and time in which a task waits for its agent's next incarnation.
const SLACK_MS: u64 = 60_000;

/// Fails with the first promise that was not kept. The session must have ended.
pub fn check(machine: &Machine, session: &SessionId) -> Result<()> {
    let events = recorded(machine, session)?;
    let view = View::fold(&events)?;
    ensure!(view.outcome.is_some(), "the session has no outcome");
    each_task_ends_once_and_in_time(&events, &view)?;
    nothing_starts_after_the_end(&events)?;
    every_message_is_accounted_for(&events)?;
    every_effect_has_its_event(machine, &events)?;
    nothing_is_done_after_the_end(machine, &events)?;
    nothing_is_written_twice(machine, &events)?;
    proofs_are_of_what_was_delivered(machine, &view)?;
    nothing_is_spent_beyond_the_budget(machine, &events)?;
    views_are_folds(machine, session, &events)
}

fn each_task_ends_once_and_in_time(events: &[Event], view: &View) -> Result<()> {
    let mut ends: BTreeMap<&TaskId, u64> = BTreeMap::new();
    for event in events {
        if is_fork(event) {
            // What a fork does anew ends anew; what it keeps has ended.
            ends.retain(|task, _| ends_for_good(events, event.seq, task));
        }
        if let Body::Task(TaskEvent::Ended { task, .. }) = &event.fact.body {
            ensure!(ends.insert(task, event.at_ms).is_none(), "{task} ended twice");
        }
    }
    for (id, task) in &view.tasks {
        let Some(ended_ms) = ends.get(id) else { anyhow::bail!("{id} was started and never ended") };
        let lives = events.iter().filter(|event| is_recovery(event)).count() as u64 + 1;
        let allowed = (task.spec.deadline_ms * u64::from(ATTEMPTS_MAX) + SLACK_MS) * lives;
        let took = ended_ms.saturating_sub(task.started_ms);
        ensure!(took <= allowed, "{id} ended after {took} ms, and {allowed} ms are allowed");
    }
    Ok(())
}

fn is_fork(event: &Event) -> bool {
    matches!(event.fact.body, Body::Session(SessionEvent::Forked { .. }))
}

/// Whether a task that ended before a fork is not done again.
fn ends_for_good(events: &[Event], fork: u64, task: &TaskId) -> bool {
    let before = View::fold(events.iter().take_while(|event| event.seq <= fork));
    before.is_ok_and(|view| view.tasks.contains_key(task))
}

fn is_recovery(event: &Event) -> bool {
    matches!(event.fact.body, Body::Session(SessionEvent::Recovered { .. }))
}

fn nothing_starts_after_the_end(events: &[Event]) -> Result<()> {
    let own = events.iter().rposition(is_fork).map_or(0, |at| at + 1);
    let events = &events[own..];
    let end =
        events.iter().position(|it| matches!(it.fact.body, Body::Session(SessionEvent::Finished { .. })));
    for event in events.iter().skip(end.map_or(events.len(), |at| at + 1)) {
        let starts = matches!(
            event.fact.body,
            Body::Task(TaskEvent::Started { .. })
                | Body::File(_)
                | Body::Check(_)
                | Body::Claim(_)
                | Body::Plan(_)
                | Body::Model(ModelEvent::Requested { .. })
        );
        ensure!(!starts, "event {} comes after the end: {:?}", event.seq, event.fact.body);
    }
    Ok(())
}

/// An assignment ends as an answer, a dead letter or a failed attempt; the end of the session or of the process ends all.
fn every_message_is_accounted_for(events: &[Event]) -> Result<()> {
    let mut open: BTreeSet<&TaskId> = BTreeSet::new();
    for event in events {
        if is_fork(event) {
            open.clear();
        }
        match &event.fact.body {
            Body::Message(MessageEvent::Sent {
                about,
                subject: Subject::Assignment | Subject::Query,
                ..
            }) => {
                ensure!(open.insert(about), "{about} was assigned while it was assigned");
            }
            Body::Message(
                MessageEvent::Sent { about, subject: Subject::Answer, .. }
                | MessageEvent::DeadLettered { about, .. },
            ) => drop(open.remove(about)),
            Body::Task(TaskEvent::AttemptFailed { task, .. } | TaskEvent::Ended { task, .. }) => {
                open.remove(task);
            }
            _ => {}
        }
    }
    ensure!(open.is_empty(), "never handled, expired or dead-lettered: {open:?}");
    Ok(())
}

/// What is done to the outside was on disk before.
fn every_effect_has_its_event(machine: &Machine, events: &[Event]) -> Result<()> {
    for done in machine.acts() {
        let on_disk = events.iter().take_while(|event| event.seq <= done.events_on_disk);
        let announced = on_disk.map(|event| &event.fact.body).any(|body| match (&done.act, body) {
            (Act::Deliver { .. }, Body::File(FileEvent::DeliveryStarted { .. })) => true,
            (Act::Check { name }, Body::Task(TaskEvent::Started { task, .. })) => {
                matches!(&task.kind, protocol::event::TaskKind::Check { name: of } if of == name)
            }
            (Act::Amend { tree }, Body::File(FileEvent::AmendmentStarted { tree_hash, .. })) => {
                tree_hash.as_str() == tree
            }
            (Act::Repair { name }, Body::Task(TaskEvent::Started { task, .. })) => {
                matches!(&task.kind, protocol::event::TaskKind::Repair { check } if check == name)
            }
            (Act::Ask { call }, Body::Model(ModelEvent::Requested { call: of, .. })) => of.as_str() == call,
            _ => false,
        });
        ensure!(announced, "{:?} was done before it was on disk", done.act);
    }
    Ok(())
}

/// A cancelled or finished session leaves the outside alone.
fn nothing_is_done_after_the_end(machine: &Machine, events: &[Event]) -> Result<()> {
    let is_end = |event: &&Event| matches!(event.fact.body, Body::Session(SessionEvent::Finished { .. }));
    // How its parent ended is in a fork's record as well.
    let own = events.iter().rposition(is_fork).map_or(0, |at| at + 1);
    let end = events[own..].iter().find(is_end).map_or(u64::MAX, |event| event.seq);
    for done in machine.acts() {
        ensure!(done.events_on_disk < end, "{:?} was done after the session had ended", done.act);
    }
    Ok(())
}

/// Writes, and those alone, must not happen twice; each has one beginning on record.
fn nothing_is_written_twice(machine: &Machine, events: &[Event]) -> Result<()> {
    let acts = machine.acts();
    let writes: Vec<&Act> =
        acts.iter().map(|done| &done.act).filter(|act| act.effect().class() == Class::Write).collect();
    for (place, write) in writes.iter().enumerate() {
        ensure!(!writes[..place].contains(write), "{write:?} happened twice");
    }
    let begun = |event: &&Event| {
        matches!(
            event.fact.body,
            Body::File(FileEvent::DeliveryStarted { .. } | FileEvent::AmendmentStarted { .. })
        )
    };
    let begun = events.iter().filter(begun).count();
    ensure!(writes.len() <= begun, "{} writes, and {begun} were begun", writes.len());
    Ok(())
}

/// Whatever was repaired in between: what counts as proved is proved of the tree that stands there now.
fn proofs_are_of_what_was_delivered(machine: &Machine, view: &View) -> Result<()> {
    let Some(delivery) = view.delivery.as_ref().filter(|delivery| delivery.done) else { return Ok(()) };
    if view.amending.is_none() {
        let there = machine.tree(&delivery.target);
        ensure!(there.as_deref() == Some(delivery.tree_hash.as_str()), "{there:?} is delivered");
    }
    for (name, result) in view.checks.iter().filter(|(_, result)| result.status == CheckStatus::Verified) {
        ensure!(result.tree_hash.as_ref() == Some(&delivery.tree_hash), "{name} is proved of another tree");
    }
    Ok(())
}

/// At no event is more spent and reserved than the person allowed; each attempt is reserved before; an answer is paid for once.
fn nothing_is_spent_beyond_the_budget(machine: &Machine, events: &[Event]) -> Result<()> {
    let mut view = View::default();
    let mut answered = BTreeSet::new();
    let mut requested = 0;
    for event in events {
        view.apply(event)?;
        let budget = view.options.as_ref().map(|options| options.budget).unwrap_or_default();
        let taken = view.spending.spent().plus(view.spending.reserved());
        ensure!(budget.tokens_max.is_none_or(|max| taken.tokens <= max), "event {}: {taken:?}", event.seq);
        let money = budget.micro_dollars_max;
        ensure!(money.is_none_or(|max| taken.micro_dollars <= max), "event {}: {taken:?}", event.seq);
        match &event.fact.body {
            Body::Model(ModelEvent::Requested { call, reservation, .. }) => {
                requested += 1;
                ensure!(
                    view.spending.worst(*reservation).is_some(),
                    "{call} was asked without a reservation"
                );
                ensure!(!answered.contains(call), "{call} was asked again after its answer");
            }
            Body::Model(ModelEvent::Answered { call, .. }) => {
                ensure!(answered.insert(call), "{call} was answered twice");
            }
            _ => {}
        }
    }
    let asked = machine.acts().iter().filter(|done| matches!(done.act, Act::Ask { .. })).count();
    ensure!(asked <= requested, "the model was asked {asked} times, and {requested} are on record");
    Ok(())
}

/// The kernel's own view, after whatever it recorded, is the fold of what was on disk by then.
fn views_are_folds(machine: &Machine, session: &SessionId, events: &[Event]) -> Result<()> {
    let seen = machine.disk.seen().up_to(session)?;
    let last = events.last().map_or(0, |event| event.seq);
    ensure!(seen == last, "the view was compared up to event {seen} of {last}");
    Ok(())
}
