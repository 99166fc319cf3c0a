//! The built page, embedded.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use hyper::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, VARY,
};
use hyper::{Method, StatusCode};
use include_dir::{Dir, include_dir};
use protocol::problem::{Code, Problem};

use crate::server::answer::{self, Refusal};

static DIST: Dir = include_dir!("$CARGO_MANIFEST_DIR/web/dist");

/// Files below have the hash of their content in their names.
const HASHED: &str = "assets/";
/// Forms of a file that were made when the page was built, the smallest first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Whatever lies at the address in what was built.
pub async fn file(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let problem = Problem::new(Code::Malformed, "only GET is served here", "see /docs");
        return Refusal::new(StatusCode::METHOD_NOT_ALLOWED, problem).into_response();
    }
    let path = request.uri().path();
    let path = if path == "/" { "index.html" } else { path.strip_prefix('/').unwrap_or(path) };
    found(path, request.headers()).unwrap_or_else(|| {
        Refusal::not_found("nothing is here", "the page is at /, what can be asked at /docs").into_response()
    })
}

fn found(path: &str, headers: &HeaderMap) -> Option<Response> {
    // One spelling of a path, and no other.
    let file = DIST.get_file(path).filter(|file| file.path().to_str() == Some(path))?;
    let whole = file.contents();
    let (bytes, encoding) = encoded(path, headers).map_or((whole, None), |(bytes, name)| (bytes, Some(name)));
    let tag = format!("\"{}\"", &blake3::hash(bytes).to_hex()[..32]);
    let known = headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let is_known =
        known.is_some_and(|tags| tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag));
    let mut answer = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        answer::of(StatusCode::OK, kind(path), bytes)
    };
    let headers = answer.headers_mut();
    let caching = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(ETAG, HeaderValue::from_str(&tag).ok()?);
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(answer)
}

/// The smallest form that the client takes.
fn encoded(path: &str, headers: &HeaderMap) -> Option<(&'static [u8], &'static str)> {
    let taken = headers.get(ACCEPT_ENCODING)?.to_str().ok()?;
    let takes =
        |name: &str| taken.split(',').any(|one| one.split(';').next().is_some_and(|one| one.trim() == name));
    ENCODINGS.into_iter().filter(|(name, _)| takes(name)).find_map(|(name, ending)| {
        let file = DIST.get_file(format!("{path}{ending}"))?;
        Some((file.contents(), name))
    })
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
