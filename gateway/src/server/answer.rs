//! Answers over HTTP, each with the headers that keep a browser from doing more with it than it should.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::guard::Refusal;

pub type Answer = Response<Full<Bytes>>;

/// Nothing from elsewhere, nothing inline, in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub fn text(kind: &'static str, body: &'static str) -> Answer {
    with_headers(StatusCode::OK, kind, Bytes::from_static(body.as_bytes()))
}

pub fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let body = serde_json::to_vec(body).unwrap_or_else(|_| b"{}".to_vec());
    with_headers(status, "application/json", Bytes::from(body))
}

pub fn refused(refusal: &Refusal) -> Answer {
    json(refusal.status, &serde_json::json!({ "error": refusal.problem }))
}

/// The answer that turns the connection into a socket.
pub fn switching(accept: &str) -> Answer {
    let mut answer = with_headers(StatusCode::SWITCHING_PROTOCOLS, "text/plain", Bytes::new());
    let headers = answer.headers_mut();
    headers.remove(CONTENT_TYPE);
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(hyper::header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(hyper::header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    answer
}

fn with_headers(status: StatusCode, kind: &'static str, body: Bytes) -> Answer {
    let mut answer = Response::new(Full::new(body));
    *answer.status_mut() = status;
    let headers = [
        (CONTENT_TYPE, kind),
        (CONNECTION, "close"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("content-security-policy"), POLICY),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
        (HeaderName::from_static("referrer-policy"), "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
