//! Sessions as they are recorded: the list, one's events, and whether its record is whole.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use protocol::event::Event;
use protocol::id::ContentHash;
use protocol::problem::Problem;
use runtime::archive::{self, Reader};
use runtime::ring::Posted;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::IntoParams;

use crate::commands;
use crate::server::answer::{self, Refusal};
use crate::server::asked::{Asked, Moment, Named, number};
use crate::server::openapi::answers::{Session, Verified};
use crate::server::openapi::{Anything, Refusals};
use crate::server::paging::{self, Told, told_of};
use crate::server::{Shared, records};

/// The last event there was when the answer began, so that a client knows how far it has come.
const LAST_SEQ: HeaderName = HeaderName::from_static("x-last-seq");

/// Every session of the data folder, newest first.
#[utoipa::path(
    get,
    path = "/api/sessions",
    tag = "sessions",
    responses((status = 200, description = "Newest first", body = Vec<Session>), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn list(State(shared): State<Arc<Shared>>) -> Result<Response, Refusal> {
    let (rows, live) = (shared.records.rows(), shared.sessions.live().await);
    let listed = shared.records.read(move |home| rows.all(home, &live)).await?;
    Ok(answer::json(StatusCode::OK, &listed))
}

/// One session.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, description = "The session, as the list has it", body = Session), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn one(State(shared): State<Arc<Shared>>, Named(id): Named<String>) -> Result<Response, Refusal> {
    let id = records::session(&id)?;
    let (rows, live) = (shared.records.rows(), shared.sessions.live().await);
    let row = shared.records.read(move |home| rows.of(home, &id, &live)).await?;
    Ok(answer::json(StatusCode::OK, &row))
}

/// The state of a session at a moment of its record: the fold of its events.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/state",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id"), Moment),
    responses((status = 200, description = "Everything that is known of it then, as `protocol` describes it; `seq` is the last event", body = Anything), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn state(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
    Asked(moment): Asked<Moment>,
) -> Result<Response, Refusal> {
    let view = shared.records.of_session(&id, move |_, reader| moment.view(&reader));
    Ok(answer::json(StatusCode::OK, &view.await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Range {
    /// Only events with a higher number
    #[serde(default, deserialize_with = "number")]
    #[param(value_type = u64, required = false)]
    after: Option<u64>,
    /// At most so many; all without it
    #[serde(default, deserialize_with = "number")]
    limit: Option<u64>,
}

/// The events of a session, a line each.
///
/// The answer is written as it is read, and ends with a problem where the record cannot be read on.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/events",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id"), Range),
    responses((status = 200, description = "A line each with `mark` and `event`; `problem` where the record cannot be read on", body = String, content_type = "application/x-ndjson"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn events(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
    Asked(range): Asked<Range>,
) -> Result<Response, Refusal> {
    let id = records::session(&id)?;
    let reader = shared.records.read(move |home| Reader::open(home, &id)).await?;
    let last = reader.last_seq();
    let range = paging::Range { after: range.after.unwrap_or(0), limit: range.limit.unwrap_or(u64::MAX) };
    let body = told_of(shared, reader, range, Lines);
    let mut answer = answer::of(StatusCode::OK, "application/x-ndjson", body);
    answer.headers_mut().insert(LAST_SEQ, HeaderValue::from(last));
    Ok(answer)
}

/// Whether the record of a session is whole.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/verify",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, description = "Whether the record is whole, and how far it reaches", body = Verified), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn verify(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
) -> Result<Response, Refusal> {
    let id = records::session(&id)?;
    let document = shared.records.read(move |home| {
        let proof = archive::verify(home, &id)?;
        Ok(commands::verify::document(id.as_str(), &proof))
    });
    Ok(answer::json(StatusCode::OK, &document.await?))
}

/// Each event with the name of its record.
struct Lines;

impl Told for Lines {
    fn line(&mut self, posted: &Posted) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            mark: &'a ContentHash,
            event: &'a Event,
        }
        // Events are plain data that was JSON in the record.
        let line = serde_json::to_string(&Line { mark: &posted.mark, event: &posted.event });
        line.unwrap_or_default() + "\n"
    }

    fn end(&mut self, problem: Option<&Problem>) -> String {
        problem.map(|problem| format!("{}\n", json!({ "problem": problem }))).unwrap_or_default()
    }
}
