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
use crate::reach::in_use;
use crate::server::Server;
use crate::sessions::Sessions;
use crate::signals::Stops;
use crate::wiring;

pub async fn run(home: &Path, port: u16, json: bool) -> Result<Exit, Problem> {
    let mut stops = Stops::listen();
    let node = wiring::open_node(home)
        .await
        .map_err(|problem| if problem.code == Code::Locked { in_use(home) } else { problem })?;
    let served = serve(home, port, json, Arc::new(Claims::new(node.clone(), home)), &mut stops).await;
    tokio::select! {
        () = node.shutdown() => {}
        () = stops.asked() => {}
    }
    served
}

async fn serve(
    home: &Path,
    port: u16,
    json: bool,
    sessions: Arc<dyn Sessions>,
    stops: &mut Stops,
) -> Result<Exit, Problem> {
    let server = Server::bind(port).await.map_err(|error| {
        let message = format!("127.0.0.1:{port} cannot be listened on: {error}");
        Problem::new(Code::NotNow, message, "choose another with --port, or 0 for any that is free")
    })?;
    let address = Address { port: server.port(), token: wiring::random_name() };
    let announcement = Announcement::write(home, &address).map_err(|error| {
        let message = format!("the gateway's note in {} cannot be written: {error}", home.display());
        Problem::new(Code::Storage, message, "make room in the data folder, or name another with --home")
    })?;
    greet(home, &address, json);
    let stop = CancellationToken::new();
    let running = server.run(sessions, &address.token, home.to_owned(), stop.clone());
    tokio::pin!(running);
    tokio::select! {
        () = &mut running => {}
        () = stops.asked() => {
            Screen::errors().print("\nstopping in order; Ctrl-C again stops at once (nothing is lost either way)");
            drop(announcement);
            stop.cancel();
            running.await;
        }
    }
    Ok(Exit::Done)
}

fn greet(home: &Path, address: &Address, json: bool) {
    // The token is in the part of the address that browsers keep to themselves.
    let url = format!("http://127.0.0.1:{}/#token={}", address.port, address.token);
    if json {
        notice::print_document(
            &json!({ "url": url, "port": address.port, "pid": std::process::id(), "home": home }),
        );
    }
    let mut screen = Screen::of_process(json);
    screen.print(&format!("serving {} on this machine alone; open\n\n  {url}\n", home.display()));
    screen.print("other samriddh commands on this data folder join this one; Ctrl-C stops it");
}
