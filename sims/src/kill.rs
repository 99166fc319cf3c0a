//! Stopping a session at every point of its record and inside every effect, and taking it up again.

use anyhow::{Context, Result, ensure};
use protocol::event::{Body, Event, SessionEvent};
use protocol::head::{first_divergence, logical_head};
use protocol::id::{ContentHash, SessionId};
use protocol::view::View;

use crate::invariants;
use crate::life::{End, Scenario, TARGET, begun, recorded};
use crate::machine::Machine;
use crate::switch::Stop;

/// What a whole run came to.
pub struct Run {
    pub session: SessionId,
    pub events: Vec<Event>,
    pub view: View,
    pub head: ContentHash,
    pub tree: Option<String>,
    pub acts: usize,
}

/// What was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    pub events: usize,
    pub boundaries: usize,
    pub effects: usize,
}

/// Lives one after another, each stopped where it says, and a last one to the end.
pub fn run(scenario: &Scenario, stops: &[Stop]) -> Result<Run> {
    let machine = Machine::default();
    for stop in stops {
        if scenario.live(&machine, *stop)? == End::Finished {
            break;
        }
    }
    ensure!(scenario.live(&machine, Stop::Never)? == End::Finished, "the last life was stopped");
    let (session, view) = begun(&machine)?.context("there is no session")?;
    invariants::check(&machine, &session)?;
    let events = recorded(&machine, &session)?;
    let head = logical_head(&events)?;
    let acts = machine.acts().len();
    Ok(Run { tree: machine.tree(TARGET), session, view, head, events, acts })
}

/// Stops the scenario at every boundary, or every so-manieth, and inside every effect; each time the next life ends as
/// the undisturbed one.
pub fn everywhere(scenario: &Scenario, every: usize) -> Result<Tried> {
    let undisturbed = run(scenario, &[])?;
    let last = undisturbed.events.last().map_or(0, |event| event.seq);
    let mut tried = Tried { events: undisturbed.events.len(), ..Tried::default() };
    for after in (0..last).step_by(every) {
        same_end(scenario, &undisturbed, Stop::AfterEvents(after))?;
        tried.boundaries += 1;
    }
    for effect in 1..=undisturbed.acts {
        same_end(scenario, &undisturbed, Stop::InsideEffect(effect))?;
        tried.effects += 1;
    }
    Ok(tried)
}

fn same_end(scenario: &Scenario, undisturbed: &Run, stop: Stop) -> Result<()> {
    let stopped = run(scenario, &[stop]).with_context(|| format!("{stop:?}"))?;
    if stopped.head != undisturbed.head {
        let parting = first_divergence(&undisturbed.events, &stopped.events)?;
        anyhow::bail!("{stop:?}: another outcome; first difference: {parting:#?}");
    }
    ensure!(stopped.tree == undisturbed.tree, "{stop:?}: another tree");
    let lives = stopped.events.iter().filter(|event| is_recovery(event)).count();
    ensure!(lives <= 1, "{stop:?}: taken up {lives} times");
    Ok(())
}

fn is_recovery(event: &Event) -> bool {
    matches!(event.fact.body, Body::Session(SessionEvent::Recovered { .. }))
}
