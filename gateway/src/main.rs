//! The program `samriddh`.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Context;
use cli::args::{self, Stop};
use cli::{Exit, Screen, document, notice};
use tikv_jemallocator::Jemalloc;

/// Gives the system back what ten thousand connections or a million lines took; the platform's own keeps it in pieces.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    match args::read(&words) {
        Ok(args) => match run(args) {
            Ok(exit) => ExitCode::from(told(exit).code()),
            Err(error) => {
                Screen::errors().print(&format!("error: {error:#}"));
                ExitCode::from(Exit::Failed.code())
            }
        },
        Err(stop) => ExitCode::from(stopped(&stop).code()),
    }
}

/// What was found but could not be printed is not done.
fn told(exit: Exit) -> Exit {
    let Some(why) = notice::lost() else { return exit };
    Screen::errors().print(&format!("error: the output could not be written: {why}"));
    if exit == Exit::Done { Exit::Failed } else { exit }
}

fn run(args: args::Args) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the program could not start its threads; end other programs and try again")?;
    let exit = runtime.block_on(gateway::commands::run(args));
    // A thread may still wait for a line that nobody types.
    runtime.shutdown_background();
    Ok(exit)
}

fn stopped(stop: &Stop) -> Exit {
    match stop {
        Stop::Shown { text, json } => {
            if *json {
                notice::print_document(&serde_json::json!({ "help": text.render().to_string() }));
            } else {
                // A reader that went away is no failure.
                let _ = text.print();
            }
            if text.use_stderr() { Exit::Refused } else { Exit::Done }
        }
        Stop::Usage { error, json, new } => {
            let _ = error.print();
            let problem = args::problem(error);
            match (json, new) {
                (true, true) => notice::print_document(&document::of_problem(&problem)),
                (true, false) => notice::print_document(&notice::document(&problem)),
                (false, _) => {}
            }
            Exit::Refused
        }
    }
}
