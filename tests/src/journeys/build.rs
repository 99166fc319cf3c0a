//! From a sentence to a repository with every check verified, and a record that can be verified and replayed.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Depth;
use super::document::{self, text};
use super::program::{self, Program};
use super::request::Request;

pub fn run(program: &Program, request: &Request, depth: Depth) -> Result<()> {
    let room = tempfile::tempdir()?;
    let (home, out) = (room.path().join("home"), room.path().join("out"));
    let out_text = out.to_string_lossy().into_owned();
    let verify = if depth == Depth::Full { "full" } else { "quick" };
    let built =
        program.expect(&home, &["new", &request.text, "--out", &out_text, "--yes", "--verify", verify], 0)?;
    ensure!(text(&built, "/outcome")? == "done", "the outcome is {}", built["outcome"]);
    let checks = document::ensure_verified(&built, depth)?;
    ensure_one_tree(&built)?;
    report(&built, checks);
    ensure_clean(&out)?;
    ensure_on_record(program, &home, text(&built, "/session")?)
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
