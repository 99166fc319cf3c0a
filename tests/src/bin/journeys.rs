//! `cargo journeys`: what needs npm, a browser and a database. An absent tool fails here.

use anyhow::{Result, bail};
use clap::Parser;
use tests::journeys::Journey;
use tests::journeys::program::Program;
use tests::journeys::verified::Verified;

/// Runs journeys of a person through the real program.
#[derive(Parser)]
#[command(
    after_help = "Examples:\n  cargo journeys              the flagship, and what changed since it was verified\n  \
                        cargo journeys --all        everything\n  cargo journeys library      one of them\n  \
                        cargo journeys --list"
)]
struct Arguments {
    /// Journeys to run, whether or not their tree changed.
    names: Vec<String>,
    /// Run everything.
    #[arg(long)]
    all: bool,
    /// Print the names.
    #[arg(long)]
    list: bool,
    /// Note the verified trees in tests/journeys, so that they are not checked again until they change.
    #[arg(long)]
    record: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let journeys = Journey::all()?;
    if arguments.list {
        journeys.iter().for_each(|journey| println!("{}", journey.name()));
        return Ok(());
    }
    if let Some(unknown) = arguments.names.iter().find(|name| !journeys.iter().any(|j| j.name() == **name)) {
        bail!("there is no journey {unknown}; `cargo journeys --list` prints them");
    }
    run(&arguments, &journeys)
}

fn run(arguments: &Arguments, journeys: &[Journey]) -> Result<()> {
    let program = Program::build()?;
    let mut verified = Verified::load()?;
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for journey in journeys {
        let name = journey.name();
        let named = arguments.names.contains(&name);
        if !arguments.names.is_empty() && !named {
            continue;
        }
        let chosen = named || arguments.all;
        if !chosen && let Some(why) = journey.is_known(&program, &verified)? {
            println!("{name}: not run again: {why}");
            skipped += 1;
            continue;
        }
        println!("{name}:");
        match journey.run(&program, &mut verified) {
            Ok(()) => passed += 1,
            Err(error) => {
                println!("    FAILED: {error:?}");
                failed += 1;
            }
        }
    }
    if arguments.record {
        verified.save()?;
    }
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    if failed > 0 {
        bail!("{failed} journeys failed");
    }
    Ok(())
}
