//! Fifty questions on three projects that others wrote, beside the answers of a maintainer that were written down before.

use anyhow::{Context, Result, ensure};

use super::fetch::Registry;
use super::program;

/// The versions that the questions are about.
const PROJECTS: &[&str] = &["flask==3.1.3", "requests==2.34.2", "httpx==0.28.1"];
/// What was counted when the answers were last read one by one: a change for the worse fails, and one for the better is written here.
const COUNTED: &str = "questions: 49 right, 1 wrong, 0 not known, of 50";

pub fn run() -> Result<()> {
    let room = tempfile::tempdir()?;
    let sources = room.path().join("sources");
    std::fs::create_dir(&sources)?;
    for project in PROJECTS {
        let folder = Registry::Python.fetch(room.path(), project)?;
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            std::fs::rename(entry.path(), sources.join(entry.file_name()))?;
        }
    }
    let env = [("SAMRIDDH_SDISTS", sources.to_str().context("the folder's name is not UTF-8")?)];
    let said = program::test("code", "questions", &["--nocapture"], &env)?;
    let counted = said.lines().find(|line| line.starts_with("questions: ")).context("nothing was counted")?;
    println!("    {counted}");
    ensure!(counted == COUNTED, "the answers have changed; it was: {COUNTED}\n{said}");
    Ok(())
}
