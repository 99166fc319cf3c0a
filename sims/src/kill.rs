//! Stopping a session at every point of its record and inside every effect, and taking it up again.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use memory::Blobs;
use protocol::event::{Body, Event, SessionEvent};
use protocol::head::{first_divergence, logical_head};
use protocol::id::{ContentHash, SessionId};
use protocol::view::{Stage, View};

use crate::life::{End, Scenario, begun, recorded};
use crate::machine::Machine;
use crate::switch::Stop;
use crate::{crowd, invariants};

/// What a whole run came to.
pub struct Run {
    pub session: SessionId,
    pub events: Vec<Event>,
    pub view: View,
    pub head: ContentHash,
    pub tree: Option<String>,
    pub acts: usize,
    pub blobs: Arc<dyn Blobs>,
    /// What the run left.
    pub machine: Machine,
}

/// What was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    pub events: usize,
    pub boundaries: usize,
    pub effects: usize,
    /// Stops at which the plan waited for the person, who could still approve it afterwards.
    pub approvals: usize,
}

/// Lives one after another, each stopped where it says, and a last one to the end.
pub fn run(scenario: &Scenario, stops: &[Stop]) -> Result<Run> {
    run_on(scenario, &scenario.machine()?, stops)
}

/// The same on a machine that may have a session already.
pub fn run_on(scenario: &Scenario, machine: &Machine, stops: &[Stop]) -> Result<Run> {
    for stop in stops {
        if scenario.live(machine, *stop)? == End::Finished {
            break;
        }
    }
    ensure!(scenario.live(machine, Stop::Never)? == End::Finished, "the last life was stopped");
    let (session, view) = begun(machine)?.context("there is no session")?;
    invariants::check(machine, &session)?;
    let events = recorded(machine, &session)?;
    let head = logical_head(&events)?;
    let acts = machine.acts().len();
    let blobs = machine.disk.blobs();
    Ok(Run {
        tree: view.options.as_ref().and_then(|options| machine.tree(&options.out)),
        session,
        view,
        head,
        events,
        acts,
        blobs,
        machine: machine.clone(),
    })
}

/// Stops the scenario at every boundary, or every so-manieth, and inside every effect; each time the next life ends as
/// the undisturbed one.
pub fn everywhere(scenario: &Scenario, every: usize) -> Result<Tried> {
    let undisturbed = run(scenario, &[])?;
    let boundaries = (0..undisturbed.events.len() as u64).step_by(every).map(Stop::AfterEvents);
    let stops: Vec<Stop> = boundaries.chain((1..=undisturbed.acts).map(Stop::InsideEffect)).collect();
    crowd::each(stops.len() as u64, |place| {
        let stop = stops[usize::try_from(place)?];
        same_end(scenario, &undisturbed, stop).with_context(|| format!("{stop:?}"))
    })?;
    let effects = undisturbed.acts;
    let mut view = View::default();
    let mut approvals = 0;
    for event in &undisturbed.events {
        view.apply(event)?;
        let waits = view.stage == Stage::Approval && view.waits_for_person();
        approvals += usize::from(waits && event.seq.is_multiple_of(every as u64));
    }
    Ok(Tried { approvals, events: undisturbed.events.len(), boundaries: stops.len() - effects, effects })
}

fn same_end(scenario: &Scenario, undisturbed: &Run, stop: Stop) -> Result<()> {
    let stopped = run(scenario, &[stop])?;
    if stopped.head != undisturbed.head {
        let parting = first_divergence(&undisturbed.events, &stopped.events)?;
        anyhow::bail!("another outcome; first difference: {parting:#?}");
    }
    ensure!(stopped.tree == undisturbed.tree, "another tree");
    let lives = stopped.events.iter().filter(|event| is_recovery(event)).count();
    ensure!(lives <= 1, "taken up {lives} times");
    Ok(())
}

fn is_recovery(event: &Event) -> bool {
    matches!(event.fact.body, Body::Session(SessionEvent::Recovered { .. }))
}
