//! A product of every domain that is known: made, and through the checks that need no server. They share what they install.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Depth;
use super::build;
use super::program::{self, Program};
use super::request::Request;

/// What reads the files and runs nothing of them.
const FAST: &[&str] = &[
    "backend.syntax",
    "backend.project",
    "backend.lint",
    "backend.format",
    "backend.types",
    "frontend.lint",
    "frontend.format",
    "frontend.typecheck",
];

/// What each half installs: its checks, the lock that says what, and the folder it goes to.
const INSTALLED: &[(&[&str], &str, &str)] = &[
    (&["backend.environment", "backend.install"], "backend/requirements-dev.txt", "backend/.venv"),
    (&["frontend.install"], "frontend/package-lock.json", "frontend/node_modules"),
];

/// All of them through the fast checks, or one, by what makes products, through every check.
pub fn run(program: &Program, depth: Depth) -> Result<()> {
    let requests = requests()?;
    if depth == Depth::Changed {
        let sample = &requests[by_sources(requests.len())?];
        println!("    the sample of these sources: {:?}", sample.text);
        return build::run(program, sample, depth);
    }
    let room = tempfile::tempdir()?;
    let mut failed = Vec::new();
    for request in &requests {
        match checked(program, room.path(), request) {
            Ok(checks) => {
                println!("    {:?}: {checks} checks", request.text);
            }
            Err(why) => {
                println!("    {:?}: {why:?}", request.text);
                failed.push(request.name.as_str());
            }
        }
    }
    ensure!(failed.is_empty(), "{} of {} domains: {}", failed.len(), requests.len(), failed.join(", "));
    println!("    {} domains, each through {} checks", requests.len(), FAST.len());
    Ok(())
}

/// One product of each domain, asked for by the first of the domain's words.
pub(super) fn requests() -> Result<Vec<Request>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../actors/skills/plan/src/domains");
    let mut requests = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let domain: toml::Table = fs::read_to_string(&path)?.parse()?;
        // Records that any product may have are no domain.
        let Some(word) = domain.get("words").and_then(|words| words.get(0)?.as_str()) else { continue };
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        requests.push(Request { name, text: format!("{word} app"), flagship: false });
    }
    requests.sort_by(|one, other| one.name.cmp(&other.name));
    ensure!(!requests.is_empty(), "{} holds no domain", folder.display());
    Ok(requests)
}

/// A number below `count` that other sources of the generator change and another machine does not.
fn by_sources(count: usize) -> Result<usize> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = program::run(here, &["git", "rev-parse", "HEAD:actors/skills"])?;
    let start = sources.get(..8).context("git names no tree")?;
    Ok(usize::try_from(u64::from_str_radix(start, 16)?)? % count)
}

/// Makes one and runs the fast checks of both halves side by side; how many passed.
fn checked(program: &Program, room: &Path, request: &Request) -> Result<usize> {
    let out = room.join(&request.name);
    let home = room.join("home");
    let made = ["new", &request.text, "--out", &out.to_string_lossy(), "--yes", "--verify", "none"];
    let document = program.expect(&home, &made, 0)?;
    let halves: Result<Vec<Half>> = std::thread::scope(|scope| {
        let (document, out) = (&document, &out);
        let start = |install| scope.spawn(move || half(document, room, out, install));
        let running: Vec<_> = INSTALLED.iter().map(start).collect();
        running.into_iter().map(|half| half.join().unwrap_or_else(|_| bail!("a check panicked"))).collect()
    });
    let halves = halves?;
    let checks = halves.iter().map(|half| half.passed).sum();
    ensure!(checks == FAST.len(), "{checks} of {} checks were planned", FAST.len());
    if !halves.iter().any(|half| half.installed) {
        fs::remove_dir_all(&out)?;
    }
    Ok(checks)
}

struct Half {
    passed: usize,
    /// Others use what was installed here, by the name of this place.
    installed: bool,
}

/// Installs what a half needs, unless another product needed the same, and runs its checks.
fn half(document: &Value, room: &Path, out: &Path, install: &(&[&str], &str, &str)) -> Result<Half> {
    let (installs, lock, folder) = *install;
    let lock = fs::read(out.join(lock)).with_context(|| format!("there is no {lock}"))?;
    let shared = room.join(format!("installed-{}", blake3::hash(&lock).to_hex()));
    let installed = !shared.is_dir();
    if installed {
        installs.iter().try_for_each(|name| typed(out, &command(document, name)?))?;
        symlink(out.join(folder), &shared)?;
    } else {
        symlink(&shared, out.join(folder))?;
    }
    let role = folder.split('/').next().unwrap_or_default();
    let own: Vec<&&str> = FAST.iter().filter(|name| name.starts_with(role)).collect();
    own.iter().try_for_each(|name| typed(out, &command(document, name)?))?;
    Ok(Half { passed: own.len(), installed })
}

/// The line of a check, as the run's document says it.
pub(super) fn command(document: &Value, name: &str) -> Result<String> {
    let checks = document["checks"].as_array().context("the document has no list of checks")?;
    let check = checks.iter().find(|check| check["name"] == name);
    let line = check.and_then(|check| check["command"].as_str());
    Ok(line.with_context(|| format!("no check is called {name}"))?.to_owned())
}

pub(super) fn typed(folder: &Path, line: &str) -> Result<()> {
    program::run(folder, &["sh", "-c", line]).map(drop)
}
