//! `samriddh new` through a gateway that is killed in the middle and started anew: the terminal goes on by itself, and the repository is
//! the one that an undisturbed run makes.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use protocol::event::{Body, SessionEvent};
use protocol::id::SessionId;
use runtime::archive;

use super::program::{self, Program};
use super::request::Request;

/// Events of the session after which its gateway is killed: in the plan, while files are rendered, close to the end.
const KILLED_AFTER: [u64; 3] = [20, 250, 600];
/// A session that does not come so far in this time is stuck.
const LOOKS_MAX: u32 = 6_000;

pub fn run(program: &Program, request: &Request) -> Result<()> {
    let room = tempfile::tempdir()?;
    let arguments = |out: &'static str| ["new", &request.text, "--out", out, "--yes", "--verify", "none"];
    let undisturbed = room.path().join("undisturbed");
    let out = undisturbed.join("out").to_string_lossy().into_owned();
    let mut plain = arguments("");
    plain[3] = &out;
    program.expect(&undisturbed.join("home"), &plain, 0)?;
    let head = program::run(Path::new(&out), &["git", "rev-parse", "HEAD"])?;
    let mut hit = 0;
    for after in KILLED_AFTER {
        let place = room.path().join(format!("killed-{after}"));
        std::fs::create_dir(&place)?;
        hit += u32::from(killed(program, request, &place, after, &head)?);
    }
    println!("    gateways killed after about {KILLED_AFTER:?} events; {hit} of them had a session at work");
    ensure!(hit > 0, "no kill hit a session at work: the moments are badly chosen");
    Ok(())
}

/// True when the session was at work when its gateway was killed.
fn killed(program: &Program, request: &Request, place: &Path, after: u64, head: &str) -> Result<bool> {
    let (home, out) = (place.join("home"), place.join("out"));
    let first = program.serve(&home)?;
    let out_text = out.to_string_lossy();
    let arguments = ["new", &request.text, "--out", &out_text, "--yes", "--verify", "none", "--json"];
    let terminal = program.spawn(&home, &arguments)?;
    let mut looks = 0;
    let id = loop {
        looks += 1;
        ensure!(looks < LOOKS_MAX, "the session did not come to event {after}");
        if let Some(one) = archive::list(&home).ok().and_then(|all| all.into_iter().next())
            && (one.events >= after || one.outcome.is_some())
        {
            break one.id;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    drop(first);
    let at_work = !ended(&home, &id)?;
    let second = program.serve(&home)?;
    let output = terminal.wait_with_output()?;
    ensure!(
        output.status.code() == Some(0),
        "the terminal ended with {:?} after {after} events",
        output.status
    );
    drop(second);
    let found = program::run(&out, &["git", "rev-parse", "HEAD"])?;
    ensure!(found == head, "killed after {after} events, the session gave another repository");
    let sessions = archive::list(&home)?;
    ensure!(sessions.len() == 1, "one request began {} sessions", sessions.len());
    Ok(at_work)
}

fn ended(home: &Path, id: &SessionId) -> Result<bool> {
    let events = archive::load(home, id).context("the killed gateway's session cannot be read")?;
    Ok(events.iter().any(|event| matches!(event.fact.body, Body::Session(SessionEvent::Finished { .. }))))
}
