//! What is served at which address: one file a family. What is in this table is in the description, and nothing else.

mod chat;
mod checkpoints;
mod contents;
mod docs;
mod enter;
mod export;
mod files;
mod health;
mod names;
mod page;
mod search;
mod sessions;
mod socket;
mod uploads;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Extension, Router};
use hyper::StatusCode;
use protocol::problem::{Code, Problem};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Shared;
use super::answer::Refusal;
use super::observe::{admitted, observe, routed};
use super::openapi::Document;
use docs::Description;

/// Bytes of a request's body; what may be longer says so itself.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// Everything that is served, each behind what it needs to show.
pub fn of(shared: &Arc<Shared>) -> Router {
    let inside = inside().route_layer(from_fn_with_state(Arc::clone(shared), admitted));
    let (routes, description) = open().merge(inside).split_for_parts();
    // The description is plain data, and a test reads it.
    let description = Description(description.to_json().unwrap_or_default().into());
    routes
        .route_layer(from_fn(routed))
        .fallback(page::file)
        .method_not_allowed_fallback(other_method)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(Extension(description))
        .layer(from_fn_with_state(Arc::clone(shared), observe))
        .with_state(Arc::clone(shared))
}

/// For everybody on this machine, or with a guard of its own.
fn open() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(enter::enter))
        .routes(routes!(socket::upgrade))
        .routes(routes!(health::health))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .routes(routes!(docs::document))
        .routes(routes!(docs::page))
        .routes(routes!(docs::script))
        .routes(routes!(docs::style))
}

/// For those who were let in.
fn inside() -> OpenApiRouter<Arc<Shared>> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(uploads::list, uploads::keep))
        .layer(DefaultBodyLimit::max(uploads::BODY_BYTES_MAX));
    OpenApiRouter::new()
        .routes(routes!(enter::code))
        .routes(routes!(enter::leave))
        .routes(routes!(health::start))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::one))
        .routes(routes!(sessions::state))
        .routes(routes!(sessions::events))
        .routes(routes!(sessions::verify))
        .routes(routes!(files::list))
        .routes(routes!(files::one))
        .routes(routes!(files::blob))
        .routes(routes!(checkpoints::list))
        .routes(routes!(checkpoints::one))
        .routes(routes!(names::names))
        .routes(routes!(export::export))
        .routes(routes!(export::review))
        .routes(routes!(search::search))
        .routes(routes!(uploads::content, uploads::remove))
        .routes(routes!(uploads::reading))
        .routes(routes!(chat::follow, chat::say))
        .merge(uploads)
}

async fn other_method() -> Refusal {
    let problem = Problem::new(Code::Malformed, "this address takes other methods", "see /docs");
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, problem)
}
