//! Code that nobody here wrote: packages of Python, Rust and npm are downloaded, read and measured. No file may crash the program.

use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::Depth;
use super::fetch::{self, Registry};
use super::program::Program;

/// As their registry calls them; the first few stand for all where all would take long.
const PYTHON: &[&str] =
    &["flask", "requests", "click", "django", "fastapi", "sqlalchemy", "jinja2", "werkzeug", "httpx", "rich"];
const RUST: &[&str] = &["memchr", "itoa", "bitflags", "smallvec", "anyhow"];
/// Packages whose tarball has `src/`.
const NPM: &[&str] = &["redux", "immer", "preact", "rxjs", "zod"];
const FEW: usize = 2;
const SMALL_FILES: u64 = 100_000;
/// Ten kilobytes a file: what is promised for a million lines.
const MEMORY_BYTES_MAX: u64 = 1_000_000_000;

pub fn run(program: &Program, depth: Depth) -> Result<()> {
    let room = tempfile::tempdir()?;
    let home = room.path().join("home");
    let some = |all: &'static [&'static str]| if depth == Depth::Full { all } else { &all[..FEW] };
    let mut folders = Vec::new();
    for name in some(PYTHON) {
        folders.push(Registry::Python.fetch(room.path(), name)?);
    }
    for name in some(NPM) {
        folders.push(Registry::Npm.fetch(room.path(), name)?);
    }
    if depth == Depth::Full {
        folders.push(fetch::crates(room.path(), RUST)?);
    }
    for folder in folders {
        read(program, &home, &folder)?;
    }
    if depth == Depth::Full {
        many(program, &home, &room.path().join("many"))?;
    }
    Ok(())
}

/// Small files by the hundred thousand: all are read, in bounded memory.
fn many(program: &Program, home: &Path, folder: &Path) -> Result<()> {
    for at in 0..SMALL_FILES {
        let inner = folder.join((at % 100).to_string());
        if at < 100 {
            std::fs::create_dir_all(&inner)?;
        }
        std::fs::write(inner.join(format!("f{at}.py")), format!("def f{at}():\n    return {at}\n"))?;
    }
    let document = program.expect(home, &["index", &folder.to_string_lossy()], 0)?;
    ensure!(document["total"]["files"] == SMALL_FILES, "not all of {SMALL_FILES} files were read");
    let peak = document["memory_peak_bytes"].as_u64().unwrap_or(u64::MAX);
    ensure!(peak < MEMORY_BYTES_MAX, "{peak} bytes of memory for {SMALL_FILES} small files");
    println!("    {SMALL_FILES} small files: {} ms, {peak} bytes of memory", document["elapsed_ms"]);
    Ok(())
}

/// Reads a codebase twice: the second time all is remembered and nothing is different.
fn read(program: &Program, home: &Path, folder: &Path) -> Result<()> {
    let text = folder.to_string_lossy().into_owned();
    let first = program.expect(home, &["index", &text], 0)?;
    let second = program.expect(home, &["index", &text], 0)?;
    let hard: Vec<_> =
        first["skipped"].as_array().into_iter().flatten().filter(|one| one["reason"] == "too_hard").collect();
    ensure!(hard.is_empty(), "{text}: the parser gave up on {hard:?}");
    ensure!(first["total"] == second["total"], "{text}: what is remembered differs from what was read");
    ensure!(second["remembered"] == first["total"]["files"], "{text}: not all was remembered");
    let measured = program.expect(home, &["metrics", &text], 0)?;
    let functions = measured["functions"].as_array().map_or(0, Vec::len);
    ensure!(functions > 0, "{text}: no function was found");
    let linked = linked(program, home, &text)?;
    println!(
        "    {}: {} files, {} lines, {} symbols, {functions} functions, {} skipped, {} files with errors; {} ms, then {} ms; {} bytes of memory; {linked}",
        folder.file_name().unwrap_or_default().to_string_lossy(),
        first["total"]["files"],
        first["total"]["lines"],
        first["total"]["symbols"],
        first["skipped"].as_array().map_or(0, Vec::len),
        first["total"]["files_with_syntax_errors"],
        first["elapsed_ms"],
        second["elapsed_ms"],
        first["memory_peak_bytes"],
    );
    Ok(())
}

/// The whole is linked, mapped and asked: how many calls and imports there are, and how many lead nowhere.
fn linked(program: &Program, home: &Path, text: &str) -> Result<String> {
    let calls = program.expect(home, &["graph", "calls", text], 0)?;
    let imports = program.expect(home, &["graph", "imports", text], 0)?;
    let map = program.expect(home, &["map", text], 0)?;
    let answer = program.expect(home, &["ask", text, "what is this?"], 0)?;
    ensure!(map["tokens"].as_u64() <= Some(1_000), "{text}: the map is larger than was asked");
    ensure!(answer["answer"]["lines"].as_array().is_some_and(|lines| !lines.is_empty()), "{text}: no answer");
    let count = |list: &Value| list.as_array().map_or(0, Vec::len);
    let missing = imports["nodes"].as_array().into_iter().flatten().filter(|node| node["kind"] == "missing");
    Ok(format!(
        "{} calls, {} unresolved; {} imports, {} modules missing; linked in {} ms",
        count(&calls["edges"]),
        calls["unresolved"],
        count(&imports["edges"]),
        missing.count(),
        calls["elapsed_ms"],
    ))
}
