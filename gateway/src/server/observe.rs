//! What is done about every request, whatever it asks for: it gets a name and a time, and its answer the headers that are due.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{CONNECTION, HeaderName, HeaderValue};
use protocol::problem::{Code, Problem};
use tokio::time::{Instant, timeout};

use super::answer::{self, Refusal};
use super::{Shared, guard};
use crate::wiring::random_name;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const RESPONSE_TIME: HeaderName = HeaderName::from_static("x-response-time");
const PERFORMANCE: HeaderName = HeaderName::from_static("x-performance");
/// A longer one, or one with other signs, is not taken over.
const ID_CHARS_MAX: usize = 64;
/// Until an answer begins; an upload may take the longest.
const ANSWER_MAX: Duration = Duration::from_secs(120);
/// A person does not notice.
const FAST_MAX: Duration = Duration::from_millis(100);
/// A person waits, and goes on.
const OK_MAX: Duration = Duration::from_secs(1);

pub async fn observe(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = request.headers().get(REQUEST_ID).filter(|id| is_plain(id)).cloned();
    let id = id.unwrap_or_else(|| {
        HeaderValue::from_str(&random_name()[..32]).unwrap_or(HeaderValue::from_static("-"))
    });
    let method = request.method().clone();
    let mut answer = match shared.guard.place(request.headers()) {
        Err(refusal) => refusal.into_response(),
        Ok(()) => timeout(ANSWER_MAX, next.run(request)).await.unwrap_or_else(|_| too_slow()),
    };
    let took = begun.elapsed();
    let route = answer.extensions().get::<Routed>().map_or("page", |route| route.0.as_str());
    shared.stats.answered(route, &method, answer.status().as_u16(), took);
    answer::secure(&mut answer);
    let headers = answer.headers_mut();
    headers.insert(REQUEST_ID, id);
    headers.insert(PERFORMANCE, HeaderValue::from_static(performance(took)));
    if let Ok(time) = HeaderValue::from_str(&format!("{:.3}ms", took.as_secs_f64() * 1000.0)) {
        headers.insert(RESPONSE_TIME, time);
    }
    answer
}

/// The route that answered, as it is written in the table.
#[derive(Clone)]
struct Routed(MatchedPath);

/// Leaves with the answer which route it comes from.
pub async fn routed(path: MatchedPath, request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    answer.extensions_mut().insert(Routed(path));
    answer
}

/// Lets only those on who were let in.
pub async fn admitted(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let wish = guard::Wish::of(request.method());
    match shared.guard.admit(&shared.doors, request.headers(), wish) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn performance(took: Duration) -> &'static str {
    match took {
        took if took <= FAST_MAX => "fast",
        took if took <= OK_MAX => "ok",
        _ => "slow",
    }
}

fn too_slow() -> Response {
    let problem = Problem::new(Code::Overloaded, "the request took too long", "send it faster, or try again");
    let mut answer = Refusal::new(StatusCode::REQUEST_TIMEOUT, problem).into_response();
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

fn is_plain(id: &HeaderValue) -> bool {
    let signs = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=ID_CHARS_MAX).contains(&id.len()) && id.as_bytes().iter().all(signs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_word_and_ids_are_taken_over_when_they_are_plain() {
        let words = [0, 100, 101, 1_000, 1_001].map(|ms| performance(Duration::from_millis(ms)));
        assert_eq!(words, ["fast", "fast", "ok", "ok", "slow"]);
        for (id, plain) in [("a-1_b.C", true), ("", false), ("a b", false), ("é", false), ("a\"", false)] {
            assert_eq!(HeaderValue::from_bytes(id.as_bytes()).is_ok_and(|id| is_plain(&id)), plain, "{id}");
        }
        assert!(!is_plain(&HeaderValue::from_str(&"x".repeat(65)).unwrap()));
    }
}
