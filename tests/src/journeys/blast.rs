//! Every command line of the table is run, in a repository of real git, with the real programs: what was foreseen is what
//! happened. And a thousand random sequences of edits and rewinds.

use anyhow::{Context, Result, ensure};

use super::program;

/// What the lines start. One that is absent would make a line do nothing, which proves nothing.
const PROGRAMS: &[&str] = &["git", "make", "npm", "python3", "rsync"];
const TABLE: &str = "every_line_does_what_was_foreseen_and_all_of_it_comes_back";
const SEQUENCES: &str = "after_any_edits_shell_effects_and_rewinds_the_folder_is_what_the_model_says";
const CASES: &str = "1000";

pub fn lines() -> Result<()> {
    let room = tempfile::tempdir()?;
    for name in PROGRAMS {
        let asked = program::run(room.path(), &[name, "--version"]);
        asked.with_context(|| format!("{name} is not here, and a line of the table runs it; install it"))?;
    }
    let arguments = ["--ignored", "--exact", "--nocapture", TABLE];
    let said = program::test("tools", "blast", &arguments, &[("BLAST_LINE", "")])?;
    let count = said.lines().find(|line| line.ends_with("lines did what was foreseen"));
    println!("    {}", count.with_context(|| format!("the table was not run: {said}"))?);
    Ok(())
}

pub fn sequences() -> Result<()> {
    let said = program::test("tools", "rewind", &["--exact", SEQUENCES], &[("PROPTEST_CASES", CASES)])?;
    ensure!(said.contains("test result: ok. 1 passed"), "the sequences were not run: {said}");
    println!("    {CASES} sequences of edits and rewinds are what the model says");
    Ok(())
}
