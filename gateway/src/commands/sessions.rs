//! `sessions`: what is in the data folder, newest first.

use std::path::Path;

use cli::Exit;
use cli::render::session::{self, Listed};
use protocol::problem::Problem;
use protocol::view::View;
use runtime::archive::{self, Summary};
use serde_json::json;

pub fn run(home: &Path, json: bool) -> Result<Exit, Problem> {
    let listed = listed(home)?;
    super::shown(json, || json!(listed), || session::list(&listed));
    Ok(Exit::Done)
}

/// The list, as terminals and pages get it.
pub fn listed(home: &Path) -> Result<Vec<Listed>, Problem> {
    Ok(archive::list(home)?.into_iter().map(listed_one).collect())
}

fn listed_one(summary: Summary) -> Listed {
    let view = View { stage: summary.stage, outcome: summary.outcome, ..View::default() };
    let state = if summary.damage.is_some() { "damaged" } else { session::state(&view) };
    Listed {
        id: summary.id.to_string(),
        state: state.to_owned(),
        path: summary.path,
        request: summary.request,
        created_ms: summary.created_ms,
    }
}
