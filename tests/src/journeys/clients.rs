//! Clients that know nothing of this project but its frames and its description. With the WebSocket libraries that people use they submit
//! a request, read the plan, approve it, lose their connection once, and read to the end; curl does it over a stream of server-sent
//! events; schemathesis tries every operation of the API.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use protocol::event::{Body, Event, SessionEvent};
use protocol::id::SessionId;
use runtime::archive;
use serde_json::{Value, json};

use super::program::{self, Program, Serving};
use super::request::Request;

const PYTHON: &str = include_str!("../../journeys/clients/client.py");
const NODE: &str = include_str!("../../journeys/clients/client.mjs");
const FUZZER_SETTINGS: &str = include_str!("../../journeys/clients/schemathesis.toml");
const PYTHON_LIBRARY: &str = "websockets==15.0.1";
const FUZZER: &str = "schemathesis==4.32.5";
/// Generated requests to each operation, beside those of the coverage phase.
const EXAMPLES_MAX: &str = "5";
const NODE_LIBRARY: &str = "ws@8.18.3";

pub fn run(program: &Program, request: &Request) -> Result<()> {
    let room = tempfile::tempdir()?;
    let at = |path: &str| room.path().join(path).to_string_lossy().into_owned();
    program::run(room.path(), &["python3", "-m", "venv", "python"])?;
    program::run(room.path(), &[&at("python/bin/pip"), "install", "--quiet", PYTHON_LIBRARY, FUZZER])?;
    std::fs::write(room.path().join("package.json"), "{ \"type\": \"module\" }")?;
    program::run(room.path(), &["npm", "install", "--silent", "--no-audit", "--no-fund", NODE_LIBRARY])?;
    std::fs::write(room.path().join("client.py"), PYTHON)?;
    std::fs::write(room.path().join("client.mjs"), NODE)?;
    let home = room.path().join("home");
    // What a request makes that names no folder lies there, and not in a person's own.
    let gateway = program.with_env("HOME", room.path()).serve(&home)?;
    accompany(room.path(), &home, &gateway, request, &[&at("python/bin/python"), "client.py"])?;
    accompany(room.path(), &home, &gateway, request, &["node", "client.mjs"])?;
    by_curl(room.path(), &gateway, request)?;
    fuzz(room.path(), &gateway, &at("python/bin/schemathesis"))
}

fn token(gateway: &Serving) -> Result<&str> {
    gateway.address["token"].as_str().context("the gateway told no token")
}

/// A product is made over streams alone, and a stream goes on from where it was left.
fn by_curl(room: &Path, gateway: &Serving, request: &Request) -> Result<()> {
    let url = format!("http://127.0.0.1:{}/chat/stream", gateway.address["port"]);
    let bearer = format!("Authorization: Bearer {}", token(gateway)?);
    let curl = [
        "curl",
        "--silent",
        "--show-error",
        "--fail",
        "--no-buffer",
        "--max-time",
        "60",
        "--header",
        &bearer,
    ];
    let say = |body: &Value| {
        let (kind, body) = ("Content-Type: application/json", body.to_string());
        program::run(room, &[&curl[..], &["--header", kind, "--data", &body, &url]].concat())
    };
    let out = room.join("out-curl").to_string_lossy().into_owned();
    let planned = messages(&say(&json!({ "message": request.text, "out": out, "verify": "none" }))?)?;
    let (_, done) = planned.last().context("nothing was told")?;
    ensure!(done["state"] == "waiting_plan", "{done}");
    let made = messages(&say(&json!({ "session": done["session"], "action": "approve" }))?)?;
    let (_, end) = made.last().context("nothing was told")?;
    ensure!(end["state"] == "done" && end["path"] == out.as_str(), "{end}");

    let session = done["session"].as_str().context("no session")?;
    let follow = format!("{url}?session={session}");
    let whole = messages(&program::run(room, &[&curl[..], &[&follow]].concat())?)?;
    let half = whole.len() / 2;
    let seen = whole[..half].iter().rev().find_map(|(id, _)| *id).context("no message has an id")?;
    let last = format!("Last-Event-ID: {seen}");
    let rest = messages(&program::run(room, &[&curl[..], &["--header", &last, &follow]].concat())?)?;
    let after: Vec<_> = whole.iter().filter(|(id, _)| *id > Some(seen)).collect();
    ensure!(
        rest.iter().filter(|(id, _)| id.is_some()).eq(after),
        "the rest is not what followed event {seen}"
    );
    println!("    curl: {} messages, gone on with after event {seen}", whole.len());
    Ok(())
}

/// The messages of a stream, as the HTML standard reads them.
fn messages(stream: &str) -> Result<Vec<(Option<u64>, Value)>> {
    let blocks = stream.split_terminator("\n\n").filter(|block| block.contains("data: "));
    let read = |block: &str| {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
        let data = field("data: ").context("a message without data")?;
        Ok((field("id: ").and_then(|id| id.parse().ok()), serde_json::from_str(data)?))
    };
    blocks.map(read).collect()
}

/// Every operation of the description, with what it permits and with what it does not.
fn fuzz(room: &Path, gateway: &Serving, schemathesis: &str) -> Result<()> {
    let url = format!("http://127.0.0.1:{}/openapi.json", gateway.address["port"]);
    std::fs::write(room.join("schemathesis.toml"), FUZZER_SETTINGS)?;
    let argv = [schemathesis, "run", &url, "--max-examples", EXAMPLES_MAX, "--seed", "1", "--no-color"];
    let said = program::run_with(room, &argv, &[("SAMRIDDH_TOKEN", Path::new(token(gateway)?))])?;
    let tells = |line: &&str| ["selected /", " passed", " generated"].iter().any(|word| line.contains(word));
    for line in said.lines().filter(tells) {
        println!("    schemathesis: {}", line.trim());
    }
    // It ends with another code where something fails; and it must have got as far as trying.
    ensure!(said.contains(" generated") && !said.contains(" failed"), "{said}");
    Ok(())
}

/// Lets a client do its work; what it counted is what is recorded.
fn accompany(room: &Path, home: &Path, gateway: &Serving, request: &Request, client: &[&str]) -> Result<()> {
    let name = client[0].rsplit('/').next().unwrap_or(client[0]);
    let url = format!("http://127.0.0.1:{}/#token={}", gateway.address["port"], token(gateway)?);
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
