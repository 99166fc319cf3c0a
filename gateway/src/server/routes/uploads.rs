//! Files that a person hands over: as the body, with `?name=`, or as the one file of a form.

use std::path::Path;
use std::sync::Arc;

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use plan::handed::{Handed, Kind};
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use runtime::ports::{Chance, SystemChance};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::{IntoParams, ToSchema};

use crate::handing;
use crate::server::answer::{self, Refusal};
use crate::server::asked::{Asked, Named, unreadable};
use crate::server::openapi::Refusals;
use crate::server::{Shared, records};
use crate::uploads::{self, FILE_BYTES_MAX, Upload};

/// Bytes of a request: a form has a few lines more than its file.
pub const BODY_BYTES_MAX: usize = FILE_BYTES_MAX + 64 * 1024;
/// What a body is called that came without a name.
const UNNAMED: &str = "unnamed";
/// Each is in memory while it arrives.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Called {
    /// What the file is called, where it is the body; `unnamed` without one
    #[param(min_length = 1)]
    name: Option<String>,
}

/// A form with one file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes what is read from a form")]
pub struct Form {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Keeps a file.
#[utoipa::path(
    post,
    path = "/api/uploads",
    tag = "files",
    params(Called),
    request_body(content((Vec<u8> = "application/octet-stream"), (Form = "multipart/form-data"))),
    responses((status = 201, description = "Kept", body = Upload), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn keep(
    State(shared): State<Arc<Shared>>,
    Asked(called): Asked<Called>,
    request: Request,
) -> Result<Response, Refusal> {
    let _turn = AT_ONCE.acquire().await;
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (name, bytes) = if kind.starts_with("multipart/form-data") {
        of_form(request).await?
    } else {
        let name = called.name.unwrap_or_else(|| UNNAMED.to_owned());
        (name, Bytes::from_request(request, &()).await?)
    };
    let id = SessionId::from_random(SystemChance.bytes());
    let kept = shared.records.read(move |home| uploads::keep(home, id, &name, &bytes)).await?;
    Ok(answer::json(StatusCode::CREATED, &kept))
}

/// The files that are kept.
#[utoipa::path(
    get,
    path = "/api/uploads",
    tag = "files",
    responses((status = 200, description = "What is kept", body = Vec<Upload>), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn list(State(shared): State<Arc<Shared>>) -> Result<Response, Refusal> {
    let kept = shared.records.read(uploads::all).await?;
    Ok(answer::json(StatusCode::OK, &kept))
}

/// What the team reads of a file.
#[derive(Serialize, ToSchema)]
pub struct Reading {
    #[schema(value_type = String)]
    id: SessionId,
    name: String,
    /// `words` as they stand, a `table` in a sentence, or the `description` of a whole product, which is sent alone.
    kind: &'static str,
    /// What is said instead of the file.
    text: String,
    /// What was made of it, for the person.
    note: String,
}

/// What the team reads of a file that is kept: the words that stand for it in a message.
#[utoipa::path(
    get,
    path = "/api/uploads/{id}/reading",
    tag = "files",
    params(("id" = String, Path, description = "The file's id")),
    responses((status = 200, description = "What is read of it", body = Reading), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn reading(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
) -> Result<Response, Refusal> {
    let id = records::handed_over(&id)?;
    let read = move |home: &Path| {
        let (Upload { id, name, .. }, bytes) = uploads::one(home, &id)?;
        let Handed { kind, text, note } = handing::read(&name, &bytes)?;
        Ok(Reading { id, name, kind: word(kind), text, note })
    };
    Ok(answer::json(StatusCode::OK, &shared.records.read(read).await?))
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Words => "words",
        Kind::Table => "table",
        Kind::Description => "description",
    }
}

/// The bytes of a file that is kept, to be saved.
#[utoipa::path(
    get,
    path = "/api/uploads/{id}",
    tag = "files",
    params(("id" = String, Path, description = "The file's id")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn content(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
) -> Result<Response, Refusal> {
    let id = records::handed_over(&id)?;
    let (_, bytes) = shared.records.read(move |home| uploads::one(home, &id)).await?;
    let mut answer = answer::of(StatusCode::OK, "application/octet-stream", bytes);
    // Whatever it is, no browser shows it as part of this page.
    answer.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    Ok(answer)
}

/// Forgets a file.
#[utoipa::path(
    delete,
    path = "/api/uploads/{id}",
    tag = "files",
    params(("id" = String, Path, description = "The file's id")),
    responses((status = 204, description = "Forgotten"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn remove(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
) -> Result<Response, Refusal> {
    let id = records::handed_over(&id)?;
    shared.records.read(move |home| uploads::remove(home, &id)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The one file of a form.
async fn of_form(request: Request) -> Result<(String, Bytes), Refusal> {
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|error| unreadable(error.status(), error.body_text()))?;
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let Some(name) = field.file_name().map(str::to_owned) else { continue };
        let bytes = field.bytes().await.map_err(|error| broken(&error))?;
        if file.replace((name, bytes)).is_some() {
            return Err(Refusal::malformed(
                "the form has several files",
                "send each in a request of its own",
            ));
        }
    }
    file.ok_or_else(|| Refusal::malformed("the form has no file", "send one, with its name"))
}

fn broken(error: &MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return uploads::too_large("the file", FILE_BYTES_MAX as u64).into();
    }
    Problem::new(Code::Malformed, error.body_text(), "send it as multipart/form-data").into()
}
