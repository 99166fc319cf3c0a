//! Repositories that were proved in full, by their tree: `tests/journeys/proved.txt`, a line each, name and tree.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::program;

const FILE: &str = "proved.txt";

/// The tree that a repository's last commit holds, as git names it.
pub fn tree(repository: &Path) -> Result<String> {
    Ok(program::run(repository, &["git", "rev-parse", "HEAD^{tree}"])?.trim().to_owned())
}

/// Whether this very tree was proved in full.
pub fn is_proved(name: &str, tree: &str) -> Result<bool> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("journeys").join(FILE);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.lines().any(|line| line.split_once(' ') == Some((name, tree))))
}

/// Says what to write down so that this tree need not be proved again.
pub fn tell(name: &str, tree: &str) -> Result<()> {
    if !is_proved(name, tree)? {
        println!("    its tree is new: put `{name} {tree}` into tests/journeys/{FILE}");
    }
    Ok(())
}
