//! The metrics beside those of radon, cognitive_complexity and lizard, function by function, on Python's own library and on packages.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Depth;
use super::fetch::{self, Registry};
use super::program::{self, Program};

const COMPARE: &str = include_str!("../../journeys/measures.py");
const COMPARE_PATHS: &str = include_str!("../../journeys/paths.py");
/// Compared in full: Python's library, and these.
const PACKAGES: &[&str] = &["flask", "requests"];
/// Packages with code in other languages: of PyPI (C), of npm (JavaScript, TypeScript, Java, C++) and of Debian (Go).
const OTHERS: &[(Registry, &str)] = &[
    (Registry::Npm, "preact"),
    (Registry::Npm, "redux"),
    (Registry::Python, "psutil"),
    (Registry::Npm, "react-native-svg"),
    (Registry::Debian, "golang-github-spf13-cobra-dev"),
];
/// Crates of Rust, whose sources cargo unpacks.
const CRATES: &[&str] = &["memchr", "anyhow", "smallvec", "bitflags"];
/// Without `--all` or the journey's name, so many of them.
const FEW: usize = 2;
/// Versions that the comparison was written for.
const TOOLS: &[&str] = &["radon==6.0.1", "cognitive_complexity==1.3.0", "lizard==1.24.3", "setuptools<81"];

pub fn run(program: &Program, depth: Depth) -> Result<()> {
    let room = tempfile::tempdir()?;
    let python = tools(room.path())?;
    let compare = room.path().join("measures.py");
    std::fs::write(&compare, COMPARE)?;
    let mut folders = Vec::new();
    for name in PACKAGES {
        let folder = room.path().join(name);
        let target = folder.to_string_lossy().into_owned();
        program::run(
            room.path(),
            &[&python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", &target, name],
        )?;
        folders.push(folder);
    }
    if depth == Depth::Full {
        folders.push(library(room.path(), &python)?);
    }
    let paths = room.path().join("paths.py");
    std::fs::write(&paths, COMPARE_PATHS)?;
    for folder in folders {
        let measured = measured(program, room.path(), &folder)?;
        compared(room.path(), &python, &compare, &folder, &measured)?;
        compared_paths(room.path(), &python, &paths, &folder, &measured)?;
    }
    let others = if depth == Depth::Full { OTHERS } else { &OTHERS[..FEW] };
    for (registry, name) in others {
        let folder = registry.fetch(room.path(), name)?;
        let measured = measured(program, room.path(), &folder)?;
        compared_paths(room.path(), &python, &paths, &folder, &measured)?;
    }
    if depth == Depth::Full {
        let folder = fetch::crates(room.path(), CRATES)?;
        let measured = measured(program, room.path(), &folder)?;
        compared_paths(room.path(), &python, &paths, &folder, &measured)?;
    }
    Ok(())
}

/// The document of `metrics`, in a file.
fn measured(program: &Program, room: &Path, folder: &Path) -> Result<PathBuf> {
    let document = program.expect(&room.join("home"), &["metrics", &folder.to_string_lossy()], 0)?;
    let measured = room.join("metrics.json");
    std::fs::write(&measured, serde_json::to_vec(&document)?)?;
    Ok(measured)
}

fn report(room: &Path, python: &str, compare: &Path, folder: &Path, measured: &Path) -> Result<Value> {
    let paths = [compare, folder, measured].map(|path| path.to_string_lossy().into_owned());
    let printed = program::run(room, &[python, &paths[0], &paths[1], &paths[2]])?;
    serde_json::from_str(&printed).context("the comparison printed no document")
}

/// Cyclomatic complexity beside lizard's, in every language that both read.
fn compared_paths(room: &Path, python: &str, compare: &Path, folder: &Path, measured: &Path) -> Result<()> {
    let report = report(room, python, compare, folder, measured)?;
    println!("    {} beside lizard:", folder.file_name().unwrap_or_default().to_string_lossy());
    for (language, one) in report.as_object().into_iter().flatten() {
        println!(
            "      {language}: {} of {} equal, {} found by lizard alone; {}",
            one["equal"], one["compared"], one["only_reference"], one["differences"]
        );
        let unexplained = one["differences"]["unexplained"].as_u64().unwrap_or(0);
        ensure!(
            unexplained == 0,
            "{language}: {unexplained} differences that METRICS.md does not list: {}",
            one["examples"]
        );
    }
    Ok(())
}

fn compared(room: &Path, python: &str, compare: &Path, folder: &Path, measured: &Path) -> Result<()> {
    let report = report(room, python, compare, folder, measured)?;
    println!(
        "    {}: {} files of Python",
        folder.file_name().unwrap_or_default().to_string_lossy(),
        report["files"]
    );
    for measure in ["cyclomatic", "cognitive", "halstead", "maintainability"] {
        let one = &report[measure];
        println!("      {measure}: {} of {} equal; {}", one["equal"], one["compared"], one["differences"]);
        let unexplained = one["differences"]["unexplained"].as_u64().unwrap_or(0);
        ensure!(
            unexplained == 0,
            "{measure}: {unexplained} differences that METRICS.md does not list: {}",
            one["examples"]
        );
    }
    ensure!(report["cyclomatic"]["compared"].as_u64() > Some(0), "nothing was compared");
    Ok(())
}

/// An environment with the tools to compare with; its Python.
fn tools(room: &Path) -> Result<String> {
    program::run(room, &["python3", "-m", "venv", "tools"])?;
    let python = room.join("tools/bin/python").to_string_lossy().into_owned();
    program::run(room, &[&[python.as_str(), "-m", "pip", "install", "--quiet"], TOOLS].concat())?;
    Ok(python)
}

/// A copy of Python's library without its tests, as others measure it.
fn library(room: &Path, python: &str) -> Result<PathBuf> {
    let folder = room.join("stdlib");
    let copy = "import shutil, sys, sysconfig; shutil.copytree(sysconfig.get_path('stdlib'), sys.argv[1], \
                ignore=shutil.ignore_patterns('test', 'tests', 'idlelib', 'site-packages', '__pycache__', '*.so', 'lib-dynload'))";
    program::run(room, &[python, "-c", copy, &folder.to_string_lossy()])?;
    Ok(folder)
}
