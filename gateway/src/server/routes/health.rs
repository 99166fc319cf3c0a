//! Whether the gateway and what it stands on are well, and what it is.

use std::path::Path;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use hyper::StatusCode;
use protocol::PROTOCOL_VERSION;
use protocol::problem::{Code, Problem};
use serde_json::{Value, json};

use crate::server::answer::{self, Refusal};
use crate::server::openapi::Refusals;
use crate::server::openapi::answers::{Health, Ready, Start};
use crate::server::{Shared, load};
use crate::{logs, wiring};

/// Free space below which a session may not be able to go on.
const FREE_BYTES_MIN: u64 = 256 * 1024 * 1024;
/// The form that Prometheus reads (OpenMetrics 1.0).
const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Each component, and the worst of them as a whole.
#[utoipa::path(
    get,
    path = "/health",
    tag = "gateway",
    responses((status = 200, description = "Well, or well enough", body = Health), Refusals)
)]
pub async fn health(State(shared): State<Arc<Shared>>) -> Response {
    let components = components(&shared).await;
    let all = || components.as_object().into_iter().flat_map(|all| all.values());
    let is = |word: &str| all().any(|component| component["status"] == word);
    let (status, word) = match (is("failing"), is("degraded")) {
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "failing"),
        (false, true) => (StatusCode::OK, "degraded"),
        (false, false) => (StatusCode::OK, "ok"),
    };
    let document = json!({
        "status": word,
        "version": env!("CARGO_PKG_VERSION"),
        "protocol": PROTOCOL_VERSION,
        "components": components,
    });
    answer::json(status, &document)
}

/// Whether work can be given to it now.
#[utoipa::path(
    get,
    path = "/ready",
    tag = "gateway",
    responses((status = 200, description = "Work can be given to it", body = Ready), Refusals)
)]
pub async fn ready(State(shared): State<Arc<Shared>>) -> Response {
    let components = components(&shared).await;
    let is_ready = ["data_folder", "sessions"].iter().all(|name| components[name]["status"] != "failing");
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    answer::json(status, &json!({ "ready": is_ready }))
}

/// What is counted, for Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "gateway",
    responses((status = 200, description = "What is counted, for Prometheus", body = String, content_type = "application/openmetrics-text"), Refusals)
)]
pub async fn metrics(State(shared): State<Arc<Shared>>) -> Result<Response, Refusal> {
    let (rows, live) = (shared.records.rows(), shared.sessions.live().await);
    let rows = shared.records.read(move |home| rows.all(home, &live)).await?;
    let text = shared.stats.text(&rows, shared.connections());
    let text = text.map_err(|error| Problem::new(Code::Internal, error.to_string(), "report this"))?;
    Ok(answer::of(StatusCode::OK, METRICS, text))
}

async fn components(shared: &Shared) -> Value {
    let sessions = match shared.sessions.alive().await {
        Ok(()) => json!({ "status": "ok", "live": shared.sessions.live().await.len() }),
        Err(problem) => json!({ "status": "failing", "reason": problem.message }),
    };
    let folder = shared.records.read(|home| Ok(folder(home))).await;
    let folder =
        folder.unwrap_or_else(|refusal| json!({ "status": "degraded", "reason": refusal.problem.message }));
    let model = match wiring::model_settings() {
        // Its settings can be used; whether it answers is seen when it is asked, for a question may cost.
        Ok(settings) => {
            json!({ "status": "ok", "name": settings.map(|settings| settings.model), "checked": "settings" })
        }
        Err(problem) => json!({ "status": "degraded", "reason": problem.message }),
    };
    json!({
        "gateway": gateway(shared),
        "data_folder": folder,
        "sessions": sessions,
        "model": model,
        "log": log(logs::lost()),
        "machine": load::machine(),
    })
}

fn gateway(shared: &Shared) -> Value {
    let (open, most) = (shared.connections(), shared.connections_max());
    let mut found = json!({ "status": "ok", "connections": open, "connections_max": most });
    if open >= most {
        found["status"] = json!("degraded");
        found["reason"] = json!("as many sockets and streams are open as may be; close a page or a terminal");
    }
    found
}

fn log((unwritten, overflown): (u64, u64)) -> Value {
    let mut found = json!({ "status": "ok", "lost": unwritten + overflown });
    let reason = match (unwritten, overflown) {
        (0, 0) => return found,
        (0, more) => format!("{more} lines of the log came faster than they could be written, and are lost"),
        (lines, _) => {
            format!("the disk does not take the log: {lines} lines are lost; make room or give permission")
        }
    };
    found["status"] = json!("degraded");
    found["reason"] = json!(reason);
    found
}

fn folder(home: &Path) -> Value {
    let failing = |error: &dyn std::fmt::Display| json!({ "status": "failing", "reason": error.to_string() });
    if let Err(error) = std::fs::read_dir(home) {
        return failing(&error);
    }
    match rustix::fs::statvfs(home) {
        Err(error) => failing(&error),
        Ok(space) => {
            let free = space.f_bavail.saturating_mul(space.f_frsize);
            let status = if free < FREE_BYTES_MIN { "degraded" } else { "ok" };
            json!({ "status": status, "free_bytes": free })
        }
    }
}

/// For a page that is in: what it talks with, and where a request that names no folder is made.
#[utoipa::path(
    get,
    path = "/api/start",
    tag = "gateway",
    responses((status = 200, description = "What a page begins with", body = Start), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn start(State(shared): State<Arc<Shared>>) -> Response {
    let out_root = crate::home::projects().map_or(Value::Null, |folder| json!(folder));
    let model = wiring::model_settings().ok().flatten().map(|settings| settings.model);
    let document = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "protocol": PROTOCOL_VERSION,
        "home": shared.home,
        "out_root": out_root,
        "model": model,
    });
    answer::json(StatusCode::OK, &document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_loses_lines_says_so() {
        assert_eq!(log((0, 0)), json!({ "status": "ok", "lost": 0 }));
        assert_eq!((&log((0, 3))["status"], &log((0, 3))["lost"]), (&json!("degraded"), &json!(3)));
        assert!(
            log((2, 3))["reason"]
                .as_str()
                .is_some_and(|why| why.starts_with("the disk does not take the log"))
        );
    }
}
