//! Folders as checkpoints keep them: what lay there, and each file's bytes. Only those that the session's record names.

use std::path::Path as Folder;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use hyper::StatusCode;
use memory::{FileBlobs, Layout};
use protocol::event::Body;
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use protocol::workspace::{SavePoint, WorkspaceEvent};
use runtime::archive::Reader;
use serde::{Deserialize, Serialize};
use tools::checkpoint::{Kind, Manifest};
use utoipa::{IntoParams, ToSchema};

use super::contents::{self, Content};
use crate::checkpoints::{self, FOLDER};
use crate::server::Shared;
use crate::server::answer::{self, Refusal};
use crate::server::asked::{Asked, Named};
use crate::server::openapi::Refusals;

/// A page shows no more; a folder with more has its dependencies in it.
const FILES_MAX: usize = 20_000;
/// What may be run by whoever owns it.
const EXECUTABLE: u32 = 0o100;

#[derive(Serialize, ToSchema)]
struct Saved {
    path: String,
    size: u64,
    #[schema(value_type = String)]
    hash: ContentHash,
    executable: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// As the list of the checkpoint has it
    #[param(min_length = 1)]
    path: String,
}

/// The files of a folder as a checkpoint keeps them, without what lies in `.git`.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/checkpoints/{manifest}",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id"), ("manifest" = String, Path, pattern = "^[0-9a-f]{64}$", description = "`manifest` of a save in the session's events")),
    responses((status = 200, description = "What lay in the folder", body = Vec<Saved>), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn list(
    State(shared): State<Arc<Shared>>,
    Named((id, manifest)): Named<(String, String)>,
) -> Result<Response, Refusal> {
    let manifest = hash(&manifest)?;
    let saved = shared.records.of_session(&id, move |home, reader| {
        let manifest = named(home, &reader, &manifest)?;
        let files = manifest.tree.iter().filter(|(path, entry)| entry.kind == Kind::File && !path.in_git());
        let saved: Vec<Saved> = files
            .filter_map(|(path, entry)| {
                let (path, hash) = (path.to_string(), entry.hash.clone()?);
                Some(Saved { path, size: entry.bytes, hash, executable: entry.mode & EXECUTABLE != 0 })
            })
            .collect();
        if saved.len() > FILES_MAX {
            let message =
                format!("the checkpoint has {} files, and at most {FILES_MAX} are shown", saved.len());
            return Err(Problem::new(Code::TooLarge, message, "see it with `samriddh checkpoints`"));
        }
        Ok(saved)
    });
    Ok(answer::json(StatusCode::OK, &saved.await?))
}

/// One file of a checkpoint.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/checkpoints/{manifest}/file",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id"), ("manifest" = String, Path, pattern = "^[0-9a-f]{64}$", description = "`manifest` of a save in the session's events"), Wanted),
    responses((status = 200, description = "The bytes of a file", body = String, content_type = "text/plain"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn one(
    State(shared): State<Arc<Shared>>,
    Named((id, manifest)): Named<(String, String)>,
    Asked(Wanted { path }): Asked<Wanted>,
) -> Result<Response, Refusal> {
    let manifest = hash(&manifest)?;
    contents::told(&shared, &id, move |home, reader| {
        let manifest = named(home, &reader, &manifest)?;
        // The path is looked up among those that were saved; nothing on the disk is opened by it.
        let found = manifest.tree.iter().find(|(known, _)| known.to_string() == path);
        let found = found.filter(|(_, entry)| entry.kind == Kind::File);
        let content = found.and_then(|(_, entry)| {
            Some(Content::File { hash: entry.hash.clone()?, pieces: entry.pieces.clone() })
        });
        let content = content.ok_or_else(|| {
            let message = format!("the checkpoint has no file {path:?}");
            Problem::new(Code::NotFound, message, "name a file that its list has")
        })?;
        Ok((blobs(home), content))
    })
    .await
}

fn hash(text: &str) -> Result<ContentHash, Refusal> {
    contents::hash(text, "take it from a save in the session's events")
}

/// The list under this hash, if the record names it as a save.
fn named(home: &Folder, reader: &Reader, wanted: &ContentHash) -> Result<Manifest, Problem> {
    for event in reader.events() {
        if saves(&event?.fact.body).iter().any(|save| save.manifest == *wanted) {
            let bytes = contents::blob(&blobs(home), wanted)?;
            return Manifest::from_bytes(&bytes).map_err(|error| checkpoints::problem(&error));
        }
    }
    Err(Problem::new(
        Code::NotFound,
        format!("the record of this session names no checkpoint {wanted}"),
        "take the hash from a save in an event of the same session",
    ))
}

fn saves(body: &Body) -> Vec<&SavePoint> {
    let Body::Workspace(event) = body else { return Vec::new() };
    match event {
        WorkspaceEvent::Saved { save, .. } => vec![save],
        WorkspaceEvent::Ran { after, .. } => after.iter().collect(),
        WorkspaceEvent::Restored { files, .. } => vec![&files.before, &files.after],
        WorkspaceEvent::Indexed { .. }
        | WorkspaceEvent::Asked { .. }
        | WorkspaceEvent::Answered { .. }
        | WorkspaceEvent::ReaderRestarted { .. } => Vec::new(),
    }
}

/// Checkpoints have a store of their own below the data folder.
fn blobs(home: &Folder) -> FileBlobs {
    FileBlobs::open_read_only(Layout::new(home.join(FOLDER)).blobs())
}
