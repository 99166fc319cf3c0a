//! `replay`: a session's record as it happened; nothing is executed.

use std::path::Path;

use cli::render::{report, session};
use cli::replay::{self, Speed};
use cli::{Exit, Screen, notice};
use protocol::problem::Problem;
use serde_json::json;

use crate::signals::Stops;

pub async fn run(home: &Path, id: &str, speed: Speed, json: bool) -> Result<Exit, Problem> {
    let record = super::recorded(home, id)?;
    let events = record.last_seq();
    let (mut screen, mut stops) = (Screen::of_process(json).with_board(), Stops::listen());
    let played = tokio::select! {
        played = replay::play(record.events(), speed, &mut screen) => Some(played?),
        () = stops.asked() => None,
    };
    let Some((view, hash)) = played else {
        if json {
            notice::print_document(&json!({ "session": id, "events": events, "hash": null, "state": null }));
        }
        return Ok(Exit::Interrupted);
    };
    screen.print(&report::text(&view));
    screen.print(&format!("view {hash}"));
    if json {
        let state = session::state(&view);
        notice::print_document(&json!({ "session": id, "events": events, "hash": hash, "state": state }));
    }
    Ok(Exit::Done)
}
