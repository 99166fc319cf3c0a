//! What was proved in full and need not be again while it is the same: `tests/journeys/proved.list`, a line each, a repository's
//! name and tree, or the page and the hash of what its walks on records read.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::program;

const FILE: &str = "proved.list";

/// The tree that a repository's last commit holds, as git names it.
pub fn tree(repository: &Path) -> Result<String> {
    Ok(program::run(repository, &["git", "rev-parse", "HEAD^{tree}"])?.trim().to_owned())
}

/// Whether this very thing was proved in full.
pub fn is_proved(name: &str, hash: &str) -> Result<bool> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("journeys").join(FILE);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.lines().any(|line| line.split_once(' ') == Some((name, hash))))
}

/// Says what to write down so that this need not be proved again.
pub fn tell(name: &str, hash: &str) -> Result<()> {
    if !is_proved(name, hash)? {
        println!("    it is new: put `{name} {hash}` into tests/journeys/{FILE}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::request::Request;
    use super::super::{domains, web};
    use super::*;

    #[test]
    fn what_was_proved_is_a_name_and_a_hash_a_line() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("journeys").join(FILE);
        let requests = Request::all().unwrap().into_iter().chain(domains::requests().unwrap());
        let names: Vec<String> = requests.map(|request| request.name).chain([web::NAME.to_owned()]).collect();
        for line in fs::read_to_string(path).unwrap().lines() {
            let (name, hash) = line.split_once(' ').unwrap();
            assert!(names.iter().any(|known| known == name), "{line}");
            assert!([40, 64].contains(&hash.len()) && hash.chars().all(|c| c.is_ascii_hexdigit()), "{line}");
            assert!(is_proved(name, hash).unwrap() && !is_proved(name, "0").unwrap());
        }
    }

    #[test]
    fn every_request_says_something() {
        assert!(Request::all().unwrap().iter().all(|request| !request.text.is_empty()));
    }
}
