//! `kill -9` at random moments, then `resume`: the same repository, and nothing done twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use protocol::event::{Body, FileEvent};
use protocol::id::SessionId;
use protocol::view::View;
use runtime::archive;
use serde_json::Value;

use super::program::{self, Program};
use super::request::Request;

/// Moments at which the program is killed, unless the command names another number.
pub const KILLS: u32 = 20;
/// A session that needed more resumptions than this does not come on.
const RESUMES_MAX: u32 = 5;

pub fn run(program: &Program, request: &Request, kills: u32) -> Result<()> {
    let room = tempfile::tempdir()?;
    let expected = undisturbed(program, request, room.path())?;
    let mut hit = 0;
    for kill in 0..kills {
        let place = room.path().join(format!("killed-{kill}"));
        std::fs::create_dir(&place)?;
        // One moment in each part of the run, at random within it: no part is left out, and no two runs are cut alike.
        let part = expected.elapsed / kills;
        let after = part * kill + part.mul_f64(fastrand::f64());
        hit += u32::from(killed_and_resumed(program, request, &place, after, &expected.head)?);
        std::fs::remove_dir_all(&place)?;
    }
    println!(
        "    {kills} kills within {} ms, {hit} of them hit a session in the middle",
        expected.elapsed.as_millis()
    );
    ensure!(hit > 0, "no kill hit a session in the middle: the moments are badly chosen");
    Ok(())
}

struct Undisturbed {
    head: String,
    elapsed: Duration,
}

fn undisturbed(program: &Program, request: &Request, room: &Path) -> Result<Undisturbed> {
    let (home, out) = (room.join("home"), room.join("out"));
    let started = now();
    program.expect(&home, &arguments(request, &out.to_string_lossy()), 0)?;
    let elapsed = now().duration_since(started);
    Ok(Undisturbed { head: program::run(&out, &["git", "rev-parse", "HEAD"])?, elapsed })
}

fn arguments<'a>(request: &'a Request, out: &'a str) -> [&'a str; 7] {
    ["new", &request.text, "--out", out, "--yes", "--verify", "none"]
}

/// True when the kill left a session that had to be resumed.
fn killed_and_resumed(
    program: &Program,
    request: &Request,
    place: &Path,
    after: Duration,
    head: &str,
) -> Result<bool> {
    let (home, out) = (place.join("home"), place.join("out"));
    let mut child = program.spawn(&home, &arguments(request, &out.to_string_lossy()))?;
    std::thread::sleep(after);
    child.kill()?;
    child.wait()?;
    let Some(session) = newest(program, &home)? else {
        // Killed before anything was acknowledged: nothing may be left, nor listed.
        ensure!(!out.exists(), "there is an output without a session");
        return Ok(false);
    };
    let in_the_middle = session["state"] != "done";
    let id = session["id"].as_str().context("a session without an id")?.to_owned();
    for _ in 0..RESUMES_MAX {
        if program.json(&home, &["resume", &id])?.document["outcome"] == "done" {
            let found = program::run(&out, &["git", "rev-parse", "HEAD"])?;
            ensure!(found == head, "killed after {after:?}, the resumed run gave another repository");
            ensure_nothing_twice(&home, &id, place)?;
            return Ok(in_the_middle);
        }
    }
    anyhow::bail!("killed after {after:?}, the session was not done after {RESUMES_MAX} resumptions");
}

fn newest(program: &Program, home: &Path) -> Result<Option<Value>> {
    if !home.exists() {
        return Ok(None);
    }
    let sessions = program.expect(home, &["sessions"], 0)?;
    Ok(sessions.get(0).cloned())
}

/// One delivery, one end for each task, no file staged twice, nothing left beside the repository.
fn ensure_nothing_twice(home: &Path, id: &str, place: &Path) -> Result<()> {
    let events = archive::load(home, &SessionId::new(id))?;
    let (mut staged, mut delivered) = (BTreeMap::<String, u32>::new(), 0);
    for event in &events {
        match &event.fact.body {
            Body::File(FileEvent::Staged { file, .. }) => *staged.entry(file.path.clone()).or_default() += 1,
            Body::File(FileEvent::Delivered { .. }) => delivered += 1,
            _ => {}
        }
    }
    ensure!(delivered == 1, "delivered {delivered} times");
    ensure!(staged.values().all(|times| *times == 1), "files were staged twice");
    View::fold(&events).context("the record does not fold")?;
    let mut left: Vec<String> = std::fs::read_dir(place)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    left.sort();
    ensure!(left == ["home", "out"], "something was left beside the repository: {left:?}");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a journey measures real time")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}
