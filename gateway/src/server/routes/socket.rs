//! The WebSocket: the opening handshake of RFC 6455, 4.2. What follows is the connection's.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use hyper::StatusCode;
use hyper::header::{
    CONNECTION, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use protocol::problem::{Code, Problem};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::server::answer::Refusal;
use crate::server::guard::Wish;
use crate::server::openapi::{self, Refusals};
use crate::server::{Shared, Upgrades};

/// The socket of pages and terminals.
#[utoipa::path(
    get,
    path = "/socket",
    tag = "gateway",
    params(("token" = Option<String>, Query, description = "The token, for clients that cannot send a bearer")),
    responses((status = 101, description = "A WebSocket, which speaks the frames of `protocol::frame`"), (status = 426, description = "It is no WebSocket handshake", body = openapi::Problem, content_type = "application/problem+json"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn upgrade(
    State(shared): State<Arc<Shared>>,
    Extension(upgrades): Extension<Upgrades>,
    mut request: Request,
) -> Result<Response, Refusal> {
    let by_token = shared.guard.token(request.uri(), request.headers());
    by_token.or_else(|refusal| {
        let names_one = request.uri().query().is_some_and(|query| query.contains("token="));
        if names_one { Err(refusal) } else { shared.guard.admit(&shared.doors, request.headers(), Wish::Act) }
    })?;
    let has = |name: HeaderName, word: &str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
    };
    let asks = has(CONNECTION, "upgrade") && has(UPGRADE, "websocket") && has(SEC_WEBSOCKET_VERSION, "13");
    let key = request.headers().get(SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes()));
    let (true, Some(accept)) = (asks, key) else {
        let message = "this address is for WebSocket connections, version 13";
        let problem = Problem::new(Code::Malformed, message, "connect with a WebSocket client");
        return Err(Refusal::new(StatusCode::UPGRADE_REQUIRED, problem));
    };
    let seat = shared.seat().ok_or_else(no_seat)?;
    // A connection becomes a socket once: there is room for it.
    let _ = upgrades.try_send((hyper::upgrade::on(&mut request), seat));
    Ok(switching(&accept))
}

pub fn no_seat() -> Refusal {
    let message = "too many sockets are open";
    Problem::new(Code::Overloaded, message, "close other pages and terminals").into()
}

/// The answer that turns the connection into a socket.
fn switching(accept: &str) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = answer.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    answer
}
