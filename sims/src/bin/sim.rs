//! `cargo sim`: whole sessions on a simulated machine, stopped, disturbed and repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use protocol::command::Verify;
use protocol::usage::Budget;
use runtime::team::Team;
use sims::faults::Faults;
use sims::life::Scenario;
use sims::person::Person;
use sims::seeds::Stage;
use sims::spending::spending;
use sims::{crowd, forks, kill, matrix, rulings};

/// Of so many seeds one is executed again from its record, and forked.
const REUSED: u64 = 8;
/// The product of the gates that need all agents at work.
const REFERENCE: &str = include_str!("../../../tests/journeys/blog.txt");
/// The product of those that are run very often.
const SMALL: &str = "An API only notebook with SQLite. Notes have a title.";
const CONFLICTS: u64 = 100;
const ORDERS: u64 = 1_000;

/// Runs whole sessions in virtual time.
#[derive(Parser)]
#[command(
    after_help = "Examples:\n  cargo sim                    every gate, 2000 seeds\n  cargo sim --seed 17          \
                        one seed, twice, told in full\n  cargo sim --seeds 50000      a longer run\n  \
                        cargo sim kill               stop at every event and inside every effect"
)]
struct Arguments {
    /// Run one seed and print what it stands for.
    #[arg(long, conflicts_with = "seeds")]
    seed: Option<u64>,
    /// How many seeds, from 0.
    #[arg(long, default_value_t = 2_000)]
    seeds: u64,
    #[command(subcommand)]
    gate: Option<Gate>,
}

#[derive(Clone, Copy, Subcommand)]
enum Gate {
    /// Stops a session at every event boundary and inside every effect.
    Kill,
    /// Puts every fault into every phase of every role.
    Matrix,
    /// Forks a session at its events, and stops the forks.
    Forks,
    /// Settles conflicts in many orders of arrival.
    Rulings,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    hush_planned_panics();
    let team = actors::team(forge::Templates::embedded())?;
    if let Some(seed) = arguments.seed {
        return one_seed(team, seed);
    }
    match arguments.gate {
        Some(Gate::Kill) => kill_gate(&team),
        Some(Gate::Matrix) => matrix_gate(&team),
        Some(Gate::Forks) => forks_gate(&team),
        Some(Gate::Rulings) => rulings_gate(&team),
        None => {
            rulings_gate(&team)?;
            matrix_gate(&team)?;
            kill_gate(&team)?;
            forks_gate(&team)?;
            many_seeds(team, arguments.seeds)?;
            println!("5 passed, 0 failed");
            Ok(())
        }
    }
}

/// Panics that a scenario asks for are no news; any other is printed.
fn hush_planned_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let planned =
            info.payload().downcast_ref::<String>().is_some_and(|text| text.contains("was told to panic"));
        if !planned {
            usual(info);
        }
    }));
}

fn scenario(team: &Team, request: &str) -> Scenario {
    Scenario {
        team: team.clone(),
        request: request.trim().to_owned(),
        verify: Verify::Full,
        person: Person::default(),
        faults: Arc::new(Faults::none(1)),
        budget: None,
    }
}

fn kill_gate(team: &Team) -> Result<()> {
    let tried = kill::everywhere(&scenario(team, REFERENCE), 1).context("kill")?;
    println!(
        "kill: {} events; stopped at {} boundaries and inside {} effects; every time the same head and tree, one delivery",
        tried.events, tried.boundaries, tried.effects
    );
    let tried = kill::everywhere(&spending(&scenario(team, SMALL))?, 1).context("kill with a model")?;
    println!(
        "kill with a model and the end of its budget: {} events; stopped at {} boundaries and inside {} effects; the same",
        tried.events, tried.boundaries, tried.effects
    );
    Ok(())
}

fn forks_gate(team: &Team) -> Result<()> {
    let tried = forks::everywhere(&scenario(team, SMALL), 3, 37).context("forks")?;
    println!(
        "forks: {} of one session, each with its prefix, its head and its tree, without its parent; stopped at {} \
         boundaries of their own, the same",
        tried.forks, tried.stops
    );
    Ok(())
}

fn matrix_gate(team: &Team) -> Result<()> {
    let asking = Scenario { budget: Some(Budget::default()), ..scenario(team, SMALL) };
    let tried = matrix::all(&asking).context("matrix")?;
    println!(
        "matrix: {} roles, {} phases; {} single faults survived, {} lasting ones given up with a reason",
        tried.roles, tried.phases, tried.survived, tried.given_up
    );
    Ok(())
}

fn rulings_gate(team: &Team) -> Result<()> {
    let run = kill::run(&scenario(team, SMALL), &[])?;
    let requirements = run.view.requirements.context("the request was not understood")?;
    let compared = rulings::orders(&requirements, CONFLICTS, ORDERS).context("rulings")?;
    println!(
        "rulings: {CONFLICTS} conflicts of {} kinds in {ORDERS} orders each: {compared} rulings, all right",
        rulings::KINDS.len()
    );
    Ok(())
}

fn many_seeds(team: Team, seeds: u64) -> Result<()> {
    let stage = Stage::new(team)?;
    let events = AtomicUsize::new(0);
    crowd::each(seeds, |seed| {
        let run = stage
            .run(seed)
            .with_context(|| format!("seed {seed}; `cargo sim --seed {seed}` runs it again"))?;
        events.fetch_add(run.events.len(), Ordering::Relaxed);
        if seed % REUSED == 0 {
            stage
                .reuse(seed, &run)
                .with_context(|| format!("seed {seed}; `cargo sim --seed {seed}` runs it again"))?;
        }
        Ok(())
    })?;
    let events = events.into_inner();
    println!(
        "seeds: {seeds} scenarios, each twice and the same to the byte; {events} events, every invariant held; {} of them executed again \
         from their records, forked anywhere and gone on with",
        seeds.div_ceil(REUSED)
    );
    Ok(())
}

fn one_seed(team: Team, seed: u64) -> Result<()> {
    let stage = Stage::new(team)?;
    println!("{}", stage.scenario(seed).story);
    let run = stage.run(seed)?;
    println!("{} events, head {}", run.events.len(), run.head);
    stage.reuse(seed, &run)?;
    let Some(outcome) = run.view.outcome else { bail!("the session has no outcome") };
    println!("{outcome:?}: {}", run.view.outcome_reason);
    Ok(())
}
