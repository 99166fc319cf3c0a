//! A session followed from this terminal, wherever it runs; Ctrl-C ends it in order, a second one at once.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use cli::client::Client;
use cli::drive::{self, Ending, Start};
use cli::wire::{self, FarEnd};
use cli::{Exit, Screen, document, notice, render};
use protocol::command::Command;
use protocol::id::SessionId;
use protocol::problem::Problem;
use tokio_util::sync::CancellationToken;

use crate::announce;
use crate::claims::Claims;
use crate::connection::{self, Host};
use crate::link::ChannelLink;
use crate::reach::{Reach, reach};
use crate::signals::Stops;
use crate::wiring;

/// Follows to the end, and prints the report or the document.
pub async fn follow(home: &Path, start: Start, yes: bool, json: bool, stops: &mut Stops) -> Exit {
    let mut screen = Screen::of_process(json).with_board();
    match attempt(home, start, yes, &mut screen, stops).await {
        Ok(ending) => told(&ending, &mut screen),
        Err(problem) => refused(&problem, json),
    }
}

/// Says that a run came to nothing before there was a session.
pub fn refused(problem: &Problem, json: bool) -> Exit {
    let mut screen = Screen::errors();
    screen.print(&notice::text(problem));
    if json {
        notice::print_document(&document::of_problem(problem));
    }
    Exit::of_code(problem.code)
}

async fn attempt(
    home: &Path,
    start: Start,
    yes: bool,
    screen: &mut Screen,
    stops: &mut Stops,
) -> Result<Ending, Problem> {
    let may_ask =
        !yes && !screen.is_json() && std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let (near, far) = wire::pair();
    let run = async {
        let client = Client::open(near, wiring::random_name()).await?;
        Ok(drive::run(client, start, screen, may_ask, stops.asked()).await)
    };
    match reach(home).await? {
        Reach::There(remote) => tokio::select! {
            biased;
            ending = run => ending,
            // Its end closes the channels, which the run sees once it has read what is left in them.
            never = then_never(remote.pump(far, || announce::read(home))) => never,
        },
        Reach::Here(node) => {
            let host = Host::new(
                Arc::new(Claims::new(node.clone(), home)),
                wiring::random_name(),
                CancellationToken::new(),
            );
            let ending = tokio::select! {
                biased;
                ending = run => ending,
                never = then_never(connection::serve(ChannelLink::new(far), host)) => never,
            };
            if matches!(&ending, Ok(ending) if ending.exit == Exit::Interrupted) {
                Screen::errors()
                    .print("\nstopping in order; Ctrl-C again stops at once (nothing is lost either way)");
            }
            tokio::select! {
                () = node.shutdown() => {}
                () = stops.asked() => {}
            }
            ending
        }
    }
}

/// Tells the owner of the sessions one thing, whoever that is; the session it is about or has begun.
pub async fn tell(home: &Path, command: Command) -> Result<SessionId, Problem> {
    let (near, far) = wire::pair();
    let said = async { Client::open(near, wiring::random_name()).await?.command(command).await };
    reached(home, far, said).await?
}

/// Does the work of a client at the other end of the channels, with whoever owns the sessions.
pub async fn reached<T>(home: &Path, far: FarEnd, work: impl Future<Output = T>) -> Result<T, Problem> {
    match reach(home).await? {
        Reach::There(remote) => Ok(tokio::select! {
            biased;
            done = work => done,
            never = then_never(remote.pump(far, || announce::read(home))) => never,
        }),
        Reach::Here(node) => {
            let host = Host::new(
                Arc::new(Claims::new(node.clone(), home)),
                wiring::random_name(),
                CancellationToken::new(),
            );
            let done = tokio::select! {
                biased;
                done = work => done,
                never = then_never(connection::serve(ChannelLink::new(far), host)) => never,
            };
            node.shutdown().await;
            Ok(done)
        }
    }
}

fn told(ending: &Ending, screen: &mut Screen) -> Exit {
    let Ending { view, exit, problem } = ending;
    if let Some(problem) = problem {
        Screen::errors().print(&notice::text(problem));
    }
    if view.session.is_some() {
        screen.print(&render::report::text(view));
    }
    if screen.is_json() {
        notice::print_document(&document::of_run(view, *exit, problem.as_ref()));
    }
    *exit
}

async fn then_never<T>(work: impl Future<Output = ()>) -> T {
    work.await;
    std::future::pending().await
}
