//! `new`: everything that can be refused is refused before anything is written.

use std::io;
use std::path::Path;

use cli::Exit;
use cli::args::New;
use cli::drive::Start;
use cli::{request, target};
use protocol::command::RunOptions;
use protocol::problem::Problem;

use crate::follow;

pub async fn run(home: &Path, new: &New, json: bool) -> Exit {
    match start(home, new) {
        Ok(start) => follow::follow(home, start, new.yes, json).await,
        Err(problem) => follow::refused(&problem, json),
    }
}

fn start(home: &Path, new: &New) -> Result<Start, Problem> {
    let out = target::check(&new.out, home)?;
    let request = request::read(new, io::stdin())?;
    let out = out.to_string_lossy().into_owned();
    Ok(Start::New { request, options: RunOptions { out, approve: new.yes, verify: new.verify.into() } })
}
