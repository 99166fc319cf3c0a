//! What was recorded in a simulation is executed again, from the record alone, and comes to the same.

use anyhow::{Result, anyhow, ensure};
use protocol::event::Event;
use runtime::replay::{Record, Replayed, again};
use runtime::team::Team;

use crate::kill::Run;

/// Executes a run's record again. The team has no faults: those that were met are in the record.
pub fn replayed(run: &Run, team: &Team) -> Result<Replayed> {
    replayed_as(run, team, run.events.clone())
}

/// The same with a record that somebody has changed.
pub fn replayed_as(run: &Run, team: &Team, events: Vec<Event>) -> Result<Replayed> {
    let record = Record { events, blobs: run.blobs.clone() };
    again(&record, team).map_err(|problem| anyhow!(problem))
}

/// Fails unless the record comes to the same head again.
pub fn same(run: &Run, team: &Team) -> Result<Replayed> {
    let replayed = replayed(run, team)?;
    let parting = &replayed.divergence;
    ensure!(
        parting.is_none() && replayed.got == replayed.expected,
        "executed again, it parts at {parting:#?}"
    );
    Ok(replayed)
}
