//! How many small mistakes the tests of generated products notice: made by mutmut, a sample of them tried, the same every time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::domains::{command, typed};
use super::program::{self, Program};

/// Products whose records differ: with a workflow, with parts of others, with records that are their owner's alone.
const PRODUCTS: &[&str] = &["library app", "helpdesk app", "booking app"];

/// What every request ends with: the tests of the server need no other server.
const STACK: &str = ". Backend only. Use SQLite.";

const MUTMUT: &str = "mutmut==3.8.1";

const SETTINGS: &str = "
[tool.mutmut]
source_paths = [\"app\"]
also_copy = [\"alembic.ini\", \"migrations\", \"tests\"]
pytest_add_cli_args = [\"--no-cov\"]
";

/// Mutants tried of each product.
const SAMPLE: usize = 100;

/// Chooses them; another number, another sample.
const SEED: u64 = 7;

/// How many of all that were tried must be caught, in hundredths. Raised with what the tests learn; never lowered.
const CAUGHT_MIN: usize = 80;

pub fn run(program: &Program) -> Result<()> {
    let (mut caught, mut tried) = (0, 0);
    for product in PRODUCTS {
        let score = score(program, product)?;
        println!("    {product}: {} of {} caught, of {} there are", score.caught, score.tried, score.all);
        score.survivors.iter().for_each(|change| println!("{change}"));
        caught += score.caught;
        tried += score.tried;
    }
    ensure!(tried > 0, "no mutant was tried");
    println!("    {caught} of {tried} caught");
    ensure!(caught * 100 >= tried * CAUGHT_MIN, "{caught} of {tried} are fewer than {CAUGHT_MIN} %");
    Ok(())
}

struct Score {
    all: usize,
    tried: usize,
    caught: usize,
    /// Each as its changed lines.
    survivors: Vec<String>,
}

fn score(program: &Program, product: &str) -> Result<Score> {
    let room = tempfile::tempdir()?;
    let out = room.path().join("product");
    let request = format!("{product}{STACK}");
    let made = ["new", &request, "--out", &out.to_string_lossy(), "--yes", "--verify", "none"];
    let document = program.expect(&room.path().join("home"), &made, 0)?;
    for check in ["backend.environment", "backend.install"] {
        typed(&out, &command(&document, check)?)?;
    }
    let backend = out.join("backend");
    program::run(&backend, &[".venv/bin/python", "-m", "pip", "install", "--quiet", MUTMUT])?;
    let project = backend.join("pyproject.toml");
    fs::write(&project, fs::read_to_string(&project)? + SETTINGS)?;
    // Asked for one that does not exist, it makes them all, runs the tests once, and says so.
    let asked = program::run(&backend, &[".venv/bin/mutmut", "run", "none"]);
    let all: Vec<String> = outcomes(&backend.join("mutants"))
        .with_context(|| format!("mutmut made no mutants: {asked:?}"))?
        .into_keys()
        .collect();
    ensure!(all.len() >= SAMPLE, "mutmut made {} mutants: {asked:?}", all.len());
    let sample = sample(all.clone());
    let mut start = vec![".venv/bin/mutmut", "run", "--max-children", "2"];
    start.extend(sample.iter().map(String::as_str));
    program::run(&backend, &start)?;
    let outcomes = outcomes(&backend.join("mutants"))?;
    let outcome = |name: &String| outcomes.get(name).copied().flatten();
    let unknown: Vec<&String> = sample.iter().filter(|name| outcome(name).is_none()).collect();
    ensure!(unknown.is_empty(), "mutmut did not try {unknown:?}");
    let is_caught = |name: &&String| outcome(name).is_some_and(|code| CAUGHT.contains(&code));
    let (caught, survivors): (Vec<&String>, Vec<&String>) = sample.iter().partition(is_caught);
    Ok(Score {
        all: all.len(),
        tried: sample.len(),
        caught: caught.len(),
        survivors: survivors.into_iter().map(|name| change(&backend, name)).collect::<Result<_>>()?,
    })
}

/// mutmut's codes: a test failed, or broke off; the mutant ran on without end, in the spellings of several limits.
const CAUGHT: [i64; 7] = [1, 3, 24, -24, 36, 152, 255];

/// By name: how the tests ended with it, where they were run.
fn outcomes(folder: &Path) -> Result<BTreeMap<String, Option<i64>>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|it| it == "meta") {
                let kept: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
                let codes = kept["exit_code_by_key"].as_object();
                found.extend(codes.into_iter().flatten().map(|(name, code)| (name.clone(), code.as_i64())));
            }
        }
    }
    ensure!(!found.is_empty(), "{} holds no mutant", folder.display());
    Ok(found)
}

fn sample(mut names: Vec<String>) -> Vec<String> {
    fastrand::Rng::with_seed(SEED).shuffle(&mut names);
    names.truncate(SAMPLE);
    names
}

/// The changed lines of a mutant, below its name.
fn change(backend: &Path, name: &str) -> Result<String> {
    let shown = program::run(backend, &[".venv/bin/mutmut", "show", name])?;
    let is_change =
        |line: &&str| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---");
    let lines = shown.lines().filter(is_change).map(|line| format!("        {line}\n"));
    Ok(format!("      {name}\n{}", lines.collect::<String>()).trim_end().to_owned())
}
