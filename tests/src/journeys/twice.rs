//! The tree depends on the request alone: not on the folder's name, the data folder, the session or the time.

use anyhow::{Result, ensure};

use super::program::{self, Program};
use super::request::Request;

pub fn run(program: &Program, request: &Request) -> Result<()> {
    let room = tempfile::tempdir()?;
    let mut folders = Vec::new();
    for name in ["one", "another place/with ä name"] {
        let out = room.path().join(name);
        if let Some(parent) = out.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let home = room.path().join(format!("home-{}", folders.len()));
        let out_text = out.to_string_lossy().into_owned();
        let arguments = ["new", &request.text, "--out", &out_text, "--yes", "--verify", "none"];
        let built = program.expect(&home, &arguments, 0)?;
        println!("    {} files in {} ms", built["files"]["count"], built["elapsed_ms"]);
        folders.push(out);
    }
    let heads = folders
        .iter()
        .map(|out| program::run(out, &["git", "rev-parse", "HEAD"]))
        .collect::<Result<Vec<_>>>()?;
    ensure!(heads[0] == heads[1], "the histories differ: {heads:?}");
    let (one, other) = (folders[0].to_string_lossy(), folders[1].to_string_lossy());
    program::run(room.path(), &["diff", "--recursive", "--exclude=.git", &one, &other])?;
    Ok(())
}
