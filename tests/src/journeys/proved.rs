//! Repositories that were proved in full, by their tree: `tests/journeys/proved.list`, a line each, name and tree.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::program;

const FILE: &str = "proved.list";

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

#[cfg(test)]
mod tests {
    use super::super::request::Request;
    use super::*;

    #[test]
    fn what_was_proved_is_a_request_and_a_tree_a_line() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("journeys").join(FILE);
        let requests: Vec<String> = Request::all().unwrap().into_iter().map(|request| request.name).collect();
        for line in fs::read_to_string(path).unwrap().lines() {
            let (name, tree) = line.split_once(' ').unwrap();
            assert!(requests.iter().any(|request| request == name), "{line}");
            assert!(tree.len() == 40 && tree.chars().all(|c| c.is_ascii_hexdigit()), "{line}");
            assert!(is_proved(name, tree).unwrap() && !is_proved(name, "0").unwrap());
        }
    }

    #[test]
    fn every_request_says_something() {
        assert!(Request::all().unwrap().iter().all(|request| !request.text.is_empty()));
    }
}
