//! Code that nobody here wrote: packages of Python, Rust and npm are downloaded, read and measured. No file may crash the program.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::Depth;
use super::program::{self, Program};

/// As their registry calls them; the first few stand for all where all would take long.
const PYTHON: &[&str] =
    &["flask", "requests", "click", "django", "fastapi", "sqlalchemy", "jinja2", "werkzeug", "httpx", "rich"];
const RUST: &[&str] = &["memchr", "itoa", "bitflags", "smallvec", "anyhow"];
/// Packages whose tarball has `src/`.
const NPM: &[&str] = &["redux", "immer", "preact", "rxjs", "zod"];
const FEW: usize = 2;

pub fn run(program: &Program, depth: Depth) -> Result<()> {
    let room = tempfile::tempdir()?;
    let home = room.path().join("home");
    let some = |all: &'static [&'static str]| if depth == Depth::Full { all } else { &all[..FEW] };
    let mut folders = Vec::new();
    for name in some(PYTHON) {
        folders.push(python(room.path(), name)?);
    }
    for name in some(NPM) {
        folders.push(npm(room.path(), name)?);
    }
    if depth == Depth::Full {
        folders.push(rust(room.path())?);
    }
    for folder in folders {
        read(program, &home, &folder)?;
    }
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
    println!(
        "    {}: {} files, {} lines, {} symbols, {functions} functions, {} skipped, {} files with errors; {} ms, then {} ms; {} bytes of memory",
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

fn python(room: &Path, name: &str) -> Result<PathBuf> {
    let folder = room.join(format!("python-{name}"));
    std::fs::create_dir_all(&folder)?;
    program::run(
        &folder,
        &["python3", "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name, name],
    )?;
    unpack(&folder)
}

fn npm(room: &Path, name: &str) -> Result<PathBuf> {
    let folder = room.join(format!("npm-{name}"));
    std::fs::create_dir_all(&folder)?;
    program::run(&folder, &["npm", "pack", "--silent", name])?;
    unpack(&folder)
}

/// Unpacks the one archive of a folder.
fn unpack(folder: &Path) -> Result<PathBuf> {
    program::run(folder, &["sh", "-c", "tar -xzf ./*.t*gz && rm ./*.t*gz"])?;
    Ok(folder.to_owned())
}

fn rust(room: &Path) -> Result<PathBuf> {
    let folder = room.join("rust");
    std::fs::create_dir_all(folder.join("src"))?;
    let wanted: String = RUST.iter().map(|name| format!("{name} = \"*\"\n")).collect();
    let manifest = format!(
        "[package]\nname = \"room\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[dependencies]\n{wanted}"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::write(folder.join("src/lib.rs"), "")?;
    program::run(&folder, &["cargo", "vendor", "--quiet"])?;
    Ok(folder.join("vendor"))
}
