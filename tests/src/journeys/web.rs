//! The page: its own checks, that what is served is what its sources build, its budgets, and the whole way in a real browser.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::program::{self, Program};
use super::{Depth, proved};

/// In the list of what was proved.
pub(super) const NAME: &str = "page";

/// What the walks on records read, below gateway/web: neither the program nor a gateway.
const RECORDED: [&str; 4] = ["dist", "e2e", "package-lock.json", "../../protocol/fixtures"];

/// The builds of the page: the page itself, and the file that an export is made of.
const BUILDS: &[&[&str]] = &[&[], &["--config", "vite.viewer.config.ts"]];

pub fn run(program: &Program, depth: Depth) -> Result<()> {
    let room = tempfile::tempdir()?;
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gateway/web");
    program::run(&sources, &["npm", "ci", "--silent", "--no-audit", "--no-fund"])?;
    program::run(&sources, &["npm", "run", "--silent", "check"])?;
    is_built_of_its_sources(&sources, &room.path().join("built"))?;
    print!("{}", indented(&program::run(&sources, &["npm", "run", "--silent", "budget"])?));
    let shots = room.path().join("shots");
    let env = [("SAMRIDDH_BIN", program.path()), ("SHOTS", shots.as_path())];
    let walk = |script: &str| -> Result<()> {
        print!("{}", indented(&program::run_with(&sources, &["npm", "run", "--silent", script], &env)?));
        Ok(())
    };
    walk("e2e:live")?;
    let read = hash(&sources)?;
    if depth == Depth::Changed && proved::is_proved(NAME, &read)? {
        println!("    this very page was walked through on records before: tests/journeys/proved.list");
        return Ok(());
    }
    walk("e2e:recorded")?;
    proved::tell(NAME, &read)
}

/// Of what the walks on records read.
fn hash(sources: &Path) -> Result<String> {
    let mut told = blake3::Hasher::new();
    for part in RECORDED {
        for (name, content) in contents(&sources.join(part))? {
            told.update(format!("{part}/{name}\n{}\n", content.len()).as_bytes()).update(&content);
        }
    }
    Ok(told.finalize().to_hex().to_string())
}

/// The page that the program carries is the one that its sources make, to the byte.
fn is_built_of_its_sources(sources: &Path, to: &Path) -> Result<()> {
    let out = to.to_str().context("the folder's name is not UTF-8")?;
    for build in BUILDS {
        let argv = [&["npx", "vite", "build", "--logLevel", "error", "--outDir", out], *build].concat();
        program::run(sources, &argv)?;
    }
    let (carried, built) = (contents(&sources.join("dist"))?, contents(to)?);
    for path in carried.keys().chain(built.keys()) {
        ensure!(
            carried.get(path) == built.get(path),
            "gateway/web/dist/{path} is not what the sources make: run `npm run build` in gateway/web and commit dist"
        );
    }
    println!("    {} files of the page are what its sources make", carried.len());
    Ok(())
}

/// Every file at or below a place by its path from there.
fn contents(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    if folder.is_file() {
        return Ok(BTreeMap::from([(String::new(), fs::read(folder)?)]));
    }
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("{} cannot be read", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                found.insert(name, fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

fn indented(said: &str) -> String {
    said.lines().map(|line| format!("    {line}\n")).collect()
}
