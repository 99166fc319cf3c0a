//! What a session made, as recorded: the list of its files, one file at any event, and the bodies that its record names.

use std::path::Path as Folder;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use hyper::StatusCode;
use memory::{FileBlobs, Layout};
use protocol::event::{Body, Event, FileEvent};
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use protocol::view::FileView;
use runtime::archive::Reader;
use serde::{Deserialize, Serialize};
use tools::checkpoint::Piece;
use utoipa::{IntoParams, ToSchema};

use super::contents::{self, Content};
use crate::server::Shared;
use crate::server::answer::{self, Refusal};
use crate::server::asked::{Asked, Moment, Named, number};
use crate::server::openapi::Refusals;

#[derive(Serialize, ToSchema)]
struct Made {
    path: String,
    size: u64,
    lines: u32,
    #[schema(value_type = String)]
    hash: ContentHash,
    executable: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// As `/files` lists it
    #[param(min_length = 1)]
    path: String,
    /// As it was after this event; without it, as it is now
    #[serde(default, deserialize_with = "number")]
    at: Option<u64>,
}

/// The files that a session made.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/files",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id"), Moment),
    responses((status = 200, description = "What the session made", body = Vec<Made>), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn list(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
    Asked(moment): Asked<Moment>,
) -> Result<Response, Refusal> {
    let made = shared.records.of_session(&id, move |_, reader| {
        let view = moment.view(&reader)?;
        let made = view.repaired_files().map(|(path, file)| Made {
            path: path.clone(),
            size: file.bytes,
            lines: file.lines,
            hash: file.hash.clone(),
            executable: file.executable,
        });
        Ok(made.collect::<Vec<_>>())
    });
    Ok(answer::json(StatusCode::OK, &made.await?))
}

/// One file, as it was made.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/file",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id"), Wanted),
    responses((status = 200, description = "The bytes of a file", body = String, content_type = "text/plain"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn one(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
    Asked(Wanted { path, at }): Asked<Wanted>,
) -> Result<Response, Refusal> {
    // The path is looked up among those that were recorded; nothing on the disk is opened by it.
    contents::told(&shared, &id, move |home, reader| {
        let view = Moment { at }.view(&reader)?;
        let found = view.repaired_files().find(|(known, _)| **known == path).map(|(_, file)| of(file));
        let file = found.ok_or_else(|| {
            let message = format!("the session has no file {path:?} there");
            Problem::new(Code::NotFound, message, "name a file that /files lists")
        })?;
        Ok((blobs(home), file))
    })
    .await
}

/// A content that the record of a session names.
#[utoipa::path(
    get,
    path = "/api/blobs/{session}/{hash}",
    tag = "sessions",
    params(("session" = String, Path, description = "The session's id"), ("hash" = String, Path, pattern = "^[0-9a-f]{64}$", description = "BLAKE3, 64 hexadecimal digits")),
    responses((status = 200, description = "The bytes of a content that the session's record names", body = String, content_type = "text/plain"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn blob(
    State(shared): State<Arc<Shared>>,
    Named((id, hash)): Named<(String, String)>,
) -> Result<Response, Refusal> {
    let wanted = contents::hash(&hash, "take it from an event")?;
    contents::told(&shared, &id, move |home, reader| match named(&reader, &wanted)? {
        Some(content) => Ok((blobs(home), content)),
        None => Err(Problem::new(
            Code::NotFound,
            format!("the record of this session names no content {wanted}"),
            "take the hash from an event of the same session",
        )),
    })
    .await
}

/// How a record names some content: nothing else of the data folder is shown under a session.
fn named(reader: &Reader, hash: &ContentHash) -> Result<Option<Content>, Problem> {
    for event in reader.events() {
        let event = event?;
        if let Some(file) = staged(&event, hash) {
            return Ok(Some(file));
        }
        let text = serde_json::to_string(&event.fact.body).unwrap_or_default();
        if text.contains(&format!("\"{hash}\"")) {
            return Ok(Some(Content::Blob(hash.clone())));
        }
    }
    Ok(None)
}

fn staged(event: &Event, wanted: &ContentHash) -> Option<Content> {
    match &event.fact.body {
        Body::File(FileEvent::Staged { file, bundle, offset, .. }) if file.hash == *wanted => {
            let piece = Piece { blob: bundle.clone(), offset: *offset, bytes: file.bytes };
            Some(Content::File { hash: file.hash.clone(), pieces: vec![piece] })
        }
        _ => None,
    }
}

/// A file lies among those that were rendered with it.
fn of(file: &FileView) -> Content {
    let piece = Piece { blob: file.bundle.clone(), offset: file.offset, bytes: file.bytes };
    Content::File { hash: file.hash.clone(), pieces: vec![piece] }
}

fn blobs(home: &Folder) -> FileBlobs {
    FileBlobs::open_read_only(Layout::new(home).blobs())
}
