//! A data folder on a real disk that fills up, becomes read-only, or is reached by a process that may open few files.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::program::{self, Program};
use super::request::Request;

/// Too little for the record of a session, in kilobytes; each size runs out at another place.
const SMALL_KB: [u32; 6] = [32, 64, 128, 256, 384, 512];
/// Enough for everything.
const LARGE: &str = "remount,size=64m";
/// With fewer than eight no program with an asynchronous runtime starts; with more than these nothing is amiss.
const OPEN_FILES: std::ops::Range<u32> = 8..30;

pub fn run(program: &Program, request: &Request) -> Result<()> {
    full(program, request)?;
    read_only(program, request)?;
    few_files(program, request)
}

/// A file system of its own, gone with the value.
struct Mounted<'r>(&'r Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        // What cannot be unmounted goes with the machine; the journey itself has its verdict.
        let _ = program::run(self.0, &["umount", "--lazy", &self.0.to_string_lossy()]);
    }
}

/// None, with the reason printed, where mounting is not permitted.
fn mount<'r>(folder: &'r Path, options: &str) -> Option<Mounted<'r>> {
    let place = folder.to_string_lossy();
    match program::run(folder, &["mount", "-t", "tmpfs", "-o", options, "tmpfs", &place]) {
        Ok(_) => Some(Mounted(folder)),
        Err(error) => {
            println!("    not checked: a small file system cannot be mounted here ({error})");
            None
        }
    }
}

fn remount(disk: &Mounted, options: &str) -> Result<()> {
    let parent = disk.0.parent().context("a mounted folder lies in another")?;
    program::run(parent, &["mount", "-o", options, &disk.0.to_string_lossy()]).map(drop)
}

fn make<'a>(request: &'a Request, out: &'a str) -> [&'a str; 7] {
    ["new", &request.text, "--out", out, "--yes", "--verify", "none"]
}

fn full(program: &Program, request: &Request) -> Result<()> {
    let (mut refused, mut resumed) = (0, 0);
    for size in SMALL_KB {
        let (home, room) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let Some(disk) = mount(home.path(), &format!("size={size}k")) else { return Ok(()) };
        let out = room.path().join("out");
        let ran = program.json(home.path(), &make(request, &out.to_string_lossy()))?;
        if ran.code == Some(0) {
            continue;
        }
        ensure_said(&ran, "the disk or quota is full; free some space and try again")?;
        refused += 1;
        remount(&disk, LARGE)?;
        resumed += u32::from(goes_on(program, request, home.path(), &out)?);
    }
    println!(
        "    full at {refused} sizes of {}; {resumed} sessions were resumed when there was space",
        SMALL_KB.len()
    );
    ensure!(refused > 2 && resumed > 0, "the sizes are badly chosen");
    Ok(())
}

/// Resumes the session if one was acknowledged, else makes it anew; true if it was resumed.
fn goes_on(program: &Program, request: &Request, home: &Path, out: &Path) -> Result<bool> {
    let sessions = program.expect(home, &["sessions"], 0)?;
    let begun = sessions.as_array().into_iter().flatten().find(|session| session["request"] != "");
    let Some(id) = begun.and_then(|session| session["id"].as_str()) else {
        program.expect(home, &make(request, &out.to_string_lossy()), 0)?;
        return Ok(false);
    };
    let verdict = program.expect(home, &["verify", id], 0)?;
    ensure!(verdict["verdict"] != "damaged", "{verdict}");
    program.expect(home, &["resume", id, "--yes"], 0)?;
    Ok(true)
}

fn read_only(program: &Program, request: &Request) -> Result<()> {
    let (home, room) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let Some(disk) = mount(home.path(), "size=64m,ro") else { return Ok(()) };
    let out = room.path().join("out");
    let ran = program.json(home.path(), &make(request, &out.to_string_lossy()))?;
    ensure!(ran.code != Some(0), "a session was made on a disk that cannot be written");
    ensure_said(&ran, "the file system is read-only; set SAMRIDDH_HOME to a folder that can be written")?;
    remount(&disk, "remount,rw")?;
    program.expect(home.path(), &make(request, &out.to_string_lossy()), 0)?;
    println!("    refused while read-only, made when it could be written");
    Ok(())
}

fn few_files(program: &Program, request: &Request) -> Result<()> {
    let mut said = 0;
    for limit in OPEN_FILES {
        let (home, room) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let out = room.path().join("out");
        let output = program.limited(home.path(), limit, &make(request, &out.to_string_lossy()))?;
        said += u32::from(output.contains("too many files are open; close other programs"));
        ensure!(!output.contains("panicked"), "with {limit} open files: {output}");
        acknowledged_is_whole(program, home.path()).with_context(|| format!("{limit} open files"))?;
    }
    println!("    {said} limits of open files were named as the cause");
    ensure!(said > 0, "no limit of open files was met");
    Ok(())
}

fn acknowledged_is_whole(program: &Program, home: &Path) -> Result<()> {
    let sessions = program.expect(home, &["sessions"], 0)?;
    // A session that nobody was told of may have a folder and no record.
    let begun = sessions.as_array().into_iter().flatten().filter(|session| session["state"] != "empty");
    for session in begun {
        let id = session["id"].as_str().context("a session without an id")?;
        program.expect(home, &["verify", id], 0)?;
    }
    Ok(())
}

fn ensure_said(ran: &program::Ran, advice: &str) -> Result<()> {
    let said = ran.stderr.contains(advice) || contains(&ran.document, advice);
    ensure!(said, "ended with {:?} without saying {advice:?}\n{}\n{}", ran.code, ran.document, ran.stderr);
    Ok(())
}

fn contains(document: &Value, text: &str) -> bool {
    document.to_string().contains(text)
}
