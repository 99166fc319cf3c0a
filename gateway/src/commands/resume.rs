//! `resume`: the same as `new` from where the session stands, with the options it was started with.

use std::path::Path;

use cli::Exit;
use cli::drive::Start;

use super::session_id;
use crate::follow;
use crate::signals::Stops;

pub async fn run(home: &Path, id: &str, yes: bool, json: bool) -> Exit {
    let mut stops = Stops::listen();
    match session_id(id) {
        Ok(session) => {
            follow::follow(home, Start::Resume { session, approve: yes, change: None }, yes, json, &mut stops)
                .await
        }
        Err(problem) => follow::refused(&problem, json),
    }
}
