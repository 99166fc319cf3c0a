//! The description of what can be asked, and a page that shows it without anything from elsewhere.

use axum::Extension;
use axum::response::Response;
use bytes::Bytes;
use hyper::StatusCode;

use crate::server::answer;

const PAGE: &str = include_str!("../docs/index.html");
const SCRIPT: &str = include_str!("../docs/docs.js");
const STYLE: &str = include_str!("../docs/docs.css");

/// The document as text.
#[derive(Clone)]
pub struct Description(pub Bytes);

/// This description, for programs.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "gateway",
    responses((status = 200, description = "This document", body = String, content_type = "application/json"))
)]
pub async fn document(Extension(description): Extension<Description>) -> Response {
    answer::of(StatusCode::OK, "application/json", description.0)
}

/// This description, for people.
#[utoipa::path(
    get,
    path = "/docs",
    tag = "gateway",
    responses((status = 200, description = "This document as a page", body = String, content_type = "text/html"))
)]
pub async fn page() -> Response {
    answer::of(StatusCode::OK, "text/html; charset=utf-8", PAGE)
}

/// The script of the page.
#[utoipa::path(
    get,
    path = "/docs/docs.js",
    tag = "gateway",
    responses((status = 200, description = "The page's script", body = String, content_type = "text/javascript"))
)]
pub async fn script() -> Response {
    answer::of(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT)
}

/// The style of the page.
#[utoipa::path(
    get,
    path = "/docs/docs.css",
    tag = "gateway",
    responses((status = 200, description = "The page's style", body = String, content_type = "text/css"))
)]
pub async fn style() -> Response {
    answer::of(StatusCode::OK, "text/css; charset=utf-8", STYLE)
}
