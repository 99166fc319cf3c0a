//! `show`: a session's state, from its journal alone.

use std::path::Path;

use cli::Exit;
use cli::render::session;
use protocol::problem::{Code, Problem};
use serde_json::json;

pub fn run(home: &Path, id: &str, json: bool) -> Result<Exit, Problem> {
    let (_, view) = super::recorded(home, id)?;
    let hash = view.hash().map_err(|error| Problem::new(Code::Internal, error.to_string(), ""))?;
    let document = || {
        json!({
            "session": id,
            "state": session::state(&view),
            "path": view.options.as_ref().map(|options| &options.out),
            "hash": hash,
            "view": view,
        })
    };
    super::shown(json, document, || session::show(&view));
    Ok(Exit::Done)
}
