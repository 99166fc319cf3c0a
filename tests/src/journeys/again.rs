//! A recorded session executed again where there is no network, under other rules, after somebody changed its record, and forked.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use memory::{FileJournal, Journal, Layout, NewRecord, Options};
use protocol::event::{Body, ClaimEvent, Fact};

use super::program::{self, Program};
use super::request::Request;

pub fn run(program: &Program, request: &Request) -> Result<()> {
    let room = tempfile::tempdir()?;
    let (home, out) = (room.path().join("home"), room.path().join("out"));
    let make = ["new", &request.text, "--out", &out.to_string_lossy(), "--yes", "--verify", "none"];
    let made = program.expect(&home, &make, 0)?;
    let id = made["session"].as_str().context("a session has an id")?.to_owned();
    let head = program::run(&out, &["git", "rev-parse", "HEAD"])?;
    without_network(program, &home, &out, &id)?;
    changed(program, &home, room.path(), &id)?;
    forked(program, &home, room.path(), &id, &head)
}

/// Nothing is there but the record: no interface, and afterwards not a byte on the disk that was not there before.
fn without_network(program: &Program, home: &Path, out: &Path, id: &str) -> Result<()> {
    let before = (bytes(home)?, bytes(out)?);
    let again = program.alone(home, &["replay", id, "--verify"])?;
    ensure!(again["verdict"] == "same" && again["head"] == again["got"], "executed again: {again:#}");
    let other = program.alone(home, &["replay", id, "--with", "weight.frontend=9"])?;
    ensure!(
        other["difference"]["rulings"][0]["name"] == "api.page_size",
        "another rule: {:#}",
        other["difference"]
    );
    ensure!(before == (bytes(home)?, bytes(out)?), "a replay wrote something");
    println!(
        "    without a network interface: {} events, the same head; another rule, another tree",
        again["events"]
    );
    Ok(())
}

/// Every file of a folder with what is in it.
fn bytes(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.to_string_lossy().into_owned(), std::fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

/// A record in which one claim is another, with a chain of hashes that is right for it: only executing it again shows that.
fn changed(program: &Program, home: &Path, room: &Path, id: &str) -> Result<()> {
    let other = room.join("changed");
    let (from, to) = (Layout::new(home), Layout::new(&other));
    let (kept, _) = FileJournal::open_read_only(from.journal(id)?)?;
    let mut records = kept.read(1, usize::MAX)?;
    let mut seq = 0;
    for record in &mut records {
        let mut fact: Fact = serde_json::from_slice(&record.body)?;
        if let Body::Claim(ClaimEvent::Published { claim }) = &mut fact.body {
            claim.reason.push('!');
            (seq, record.body) = (record.seq, serde_json::to_vec(&fact)?);
            break;
        }
    }
    let as_new = records.into_iter().map(|it| NewRecord {
        time_ms: it.time_ms,
        kind: it.kind,
        version: it.version,
        body: it.body,
    });
    let (mut journal, _) = FileJournal::open(to.journal(id)?, Options::default())?;
    journal.append(as_new.collect())?;
    drop(journal);
    program.expect(&other, &["verify", id], 0)?;
    let found = program.expect(&other, &["replay", id, "--verify"], 1)?;
    ensure!(found["divergence"]["event"] == seq, "event {seq} was changed: {:#}", found["divergence"]);
    Ok(())
}

/// Forks of it come to the same repository, and stay when it goes.
fn forked(program: &Program, home: &Path, room: &Path, id: &str, head: &str) -> Result<()> {
    let points = program.expect(home, &["fork", id, "--list"], 0)?;
    let points = points["points"].as_array().context("a list of points")?.clone();
    let mut children = Vec::new();
    for (nth, point) in points.iter().enumerate().filter(|(nth, _)| nth % 6 == 0) {
        let (at, out) = (point["seq"].to_string(), room.join(format!("fork-{nth}")));
        let fork = program.expect(home, &["fork", id, "--at", &at, "--out", &out.to_string_lossy()], 0)?;
        let child = fork["session"].as_str().context("a fork has an id")?.to_owned();
        let ended = program.expect(home, &["resume", &child, "--yes"], 0)?;
        ensure!(ended["outcome"] == "done", "forked at {at}: {:#}", ended["error"]);
        ensure!(
            program::run(&out, &["git", "rev-parse", "HEAD"])? == head,
            "forked at {at}, another repository"
        );
        children.push(child);
    }
    let Some(first) = children.first() else { bail!("there was no place to fork at") };
    let out = room.join("revised");
    let change =
        ["fork", first, "--out", &out.to_string_lossy(), "--request-change", "add a Label with name"];
    let revised = program.json(home, &change)?;
    ensure!(revised.code == Some(0) || revised.code == Some(4), "{:#}", revised.document["error"]);
    std::fs::remove_dir_all(Layout::new(home).session(id)?)?;
    for child in &children {
        program.expect(home, &["verify", child], 0)?;
        ensure!(program.expect(home, &["replay", child, "--verify"], 0)?["verdict"] == "same", "{child}");
    }
    let listed = program.expect(home, &["sessions"], 0)?;
    let parents = listed.as_array().into_iter().flatten().filter(|it| it["parent"]["session"] == id);
    ensure!(parents.count() == children.len(), "the list does not tell the forks' parent");
    println!("    {} forks came to the same repository, and outlived their parent", children.len());
    Ok(())
}
