//! Backups while a session is being made: each restores to a prefix of it, and from there to the same repository.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::program::{self, Program};
use super::request::Request;

/// Backups that are gone on with; those between them are only read.
const RESUMED: usize = 6;

pub fn run(program: &Program, request: &Request) -> Result<()> {
    let room = tempfile::tempdir()?;
    let (home, out) = (room.path().join("home"), room.path().join("out"));
    let target = out.to_string_lossy().into_owned();
    let arguments = ["new", &request.text, "--out", &target, "--yes", "--verify", "none"];
    let mut child = program.spawn(&home, &arguments)?;
    let mut backups = Vec::new();
    while child.try_wait()?.is_none() {
        let file = room.path().join(format!("{}.tar", backups.len()));
        let ran = program.json(&home, &["backup", "--to", &file.to_string_lossy()])?;
        match ran.code {
            Some(0) => backups.push((file, ran.document)),
            // The first may come before there is a folder.
            _ => ensure!(backups.is_empty() && !file.exists(), "{}\n{}", ran.document, ran.stderr),
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let head = program::run(&out, &["git", "rev-parse", "HEAD"])?;
    let mut middle = Vec::new();
    for (file, made) in &backups {
        let records = made["sessions"][0]["records"].as_u64().unwrap_or(0);
        if records > 0 && middle.last().is_none_or(|(_, before)| *before != records) {
            middle.push((file, records));
        }
    }
    let every = middle.len().div_ceil(RESUMED).max(1);
    for (file, records) in middle.iter().step_by(every) {
        restored_and_resumed(program, room.path(), file, *records, &out, &head)?;
    }
    println!(
        "    {} backups at {} moments of the session; all that were gone on with gave the same repository",
        backups.len(),
        middle.len()
    );
    ensure!(middle.len() > 1, "no backup met the session in the middle");
    Ok(())
}

fn restored_and_resumed(
    program: &Program,
    room: &Path,
    file: &Path,
    records: u64,
    out: &Path,
    head: &str,
) -> Result<()> {
    let home = room.join("restored");
    program.expect(&home, &["restore", &file.to_string_lossy()], 0)?;
    let sessions = program.expect(&home, &["sessions"], 0)?;
    let id = sessions[0]["id"].as_str().context("a session without an id")?.to_owned();
    let verdict: Value = program.expect(&home, &["verify", &id], 0)?;
    ensure!(verdict["records"] == records, "{records} records were saved: {verdict}");
    if verdict["reaches_end"] == false {
        std::fs::remove_dir_all(out)?;
        program.expect(&home, &["resume", &id, "--yes"], 0)?;
        let found = program::run(out, &["git", "rev-parse", "HEAD"])?;
        ensure!(found == head, "from record {records} on it became another repository");
    }
    std::fs::remove_dir_all(&home)?;
    Ok(())
}
