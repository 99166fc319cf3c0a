//! `show`: a session's state, from its journal alone, or what one of its checks printed.

use std::path::Path;

use cli::Exit;
use cli::render::{session, style};
use memory::{BlobHash, Blobs, FileBlobs, Layout};
use protocol::problem::{Code, Problem};
use protocol::view::View;
use serde_json::json;

pub fn run(home: &Path, id: &str, output: Option<&str>, json: bool) -> Result<Exit, Problem> {
    let view = super::recorded(home, id)?.view()?;
    match output {
        Some(check) => printed(home, id, &view, check, json),
        None => state(id, &view, json),
    }
}

fn state(id: &str, view: &View, json: bool) -> Result<Exit, Problem> {
    let hash = view.hash().map_err(|error| Problem::new(Code::Internal, error.to_string(), ""))?;
    let document = || {
        json!({
            "session": id,
            "state": session::state(view),
            "path": view.place(),
            "parent": view.lineage.last(),
            "hash": hash,
            "view_bytes": serde_json::to_vec(view).map_or(0, |bytes| bytes.len()),
            "view": view,
        })
    };
    super::shown(json, document, || session::show(view));
    Ok(Exit::Done)
}

/// What a check printed, as it was kept.
fn printed(home: &Path, id: &str, view: &View, check: &str, json: bool) -> Result<Exit, Problem> {
    let Some(result) = view.checks.get(check) else { return Err(no_check(view, check)) };
    let Some(output) = &result.output else {
        let message = format!("nothing that {check} printed was kept: it printed nothing, or it did not run");
        return Err(Problem::new(
            Code::NotFound,
            message,
            format!("`samriddh show {id}` says how it came out"),
        ));
    };
    let damaged = |error: &dyn std::fmt::Display| {
        Problem::new(
            Code::Storage,
            error.to_string(),
            "check the data folder with `samriddh doctor --repair`",
        )
    };
    let hash: BlobHash = output.blob.as_str().parse().map_err(|error| damaged(&error))?;
    let blobs = FileBlobs::open_read_only(Layout::new(home).blobs());
    let bytes = blobs.get(&hash).map_err(|error| damaged(&error))?;
    let text = String::from_utf8_lossy(&bytes);
    let document = || {
        json!({
            "session": id,
            "check": check,
            "status": result.status,
            "blob": output.blob,
            "bytes": output.bytes,
            "written_bytes": output.written_bytes,
            "output": text,
        })
    };
    super::shown(json, document, || text.lines().map(style::clean).collect::<Vec<_>>().join("\n"));
    Ok(Exit::Done)
}

fn no_check(view: &View, check: &str) -> Problem {
    let names: Vec<&str> = view.checks.keys().map(String::as_str).collect();
    let hint = match names.as_slice() {
        [] => "no check of it has ended yet".to_owned(),
        names => format!("there are {}", names.join(", ")),
    };
    Problem::new(Code::NotFound, format!("the session has no result of a check {check:?}"), hint)
}
