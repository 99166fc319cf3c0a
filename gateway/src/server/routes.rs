//! What is served at which address.

use std::convert::Infallible;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderName, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use hyper::upgrade::OnUpgrade;
use hyper::{Method, Request, StatusCode};
use protocol::PROTOCOL_VERSION;
use protocol::problem::{Code, Problem};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::answer::{self, Answer};
use super::guard::Refusal;
use super::{Seat, Shared};
use crate::commands::sessions;

const PAGE: &str = include_str!("page/index.html");
const PLAN_SCRIPT: &str = include_str!("page/plan.js");
const SCRIPT: &str = include_str!("page/app.js");
const STYLE: &str = include_str!("page/app.css");

/// Answers one request; never fails, so that the client always hears why.
pub async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
    upgrades: mpsc::Sender<(OnUpgrade, Seat)>,
) -> Result<Answer, Infallible> {
    let routed = route(request, &shared, &upgrades).await;
    Ok(routed.unwrap_or_else(|refusal| answer::refused(&refusal)))
}

async fn route(
    request: Request<Incoming>,
    shared: &Arc<Shared>,
    upgrades: &mpsc::Sender<(OnUpgrade, Seat)>,
) -> Result<Answer, Refusal> {
    shared.guard.place(request.headers())?;
    if request.method() != Method::GET {
        return Err(refusal(StatusCode::METHOD_NOT_ALLOWED, Code::Malformed, "only GET is served", ""));
    }
    match request.uri().path() {
        "/" => Ok(answer::text("text/html; charset=utf-8", PAGE)),
        "/plan.js" => Ok(answer::text("text/javascript; charset=utf-8", PLAN_SCRIPT)),
        "/app.js" => Ok(answer::text("text/javascript; charset=utf-8", SCRIPT)),
        "/app.css" => Ok(answer::text("text/css; charset=utf-8", STYLE)),
        "/health" => Ok(health(shared).await),
        "/sessions" => {
            shared.guard.token(request.uri(), request.headers())?;
            list(shared)
        }
        "/socket" => {
            shared.guard.token(request.uri(), request.headers())?;
            upgrade(request, shared, upgrades)
        }
        _ => Err(refusal(StatusCode::NOT_FOUND, Code::NotFound, "nothing is here", "the page is at /")),
    }
}

async fn health(shared: &Shared) -> Answer {
    let folder = match std::fs::read_dir(&shared.home) {
        Ok(_) => json!({ "status": "ok" }),
        Err(error) => json!({ "status": "failing", "reason": error.to_string() }),
    };
    let sessions = match shared.sessions.alive().await {
        Ok(()) => json!({ "status": "ok" }),
        Err(problem) => json!({ "status": "failing", "reason": problem.message }),
    };
    let well = folder["status"] == "ok" && sessions["status"] == "ok";
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    answer::json(
        status,
        &json!({
            "status": if well { "ok" } else { "failing" },
            "version": env!("CARGO_PKG_VERSION"),
            "protocol": PROTOCOL_VERSION,
            "components": {
                "gateway": { "status": "ok", "connections": shared.connections() },
                "data_folder": folder,
                "sessions": sessions,
            },
        }),
    )
}

fn list(shared: &Shared) -> Result<Answer, Refusal> {
    match sessions::listed(&shared.home) {
        Ok(listed) => Ok(answer::json(StatusCode::OK, &listed)),
        Err(problem) => Err(Refusal { status: StatusCode::INTERNAL_SERVER_ERROR, problem }),
    }
}

/// The opening handshake of RFC 6455, 4.2.
fn upgrade(
    mut request: Request<Incoming>,
    shared: &Arc<Shared>,
    upgrades: &mpsc::Sender<(OnUpgrade, Seat)>,
) -> Result<Answer, Refusal> {
    let has = |name: HeaderName, word: &str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
    };
    let asks = has(CONNECTION, "upgrade") && has(UPGRADE, "websocket") && has(SEC_WEBSOCKET_VERSION, "13");
    let key = request.headers().get(SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes()));
    let (true, Some(accept)) = (asks, key) else {
        let message = "this address is for WebSocket connections, version 13";
        return Err(refusal(
            StatusCode::UPGRADE_REQUIRED,
            Code::Malformed,
            message,
            "connect with a WebSocket client",
        ));
    };
    let seat = shared.seat().ok_or_else(|| {
        let message = "too many sockets are open";
        refusal(StatusCode::SERVICE_UNAVAILABLE, Code::Overloaded, message, "close other pages and terminals")
    })?;
    // One request a connection: there is room for its upgrade.
    let _ = upgrades.try_send((hyper::upgrade::on(&mut request), seat));
    Ok(answer::switching(&accept))
}

fn refusal(status: StatusCode, code: Code, message: &str, hint: &str) -> Refusal {
    Refusal { status, problem: Problem::new(code, message, hint) }
}
