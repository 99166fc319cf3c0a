//! The WebSocket by the Autobahn suite: everything but limits (9), which are this project's own, and compression (12, 13), which it
//! does not offer. The suite is written for Python 2.7, which must be here.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::program::{self, Program};

/// The last one that makes environments of Python 2.7.
const VIRTUALENV: &str = "virtualenv==20.15.1";
const SUITE: &str = "autobahntestsuite==25.10.1";
const CASES: [&str; 8] = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"];
/// Cases in those; fewer would mean that the suite did not run them all.
const CASES_MIN: usize = 240;

pub fn run(program: &Program) -> Result<()> {
    let room = tempfile::tempdir()?;
    let wstest = suite(room.path())?;
    let mut echo = Echo::start(program, room.path())?;
    let spec = json!({
        "outdir": "reports",
        "servers": [{ "agent": "samriddh", "url": echo.url }],
        "cases": CASES,
        "exclude-cases": [],
        "exclude-agent-cases": {},
    });
    std::fs::write(room.path().join("spec.json"), serde_json::to_vec(&spec)?)?;
    let wstest = wstest.to_string_lossy();
    program::run(room.path(), &[&wstest, "--mode", "fuzzingclient", "--spec", "spec.json"])?;
    echo.child.kill()?;
    echo.child.wait()?;
    judge(&serde_json::from_slice(&std::fs::read(room.path().join("reports/index.json"))?)?)
}

fn judge(report: &Value) -> Result<()> {
    let cases = report["samriddh"].as_object().context("the suite's report names no cases")?;
    ensure!(cases.len() >= CASES_MIN, "only {} cases were run", cases.len());
    let count = |key: &str, value: &str| cases.values().filter(|case| case[key] == value).count();
    let told = ["OK", "NON-STRICT", "INFORMATIONAL"].map(|verdict| (verdict, count("behavior", verdict)));
    println!(
        "    {} cases: {} OK, {} non-strict, {} informational",
        cases.len(),
        told[0].1,
        told[1].1,
        told[2].1
    );
    let failed = |(name, case): (&String, &Value)| {
        let fine = |key: &str| {
            let verdict = case[key].as_str().unwrap_or_default();
            told.iter().any(|(fine, _)| *fine == verdict)
        };
        (!fine("behavior") || !fine("behaviorClose"))
            .then(|| format!("{name}: {}, closing {}", case["behavior"], case["behaviorClose"]))
    };
    let failed: Vec<String> = cases.iter().filter_map(failed).collect();
    ensure!(failed.is_empty(), "failed cases:\n    {}", failed.join("\n    "));
    Ok(())
}

struct Echo {
    child: Child,
    url: String,
}

impl Echo {
    fn start(program: &Program, room: &Path) -> Result<Self> {
        let mut child = program.example("echo")?;
        child.current_dir(room).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = child.spawn().context("the echo did not start")?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no output")?).read_line(&mut line)?;
        let said: Value = serde_json::from_str(&line)?;
        let url = said["url"].as_str().context("the echo told no address")?.to_owned();
        Ok(Self { child, url })
    }
}

/// Installs the suite; its program.
fn suite(room: &Path) -> Result<PathBuf> {
    let python = python()?;
    let at = |path: &str| room.join(path).to_string_lossy().into_owned();
    program::run(room, &["python3", "-m", "venv", "maker"])?;
    program::run(room, &[&at("maker/bin/pip"), "install", "--quiet", VIRTUALENV])?;
    program::run(room, &[&at("maker/bin/virtualenv"), "--quiet", "--python", &python, "suite"])?;
    program::run(room, &[&at("suite/bin/pip"), "install", "--quiet", SUITE])?;
    Ok(room.join("suite/bin/wstest"))
}

/// The path of a Python 2.7: on the search path, or one of pyenv's.
fn python() -> Result<String> {
    let asks = ["-c", "import sys; assert sys.version_info[:2] == (2, 7); print(sys.executable)"];
    let mut candidates = vec!["python2.7".to_owned()];
    let roots = std::env::var_os("PYENV_ROOT").map(PathBuf::from).into_iter();
    for root in roots.chain(std::env::home_dir().map(|home| home.join(".pyenv"))) {
        for entry in std::fs::read_dir(root.join("versions")).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("2.7") {
                candidates.push(entry.path().join("bin/python2.7").to_string_lossy().into_owned());
            }
        }
    }
    for candidate in &candidates {
        if let Ok(path) = program::run(Path::new("."), &[candidate, asks[0], asks[1]]) {
            return Ok(path.trim().to_owned());
        }
    }
    bail!(
        "there is no Python 2.7, which the Autobahn suite needs; Debian has none since version 12: install one with \
         `pyenv install 2.7.18`, or put python2.7 on the search path"
    )
}
