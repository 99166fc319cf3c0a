//! Files that a person hands over: as the body, with `?name=`, or as the one file of a form.

use std::sync::Arc;

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::CONTENT_TYPE;
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use runtime::ports::{Chance, SystemChance};
use serde::Deserialize;
use tokio::sync::Semaphore;
use utoipa::{IntoParams, ToSchema};

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
    let id = records::session(&id)?;
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
