//! What a session made, as recorded: the list of its files, one file at any event, and the bodies that its record names.

use std::path::Path as Folder;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use hyper::StatusCode;
use hyper::header::{ETAG, HeaderValue};
use memory::{BlobError, BlobHash, Blobs, FileBlobs, Layout};
use protocol::event::{Body, Event, FileEvent};
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use protocol::view::{FileView, View};
use runtime::archive::Reader;
use serde::{Deserialize, Serialize};
use tools::RelPath;
use utoipa::{IntoParams, ToSchema};

use crate::server::Shared;
use crate::server::answer::{self, Refusal};
use crate::server::asked::{Asked, Named};
use crate::server::openapi::Refusals;

/// Bytes that are shown of one file or output; nothing that a person reads is longer.
const SHOWN_BYTES_MAX: u64 = 8 * 1024 * 1024;

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
    at: Option<u64>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct At {
    /// As they were after this event; without it, as they are now
    at: Option<u64>,
}

/// The files that a session made.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/files",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id"), At),
    responses((status = 200, description = "What the session made", body = Vec<Made>), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn list(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
    Asked(At { at }): Asked<At>,
) -> Result<Response, Refusal> {
    let made = shared.records.of_session(&id, move |_, reader| {
        let view = view_at(&reader, at)?;
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
    RelPath::new(&path)
        .map_err(|error| Refusal::malformed(error.to_string(), "name a file that /files lists"))?;
    let (bytes, hash) = shared
        .records
        .of_session(&id, move |home, reader| {
            let view = view_at(&reader, at)?;
            let found =
                view.repaired_files().find(|(known, _)| **known == path).map(|(_, file)| file.clone());
            let file = found.ok_or_else(|| {
                let message = format!("the session has no file {path:?} there");
                Problem::new(Code::NotFound, message, "name a file that /files lists")
            })?;
            Ok((body(home, &file)?, file.hash))
        })
        .await?;
    Ok(kept(bytes, &hash))
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
    let parsed: BlobHash = hash.parse().map_err(|error: memory::BadBlobHash| {
        Refusal::malformed(error.to_string(), "take it from an event")
    })?;
    let name = ContentHash::new(parsed.to_string());
    let wanted = name.clone();
    let bytes = shared.records.of_session(&id, move |home, reader| match named(&reader, &wanted)? {
        Some(Content::Blob) => blob_of(home, &parsed),
        Some(Content::File(file)) => body(home, &file),
        None => Err(Problem::new(
            Code::NotFound,
            format!("the record of this session names no content {wanted}"),
            "take the hash from an event of the same session",
        )),
    });
    Ok(kept(bytes.await?, &name))
}

/// What is named by its content never changes.
pub fn kept(bytes: Vec<u8>, hash: &ContentHash) -> Response {
    let mut answer = answer::plain(bytes);
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{hash}\"")) {
        answer.headers_mut().insert(ETAG, tag);
    }
    answer
}

/// The state after the event `at`, or the last one.
pub fn view_at(reader: &Reader, at: Option<u64>) -> Result<View, Problem> {
    let Some(at) = at.filter(|at| *at < reader.last_seq()) else { return reader.view() };
    let mut view = View::default();
    for event in reader.events().take_while(|event| event.as_ref().map_or(true, |event| event.seq <= at)) {
        let folded = view.apply(&event?);
        folded.map_err(|error| {
            Problem::new(Code::Storage, error.to_string(), "check it with `samriddh verify`")
        })?;
    }
    Ok(view)
}

enum Content {
    Blob,
    File(FileView),
}

/// How a record names some content: nothing else of the data folder is shown under a session.
fn named(reader: &Reader, hash: &ContentHash) -> Result<Option<Content>, Problem> {
    for event in reader.events() {
        let event = event?;
        if let Some(file) = staged(&event, hash) {
            return Ok(Some(Content::File(file)));
        }
        let text = serde_json::to_string(&event.fact.body).unwrap_or_default();
        if text.contains(&format!("\"{hash}\"")) {
            return Ok(Some(Content::Blob));
        }
    }
    Ok(None)
}

fn staged(event: &Event, hash: &ContentHash) -> Option<FileView> {
    match &event.fact.body {
        Body::File(FileEvent::Staged { file, task, bundle, offset }) if file.hash == *hash => {
            Some(FileView {
                hash: file.hash.clone(),
                bytes: file.bytes,
                lines: file.lines,
                executable: file.executable,
                task: task.clone(),
                bundle: bundle.clone(),
                offset: *offset,
            })
        }
        _ => None,
    }
}

/// A file's bytes, which lie among those that were rendered with it.
fn body(home: &Folder, file: &FileView) -> Result<Vec<u8>, Problem> {
    within_limit(file.bytes)?;
    let bundle: BlobHash = file.bundle.as_str().parse().map_err(|error| damaged(&error))?;
    let bundle = blobs(home).get(&bundle).map_err(|error| lost(&error))?;
    let range = usize::try_from(file.offset).ok().zip(usize::try_from(file.offset + file.bytes).ok());
    let bytes = range.and_then(|(from, to)| bundle.get(from..to)).map(<[u8]>::to_vec);
    let bytes = bytes.filter(|bytes| ContentHash::of(bytes) == file.hash);
    bytes.ok_or_else(|| damaged(&"the kept content is not what the record says"))
}

fn blob_of(home: &Folder, hash: &BlobHash) -> Result<Vec<u8>, Problem> {
    let bytes = blobs(home).get(hash).map_err(|error| lost(&error))?;
    within_limit(bytes.len() as u64)?;
    Ok(bytes)
}

fn blobs(home: &Folder) -> FileBlobs {
    FileBlobs::open_read_only(Layout::new(home).blobs())
}

pub fn within_limit(bytes: u64) -> Result<(), Problem> {
    if bytes <= SHOWN_BYTES_MAX {
        return Ok(());
    }
    let message = format!("it has {bytes} bytes, and at most {SHOWN_BYTES_MAX} are shown");
    Err(Problem::new(Code::TooLarge, message, "open it in the folder that was made"))
}

pub fn lost(error: &BlobError) -> Problem {
    let code = if matches!(error, BlobError::Missing { .. }) { Code::NotFound } else { Code::Storage };
    Problem::new(code, error.to_string(), "check the data folder with `samriddh doctor --repair`")
}

fn damaged(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::Storage, error.to_string(), "check the data folder with `samriddh doctor --repair`")
}
