//! Words looked for in the requests and the events of all sessions.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use hyper::StatusCode;
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::IntoParams;

use crate::finding::{self, Hunt};
use crate::server::Shared;
use crate::server::answer::{self, Refusal};
use crate::server::asked::Asked;
use crate::server::openapi::Refusals;
use crate::server::openapi::answers::Found;

/// Longer words are in no event that a person remembers.
const QUERY_CHARS_MAX: usize = 200;
/// Hits that are told; of a session with more, the first.
const HITS_MAX: usize = 100;
/// A person waits no longer; what was not looked through by then is said.
const TIME_MAX: Duration = Duration::from_secs(5);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The words, 1 to 200 characters
    #[param(min_length = 1, max_length = 200)]
    q: String,
    /// At most so many hits
    limit: Option<usize>,
}

/// Looks for words in all sessions.
#[utoipa::path(
    get,
    path = "/api/search",
    tag = "sessions",
    params(Wanted),
    responses((status = 200, description = "Where they are found", body = Found), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn search(
    State(shared): State<Arc<Shared>>,
    Asked(Wanted { q, limit }): Asked<Wanted>,
) -> Result<Response, Refusal> {
    let words = q.trim().to_owned();
    if words.is_empty() || words.chars().count() > QUERY_CHARS_MAX {
        let message = format!("q has to have 1 to {QUERY_CHARS_MAX} characters");
        return Err(Refusal::malformed(message, "say what to look for as ?q=WORDS"));
    }
    let hits_max = limit.unwrap_or(HITS_MAX).clamp(1, HITS_MAX);
    let until = Instant::now() + TIME_MAX;
    let rows = shared.records.rows();
    let found = shared.records.read(move |home| {
        let in_time = move || Instant::now() < until;
        finding::search(&rows.all(home, &[])?, home, &Hunt { words, hits_max }, in_time)
    });
    Ok(answer::json(StatusCode::OK, &found.await?))
}
