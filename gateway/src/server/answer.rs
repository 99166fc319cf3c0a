//! Answers over HTTP: problems as RFC 9457 writes them, and the headers that keep a browser from doing more with an answer
//! than it should.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use protocol::problem::{Code, Problem};
use serde::Serialize;

/// Nothing from elsewhere, nothing inline, in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      connect-src 'self'; font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A request that is turned away.
#[derive(Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub problem: Problem,
    pub retry_after_s: Option<u64>,
}

/// Left with an answer for whoever looks at it on its way out.
#[derive(Clone, Copy)]
pub struct Refused(pub Code);

/// What is said of it.
#[derive(Serialize)]
struct Document<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: Code,
    hint: &'a str,
}

impl Refusal {
    pub fn new(status: StatusCode, problem: Problem) -> Self {
        Self { status, problem, retry_after_s: None }
    }

    pub fn not_found(message: impl Into<String>, hint: &str) -> Self {
        Problem::new(Code::NotFound, message, hint).into()
    }

    pub fn malformed(message: impl Into<String>, hint: &str) -> Self {
        Problem::new(Code::Malformed, message, hint).into()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let status = match problem.code {
            Code::Malformed | Code::Version => StatusCode::BAD_REQUEST,
            Code::Unauthorized => StatusCode::UNAUTHORIZED,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::NotNow | Code::Locked => StatusCode::CONFLICT,
            Code::Unbuildable => StatusCode::UNPROCESSABLE_ENTITY,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
            Code::Storage | Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let document = Document {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.problem.message,
            code: self.problem.code,
            hint: &self.problem.hint,
        };
        let mut answer = json(self.status, &document);
        answer.extensions_mut().insert(Refused(self.problem.code));
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_s {
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        answer
    }
}

pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => of(status, "application/json", body),
        // Plain data has a form as JSON; this is said rather than an empty answer.
        Err(error) => of(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", error.to_string()),
    }
}

/// Text that came from a session: shown as text and never as anything else.
pub fn plain(body: impl Into<Body>) -> Response {
    of(StatusCode::OK, "text/plain; charset=utf-8", body)
}

pub fn of(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

/// What every answer carries.
pub fn secure(answer: &mut Response) {
    let headers = answer.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let fixed = [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_answered_with_the_status_of_its_code() {
        let problem = Problem::new(Code::NotNow, "the session is done", "start another");
        let answer = Refusal::from(problem).into_response();
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json");
    }
}
