//! `resume`: the same as `new` from where the session stands, with the options it was started with.

use std::path::Path;

use cli::Exit;
use cli::args::Resume;
use cli::drive::{Say, Start};
use protocol::problem::Problem;

use super::session_id;
use crate::follow;
use crate::signals::Stops;

pub async fn run(home: &Path, resume: &Resume, json: bool) -> Exit {
    let mut stops = Stops::listen();
    match start(home, resume) {
        Ok(start) => follow::follow(home, start, resume.yes, json, &mut stops).await,
        Err(problem) => follow::refused(&problem, json),
    }
}

/// What can be refused is refused before anything is recorded.
fn start(home: &Path, resume: &Resume) -> Result<Start, Problem> {
    let session = session_id(&resume.id)?;
    if let Some(text) = &resume.request_change {
        super::understood(&super::recorded(home, &resume.id)?.view()?, text)?;
    }
    let change = resume.request_change.clone().map(Say::Change);
    let say = change.or_else(|| resume.answer.clone().map(Say::Answer));
    Ok(Start::Resume { session, approve: resume.yes, say })
}
