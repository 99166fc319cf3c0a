//! Coming in by a browser, and leaving.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{HeaderMap, HeaderValue, SET_COOKIE};
use protocol::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::server::Shared;
use crate::server::answer::{self, Refusal};
use crate::server::asked::Said;
use crate::server::doors::{CODE_MS, Turned};
use crate::server::openapi::Refusals;

#[derive(Deserialize, ToSchema)]
pub struct Knock {
    code: String,
}

/// An address that opens once.
#[derive(Serialize, ToSchema)]
struct Invitation {
    code: String,
    expires_in_s: u64,
}

/// Comes in: a code for a cookie.
#[utoipa::path(
    post,
    path = "/api/enter",
    tag = "entering",
    request_body(content = Knock),
    responses((status = 204, description = "In; the cookie is set"), Refusals)
)]
pub async fn enter(State(shared): State<Arc<Shared>>, Said(knock): Said<Knock>) -> Result<Response, Refusal> {
    let cookie = shared.doors.enter(&knock.code).map_err(turned)?;
    with_cookie(&cookie)
}

/// Leaves: the cookie is worth nothing from now on.
#[utoipa::path(
    post,
    path = "/api/leave",
    tag = "entering",
    responses((status = 204, description = "Out; the cookie is taken away"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn leave(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Result<Response, Refusal> {
    with_cookie(&shared.doors.leave(&headers))
}

/// A fresh code, for whoever is in already.
#[utoipa::path(
    post,
    path = "/api/codes",
    tag = "entering",
    responses((status = 201, description = "A code that opens once", body = Invitation), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn code(State(shared): State<Arc<Shared>>) -> Response {
    let invitation = Invitation { code: shared.doors.code(), expires_in_s: CODE_MS / 1000 };
    answer::json(StatusCode::CREATED, &invitation)
}

fn with_cookie(cookie: &str) -> Result<Response, Refusal> {
    let value = HeaderValue::from_str(cookie)
        .map_err(|error| Problem::new(Code::Internal, error.to_string(), "report this"))?;
    let mut answer = StatusCode::NO_CONTENT.into_response();
    answer.headers_mut().insert(SET_COOKIE, value);
    Ok(answer)
}

fn turned(why: Turned) -> Refusal {
    match why {
        Turned::Wrong => {
            let hint = "a code works once, for five minutes; `samriddh page` prints a new one";
            Problem::new(Code::Unauthorized, "that code is wrong, used or too old", hint).into()
        }
        Turned::Wait { ms } => {
            let problem =
                Problem::new(Code::Overloaded, "too many wrong codes came", "wait a minute and try again");
            let retry_after_s = Some(ms.div_ceil(1000));
            Refusal { status: StatusCode::TOO_MANY_REQUESTS, problem, retry_after_s }
        }
    }
}
