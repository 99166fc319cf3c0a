//! What is done about every request, whatever it asks for: it gets a name and a time, and its answer the headers that are due.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::Method;
use hyper::header::{CONNECTION, HeaderName, HeaderValue};
use tokio::time::{Instant, timeout};

use super::answer::{self, Refused};
use super::{Shared, asked, guard};
use crate::logs::{self, Answered};
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
    let id = id_of(&shared, &request);
    let method = request.method().clone();
    let mut answer = match shared.guard.place(request.headers()) {
        Err(refusal) => refusal.into_response(),
        Ok(()) => timeout(ANSWER_MAX, next.run(request)).await.unwrap_or_else(|_| too_slow()),
    };
    let took = begun.elapsed();
    let route = answer.extensions().get::<Routed>().map_or("page", |route| route.0.as_str());
    let (method, status) = (word(&method), answer.status().as_u16());
    shared.stats.answered(route, method, status, took);
    let (ms, performance) = (took.as_secs_f64() * 1000.0, performance(took));
    let code = answer.extensions().get::<Refused>().map(|refused| refused.0);
    logs::answered(&Answered { id: &id, method, route, status, code, ms, performance });
    answer::secure(&mut answer);
    mark(&mut answer, &id, took);
    answer
}

/// Who asked and how long it took, for a program that reads the answer.
pub fn mark(answer: &mut Response, id: &str, took: Duration) {
    let headers = answer.headers_mut();
    headers.insert(PERFORMANCE, HeaderValue::from_static(performance(took)));
    let ms = took.as_secs_f64() * 1000.0;
    for (name, value) in [(REQUEST_ID, id), (RESPONSE_TIME, &format!("{ms:.3}ms"))] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
}

/// A name for what came without one.
pub fn new_id() -> String {
    random_name()[..32].to_owned()
}

/// What the client calls its request, or a name of our own. A secret is no name: names are logged.
fn id_of(shared: &Shared, request: &Request) -> String {
    let named = request.headers().get(REQUEST_ID).filter(|id| is_plain(id)).and_then(|id| id.to_str().ok());
    let named = named.filter(|id| !shared.guard.is_token(id) && !shared.doors.is_secret(id));
    named.map_or_else(new_id, str::to_owned)
}

/// Methods that anybody may make up are one word.
fn word(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "DELETE" => "DELETE",
        _ => "other",
    }
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

/// The rest of it is not waited for: the connection ends with the answer.
fn too_slow() -> Response {
    let mut answer = asked::too_slow().into_response();
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
    fn methods_that_anybody_may_make_up_are_one_word() {
        let words = ["BREW", "PATCH", "X", "GET"].map(|method| word(&method.parse().unwrap()));
        assert_eq!(words, ["other", "other", "other", "GET"]);
    }

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
