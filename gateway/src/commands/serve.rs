//! `serve`: this data folder's sessions for browsers and terminals of this machine, until it is told to stop.

use std::path::Path;
use std::sync::Arc;

use cli::remote::Address;
use cli::{Exit, Screen, notice};
use protocol::problem::{Code, Problem};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::announce::Announcement;
use crate::claims::Claims;
use crate::commands::page;
use crate::logs::{self, Log};
use crate::open_files;
use crate::reach::in_use;
use crate::server::{Limits, Server};
use crate::sessions::Sessions;
use crate::signals::Stops;
use crate::wiring;

pub async fn run(home: &Path, port: u16, manner: Manner) -> Result<Exit, Problem> {
    let mut stops = Stops::listen();
    let node = wiring::open_node(home)
        .await
        .map_err(|problem| if problem.code == Code::Locked { in_use(home) } else { problem })?;
    let sessions = Arc::new(Claims::new(node.clone(), home));
    let log = Log::begin(home, usize::from(manner.log_files));
    let served = serve(home, port, manner, sessions, &mut stops).await;
    drop(log);
    tokio::select! {
        () = node.shutdown() => {}
        () = stops.asked() => {}
    }
    served
}

/// How the address is told, and how much of what happens is kept.
#[derive(Clone, Copy)]
pub struct Manner {
    pub open: bool,
    pub json: bool,
    /// Files of the log.
    pub log_files: u16,
}

async fn serve(
    home: &Path,
    port: u16,
    manner: Manner,
    sessions: Arc<dyn Sessions>,
    stops: &mut Stops,
) -> Result<Exit, Problem> {
    let open_files = open_files::raise();
    let bound = Server::bind(port).await.map(|server| server.with(Limits::within(open_files)));
    let server = bound.map_err(|error| {
        let message = format!("127.0.0.1:{port} cannot be listened on: {error}");
        Problem::new(Code::NotNow, message, "choose another with --port, or 0 for any that is free")
    })?;
    let address = Address { port: server.port(), token: wiring::random_name() };
    let announcement = Announcement::write(home, &address).map_err(|error| {
        let message = format!("the gateway's note in {} cannot be written: {error}", home.display());
        Problem::new(Code::Storage, message, "make room in the data folder, or name another with --home")
    })?;
    logs::started(address.port, open_files);
    greet(home, &address, &server.doors().code(), manner).await;
    let stop = CancellationToken::new();
    let running = server.run(sessions, &address.token, home.to_owned(), stop.clone());
    tokio::pin!(running);
    tokio::select! {
        () = &mut running => {}
        () = stops.asked() => {
            Screen::errors().print("\nstopping in order; Ctrl-C again stops at once (nothing is lost either way)");
            logs::stopping();
            drop(announcement);
            stop.cancel();
            running.await;
        }
    }
    logs::stopped();
    Ok(Exit::Done)
}

async fn greet(home: &Path, address: &Address, code: &str, Manner { open, json, .. }: Manner) {
    let url = page::url(address.port, code);
    if json {
        // Programs use the token; a person's browser gets the code, which is worth nothing once it was used.
        notice::print_document(&json!({
            "url": url,
            "port": address.port,
            "token": address.token,
            "pid": std::process::id(),
            "home": home,
        }));
    }
    let mut screen = Screen::of_process(json);
    screen.print(&format!("serving {} on this machine alone; open\n\n  {url}\n", home.display()));
    screen.print(
        "this address opens once, within five minutes; `samriddh page` prints another\n\
         other samriddh commands on this data folder join this one; Ctrl-C stops it",
    );
    if open && let Err(problem) = page::open(&url).await {
        Screen::errors().print(&notice::text(&problem));
    }
}
