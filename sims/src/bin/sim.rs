//! `cargo sim`: whole sessions on a simulated machine, stopped, disturbed and repeated.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use protocol::command::Verify;
use protocol::usage::Budget;
use runtime::team::Team;
use sims::faults::{CheckFault, Faults};
use sims::life::Scenario;
use sims::person::Person;
use sims::requests::{self, Part};
use sims::seeds::Stage;
use sims::spending::spending;
use sims::{crowd, forks, kill, matrix, rulings};

/// Of so many seeds one is executed again from its record, and forked.
const REUSED: u64 = 8;
/// The product of the gates that need all agents at work.
const REFERENCE: &str = include_str!("../../../tests/journeys/blog.txt");
/// The product of those that are run very often.
const SMALL: &str = "An API only notebook with SQLite. Notes have a title.";
/// The check that fails until it is repaired.
const REPAIRED: &str = "backend.lint";
/// Boundaries between stops where all gates run together; `cargo sim kill` stops at each.
const SAMPLED: usize = 5;
const CONFLICTS: u64 = 100;
const ORDERS: u64 = 1_000;

/// Runs whole sessions in virtual time.
#[derive(Parser)]
#[command(
    after_help = "Examples:\n  cargo sim                    every gate, 2000 seeds\n  cargo sim --seed 17          \
                        one seed, twice, told in full\n  cargo sim seeds --count 50000  a longer run of seeds alone\n  \
                        cargo sim kill               stop at every event and inside every effect\n  \
                        cargo sim kill --every 20    stop at a sample of them"
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

#[derive(Clone, Subcommand)]
enum Gate {
    /// Stops a session at every event boundary and inside every effect.
    Kill {
        /// Every so-manieth boundary; effects are all tried.
        #[arg(long, default_value = "1")]
        every: NonZeroUsize,
    },
    /// Puts every fault into every phase of every role.
    Matrix,
    /// Forks a session at its events, and stops the forks.
    Forks,
    /// Settles conflicts in many orders of arrival.
    Rulings,
    /// Runs scenarios of seeds, each twice.
    Seeds {
        /// The first one.
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// How many.
        #[arg(long, default_value_t = 2_000)]
        count: u64,
    },
    /// Reads the corpus of requests, and compares with what a careful reader expects.
    Requests {
        /// The part that nobody looks at while the reading is worked on; told as totals only.
        #[arg(long, conflicts_with = "domain")]
        blind: bool,
        /// One domain of it.
        #[arg(long)]
        domain: Option<String>,
    },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    hush_planned_panics();
    let team = actors::team(forge::Templates::embedded())?;
    if let Some(seed) = arguments.seed {
        return one_seed(team, seed);
    }
    match arguments.gate {
        Some(Gate::Kill { every }) => kill_gate(&team, every.get()),
        Some(Gate::Matrix) => matrix_gate(&team),
        Some(Gate::Forks) => forks_gate(&team),
        Some(Gate::Rulings) => rulings_gate(&team),
        Some(Gate::Seeds { from, count }) => many_seeds(team, from, count),
        Some(Gate::Requests { blind: true, .. }) => {
            println!("{}", requests::run(Part::Blind, None)?.table());
            Ok(())
        }
        Some(Gate::Requests { domain, .. }) => {
            let report = requests::run(Part::Open, domain.as_deref())?;
            println!("{}\n{}", report.told, report.table());
            Ok(())
        }
        None => {
            rulings_gate(&team)?;
            matrix_gate(&team)?;
            kill_gate(&team, SAMPLED)?;
            forks_gate(&team)?;
            many_seeds(team, 0, arguments.seeds)?;
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

/// The same with a check that fails until it is repaired.
fn repairing(team: &Team, request: &str) -> Scenario {
    let faults = Arc::new(Faults::none(1).with_check(REPAIRED, CheckFault::Repairable));
    Scenario { faults, ..scenario(team, request) }
}

/// The reference session has all agents, a plan that waits and is revised, a model and the end of its budget, files that are
/// written, and a failed check that is repaired.
fn kill_gate(team: &Team, every: usize) -> Result<()> {
    let reference = spending(&repairing(team, REFERENCE))?;
    let tried = kill::everywhere(&reference, every).context("kill")?;
    println!(
        "kill: {} events; stopped at {} boundaries ({} of them with the plan waiting) and inside {} effects; every time the \
         same head and tree, each write once",
        tried.events, tried.boundaries, tried.approvals, tried.effects
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
    // A model is asked, and a failed check is repaired.
    let asking = Scenario {
        budget: Some(Budget::default()),
        request: format!("{SMALL} Notes sparkle at night."),
        ..repairing(team, SMALL)
    };
    let tried = matrix::all(&asking).context("matrix")?;
    println!(
        "matrix: {} roles, {} phases; {} single faults survived, {} lasting ones given up with a reason, {} mailboxes full, \
         {} tools killed, {} times a model failed, {} agents given up at their restart limit",
        tried.roles,
        tried.phases,
        tried.survived,
        tried.given_up,
        tried.mailboxes,
        tried.tools,
        tried.models,
        tried.escalated
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

fn many_seeds(team: Team, from: u64, seeds: u64) -> Result<()> {
    let stage = Stage::new(team)?;
    let events = AtomicUsize::new(0);
    crowd::each(seeds, |place| {
        let seed = from + place;
        let run = stage
            .run(seed)
            .with_context(|| format!("seed {seed}; `cargo sim --seed {seed}` runs it again"))?;
        events.fetch_add(run.events.len(), Ordering::Relaxed);
        if place % REUSED == 0 {
            stage
                .reuse(seed, &run)
                .with_context(|| format!("seed {seed}; `cargo sim --seed {seed}` runs it again"))?;
        }
        Ok(())
    })?;
    let events = events.into_inner();
    println!(
        "seeds: {seeds} scenarios from seed {from}, each twice and the same to the byte; {events} events, every invariant held; {} of them executed again \
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
