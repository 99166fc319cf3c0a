//! Clients that know nothing of this project but its frames, with the WebSocket libraries that people use: they submit a request, read the
//! plan, approve it, lose their connection once, and read to the end.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use protocol::event::{Body, Event, SessionEvent};
use protocol::id::SessionId;
use runtime::archive;
use serde_json::Value;

use super::program::{self, Program, Serving};
use super::request::Request;

const PYTHON: &str = include_str!("../../journeys/clients/client.py");
const NODE: &str = include_str!("../../journeys/clients/client.mjs");
const PYTHON_LIBRARY: &str = "websockets==15.0.1";
const NODE_LIBRARY: &str = "ws@8.18.3";

pub fn run(program: &Program, request: &Request) -> Result<()> {
    let room = tempfile::tempdir()?;
    let at = |path: &str| room.path().join(path).to_string_lossy().into_owned();
    program::run(room.path(), &["python3", "-m", "venv", "python"])?;
    program::run(room.path(), &[&at("python/bin/pip"), "install", "--quiet", PYTHON_LIBRARY])?;
    std::fs::write(room.path().join("package.json"), "{ \"type\": \"module\" }")?;
    program::run(room.path(), &["npm", "install", "--silent", "--no-audit", "--no-fund", NODE_LIBRARY])?;
    std::fs::write(room.path().join("client.py"), PYTHON)?;
    std::fs::write(room.path().join("client.mjs"), NODE)?;
    let home = room.path().join("home");
    let gateway = program.serve(&home)?;
    accompany(room.path(), &home, &gateway, request, &[&at("python/bin/python"), "client.py"])?;
    accompany(room.path(), &home, &gateway, request, &["node", "client.mjs"])
}

/// Lets a client do its work; what it counted is what is recorded.
fn accompany(room: &Path, home: &Path, gateway: &Serving, request: &Request, client: &[&str]) -> Result<()> {
    let name = client[0].rsplit('/').next().unwrap_or(client[0]);
    let token = gateway.address["token"].as_str().context("the gateway told no token")?;
    let url = format!("http://127.0.0.1:{}/#token={token}", gateway.address["port"]);
    let out = room.join(format!("out-{name}")).to_string_lossy().into_owned();
    let said = program::run(room, &[client, &[&url, &out, &request.text]].concat())?;
    let said: Value = serde_json::from_str(&said).with_context(|| format!("{name} said {said}"))?;
    let session = SessionId::new(said["session"].as_str().context("no session")?);
    let events = archive::load(home, &session)?;
    ensure!(said["outcome"] == "done", "{name} saw the outcome {}", said["outcome"]);
    // It leaves at the end; what follows is the team going home.
    let is_end = |event: &&Event| matches!(event.fact.body, Body::Session(SessionEvent::Finished { .. }));
    let end = events.iter().find(is_end).context("the session has no end")?.seq;
    ensure!(said["events"] == end, "{name} saw {} of {end} events", said["events"]);
    ensure!(said["connections"] == 2, "{name} connected {} times", said["connections"]);
    ensure!(said["resubmitted"] == said["session"], "{name} began a second session");
    println!("    {name}: {} events, connected {} times", said["events"], said["connections"]);
    Ok(())
}
