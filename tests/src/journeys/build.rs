//! From a sentence to a repository with every check verified, and a record that can be verified and replayed.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Depth;
use super::document::{self, text};
use super::program::{self, Program};
use super::proved;
use super::request::Request;

pub fn run(program: &Program, request: &Request, depth: Depth) -> Result<()> {
    let room = tempfile::tempdir()?;
    match depth {
        Depth::Quick => prove(program, request, &room.path().join("quick"), false),
        Depth::Full => prove(program, request, &room.path().join("full"), true),
        Depth::Changed => {
            let quick = room.path().join("quick");
            prove(program, request, &quick, false)?;
            if proved::is_proved(&request.name, &proved::tree(&quick.join(OUT))?)? {
                println!("    this very tree was proved in full before: tests/journeys/proved.list");
                return Ok(());
            }
            prove(program, request, &room.path().join("full"), true)
        }
    }
}

/// Where the repository lies in its room.
const OUT: &str = "out";

fn prove(program: &Program, request: &Request, room: &Path, is_full: bool) -> Result<()> {
    std::fs::create_dir(room)?;
    let (home, out) = (room.join("home"), room.join(OUT));
    let out_text = out.to_string_lossy().into_owned();
    let verify = if is_full { "full" } else { "quick" };
    let built =
        program.expect(&home, &["new", &request.text, "--out", &out_text, "--yes", "--verify", verify], 0)?;
    ensure!(text(&built, "/outcome")? == "done", "the outcome is {}", built["outcome"]);
    let checks = document::ensure_verified(&built, is_full)?;
    ensure_one_tree(&built)?;
    report(&built, checks);
    ensure_clean(&out)?;
    ensure_on_record(program, &home, text(&built, "/session")?)?;
    if is_full {
        proved::tell(&request.name, &proved::tree(&out)?)?;
    }
    Ok(())
}

/// No check changed the files that others ran on.
fn ensure_one_tree(document: &Value) -> Result<()> {
    let checks = document["checks"].as_array().context("the document has no list of checks")?;
    let hashes: Vec<&str> = checks.iter().filter_map(|check| check["tree_hash"].as_str()).collect();
    ensure!(!hashes.is_empty(), "no check names the tree it ran on");
    ensure!(hashes.iter().all(|hash| *hash == hashes[0]), "checks ran on different trees: {hashes:?}");
    Ok(())
}

fn report(document: &Value, checks: usize) {
    let seconds: f64 =
        document["checks"].as_array().into_iter().flatten().filter_map(|c| c["seconds"].as_f64()).sum();
    println!(
        "    {} files, {} lines in {} ms; {checks} checks verified in {seconds:.0} s one after another",
        document["files"]["count"], document["files"]["lines"], document["elapsed_ms"]
    );
}

/// Checks ran on a copy: nothing of them is left in the repository.
fn ensure_clean(repository: &Path) -> Result<()> {
    let status = program::run(repository, &["git", "status", "--porcelain", "--ignored"])?;
    ensure!(status.is_empty(), "the repository is not as it was committed:\n{status}");
    Ok(())
}

/// The session's record is whole, and folding it twice gives the same state.
fn ensure_on_record(program: &Program, home: &Path, session: &str) -> Result<()> {
    program.expect(home, &["verify", session], 0)?;
    let replay = || program.expect(home, &["replay", session, "--speed", "max"], 0);
    let (first, second) = (replay()?, replay()?);
    ensure!(text(&first, "/hash")? == text(&second, "/hash")?, "two replays differ");
    let sessions = program.expect(home, &["sessions"], 0)?;
    ensure!(sessions[0]["id"] == session, "the session is not listed first: {sessions}");
    Ok(())
}
