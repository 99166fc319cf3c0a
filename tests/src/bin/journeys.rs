//! `cargo journeys`: what needs npm, a browser and a database. An absent tool fails here.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Parser;
use tests::journeys::interrupt::KILLS;
use tests::journeys::program::Program;
use tests::journeys::{Depth, Journey};

/// Runs journeys of a person through the real program.
#[derive(Parser)]
#[command(
    after_help = "Examples:\n  cargo journeys              the blog in full, the rest as far as is quick\n  \
                        cargo journeys --all        everything in full\n  cargo journeys library      one of them, in full\n  \
                        cargo journeys blog-interrupted --kills 200\n  \
                        cargo journeys --list"
)]
struct Arguments {
    /// Journeys to run, in full.
    names: Vec<String>,
    /// Run everything in full.
    #[arg(long)]
    all: bool,
    /// Moments at which `blog-interrupted` kills the program.
    #[arg(long, default_value_t = KILLS, value_parser = clap::value_parser!(u32).range(1..))]
    kills: u32,
    /// Print the names.
    #[arg(long)]
    list: bool,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let journeys = Journey::all()?;
    if arguments.list {
        journeys.iter().for_each(|journey| println!("{}", journey.name()));
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(unknown) = arguments.names.iter().find(|name| !journeys.iter().any(|j| j.name() == **name)) {
        bail!("there is no journey {unknown}; `cargo journeys --list` prints them");
    }
    run(&arguments, &journeys)
}

fn run(arguments: &Arguments, journeys: &[Journey]) -> Result<ExitCode> {
    let program = Program::build()?;
    let (mut passed, mut failed) = (0, 0);
    for journey in journeys {
        let name = journey.name();
        let named = arguments.names.contains(&name);
        let is_wanted = if arguments.names.is_empty() { arguments.all || journey.is_usual() } else { named };
        if !is_wanted {
            continue;
        }
        let depth = if named || arguments.all { Depth::Full } else { journey.usual_depth() };
        println!("{name} ({depth:?}):");
        match journey.run(&program, depth, arguments.kills) {
            Ok(()) => passed += 1,
            Err(error) => {
                // Without the backtrace that `{:?}` has: what failed is another program.
                println!("    FAILED: {error:#}");
                failed += 1;
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
