//! A template of the person's own that is badly formatted: the check fails, is repaired, and everything is verified in the end.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::program::{self, Program};

const REQUEST: &str = "An API only notebook with SQLite. Notes have a title.";
/// The template that is spoilt, below the folder of templates, and where its file goes.
const TEMPLATE: &str = "python/app/errors.py";
const FILE: &str = "backend/app/errors.py";
/// What is spoilt in it, and how: the linter has nothing against it, and the formatter has.
const GOOD: &str = "    message: str\n";
const BAD: &str = "    message   :   str\n";

pub fn run(program: &Program) -> Result<()> {
    let room = tempfile::tempdir()?;
    let templates = room.path().join("templates");
    spoil(&templates)?;
    let (home, out) = (room.path().join("home"), room.path().join("out"));
    let program = program.with_env("SAMRIDDH_TEMPLATES", &templates);
    let target = out.to_string_lossy();
    let done = program.expect(&home, &["new", REQUEST, "--out", &target, "--yes", "--verify", "full"], 0)?;
    ensure!(done["outcome"] == "done", "it came to {}", done["outcome"]);
    let repair = &done["repairs"][0];
    ensure!(repair["check"] == "backend.format" && repair["state"] == "delivered", "repaired: {repair}");
    ensure!(repair["changed"] == serde_json::json!([FILE]), "changed: {repair}");
    let before = repair["output_before"].as_str().unwrap_or_default();
    ensure!(before.contains("reformat"), "the check had said: {before}");
    let head = program::run(&out, &["git", "rev-parse", "HEAD"])?;
    ensure!(repair["commit"] == head.trim(), "the last commit is {head}, not {repair}");
    ensure!(program::run(&out, &["git", "status", "--porcelain"])?.is_empty(), "the repository is not clean");
    ensure!(fs::read_to_string(out.join(FILE))?.contains(GOOD), "{FILE} is not repaired");
    let checks = done["checks"].as_array().context("no checks")?;
    let trees: Vec<_> = checks.iter().filter_map(|check| check["tree_hash"].as_str()).collect();
    ensure!(trees.windows(2).all(|pair| pair[0] == pair[1]), "proofs are of several trees");
    let verified = checks.iter().filter(|check| check["status"] == "verified").count();
    ensure!(verified == checks.len(), "{verified} of {} checks are verified", checks.len());
    println!(
        "    backend.format failed, was repaired in {}, and {verified} checks are verified",
        head.trim()
    );
    Ok(())
}

fn spoil(templates: &Path) -> Result<()> {
    let embedded =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../actors/skills/forge/templates").join(TEMPLATE);
    let text = fs::read_to_string(&embedded)?;
    ensure!(text.contains(GOOD), "{TEMPLATE} has changed: choose another place to spoil");
    let spoilt = templates.join(TEMPLATE);
    fs::create_dir_all(spoilt.parent().context("a folder")?)?;
    Ok(fs::write(spoilt, text.replacen(GOOD, BAD, 1))?)
}
