//! Sessions forked at any of their events: they share its record up to there, outlive it, and come to the same by themselves.

use anyhow::{Context, Result, anyhow, ensure};
use protocol::command::Command;
use protocol::event::{Event, Fact};
use protocol::head::first_divergence;
use protocol::id::CommandId;

use crate::kill::{self, Run};
use crate::life::Scenario;
use crate::machine::Machine;
use crate::person::Person;
use crate::switch::{Stop, Switch};
use crate::{crowd, replay};

/// Where a fork's repository goes; a fork of a fork has another folder.
fn target(at: u64) -> String {
    format!("/simulated/fork-{at}")
}

/// What was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    pub forks: usize,
    pub stops: usize,
}

/// A machine with nothing but a fork of the run's session; its parent's record is gone.
pub fn begin(scenario: &Scenario, run: &Run, at: u64) -> Result<Machine> {
    let machine = run.machine.copy();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let forked =
        runtime.block_on(scenario.told(&machine, &Switch::new(Stop::Never), run.view.timing.last_ms, {
            let (session, out) = (run.session.clone(), target(at));
            (CommandId::new(format!("fork-{at}")), Command::Fork { session, at, out })
        }));
    ensure!(forked? != run.session, "a fork has the id of its parent");
    machine.disk.remove(&run.session);
    Ok(machine)
}

/// Forks a run and lets the same person go on with it, through processes that stop where it says.
pub fn continued(scenario: &Scenario, run: &Run, at: u64, stops: &[Stop]) -> Result<Run> {
    // What somebody cancelled is gone on with by somebody who does not.
    let person = Person { cancels_at: None, ..scenario.person.clone() };
    let scenario = Scenario { person, ..scenario.clone() };
    let child = kill::run_on(&scenario, &begin(&scenario, run, at)?, stops)?;
    shares_prefix(&run.events, &child, at)?;
    Ok(child)
}

fn shares_prefix(parent: &[Event], child: &Run, at: u64) -> Result<()> {
    let point = child.view.lineage.last().context("a fork does not know its parent")?;
    ensure!(point.session == parent[0].session && point.at >= at, "it was forked at {}, not {at}", point.at);
    let facts = |events: &[Event]| -> Vec<Fact> {
        events.iter().take_while(|event| event.seq <= point.at).map(|event| event.fact.clone()).collect()
    };
    ensure!(facts(parent) == facts(&child.events), "a fork at {at} does not begin as its parent did");
    let out = child.view.options.as_ref().map(|options| options.out.as_str());
    ensure!(out == Some(target(at).as_str()), "a fork works in {out:?}");
    Ok(())
}

/// Without anything going wrong a fork comes to what its parent came to.
pub fn same(scenario: &Scenario, run: &Run, at: u64) -> Result<Run> {
    let child = continued(scenario, run, at, &[]).with_context(|| format!("forked at {at}"))?;
    if child.head != run.head {
        let parting = first_divergence(&run.events, &child.events)?;
        anyhow::bail!("forked at {at}, another outcome; first difference: {parting:#?}");
    }
    ensure!(child.machine.tree(&target(at)) == run.tree, "forked at {at}, another tree");
    replay::same(&child, &scenario.team).with_context(|| format!("forked at {at}"))?;
    Ok(child)
}

/// Forks the scenario's session at every so-manieth event, and stops each fork at every so-manieth of its own.
pub fn everywhere(scenario: &Scenario, fork_every: usize, stop_every: usize) -> Result<Tried> {
    let run = kill::run(scenario, &[])?;
    let places: Vec<u64> = (1..=run.events.len() as u64).step_by(fork_every).collect();
    let stops = std::sync::atomic::AtomicUsize::new(0);
    crowd::each(places.len() as u64, |place| {
        let at = places[usize::try_from(place)?];
        let child = same(scenario, &run, at)?;
        let own = child.view.lineage.last().map_or(0, |parent| parent.at) + 1..child.events.len() as u64;
        for stop in own.step_by(stop_every) {
            let stopped = continued(scenario, &run, at, &[Stop::AfterEvents(stop)])
                .with_context(|| format!("forked at {at}, stopped after {stop}"))?;
            let alike = stopped.head == child.head && stopped.machine.tree(&target(at)) == run.tree;
            ensure!(alike, "forked at {at} and stopped after {stop} it comes to something else");
            stops.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
        Ok(())
    })?;
    Ok(Tried { forks: places.len(), stops: stops.into_inner() })
}

impl Scenario {
    /// One process that is told one thing and ends in order.
    async fn told(
        &self,
        machine: &Machine,
        switch: &Switch,
        began_ms: u64,
        (id, command): (CommandId, Command),
    ) -> Result<protocol::id::SessionId> {
        let node = self.node(machine, switch, began_ms).await?;
        let told = node.command(id, command).await.map_err(|problem| anyhow!(problem));
        node.shutdown().await;
        told
    }
}
