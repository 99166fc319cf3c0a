//! What each folder is for.

use protocol::requirements::FeatureName;
use serde::Serialize;

use crate::app::AppPlan;

#[derive(Serialize)]
pub(super) struct Folder {
    path: &'static str,
    text: &'static str,
}

const fn folder(path: &'static str, text: &'static str) -> Folder {
    Folder { path, text }
}

/// The whole repository, for the README.
pub(super) fn repository(plan: &AppPlan) -> Vec<Folder> {
    let mut folders = Vec::new();
    if plan.parts.backend {
        folders.extend([
            folder("backend/app/", "the API server"),
            folder(
                "backend/migrations/",
                "steps that bring a database from one version of the tables to the next",
            ),
            folder("backend/tests/", "its tests; the permission table is one of their inputs"),
            folder("backend/attacks/", "attacks on the running server"),
        ]);
    }
    if plan.parts.frontend {
        folders.push(folder("frontend/src/", "the web client, with its tests beside the code"));
    }
    if plan.parts.frontend && plan.parts.backend {
        folders.push(folder("frontend/e2e/", "journeys through the running product in a real browser"));
    }
    let documents = if plan.parts.backend {
        "architecture, decisions, database schema, API reference"
    } else {
        "architecture with the HTTP contract, decisions"
    };
    folders.push(folder("docs/", documents));
    if plan.parts.backend && plan.features.contains(&FeatureName::Metrics) {
        folders
            .push(folder("infra/monitoring/", "Prometheus reads the metrics by it, and Grafana draws them"));
    }
    folders.extend([
        folder("docker-compose.yml", "the product in containers"),
        folder(".env.example", "every setting, with what it means"),
        folder(".github/workflows/ci.yml", "what runs on each push"),
    ]);
    folders
}

pub(super) const BACKEND: [Folder; 7] = [
    folder("backend/app/main.py", "builds the application and its middleware"),
    folder("backend/app/api/", "routes: parse the request, ask for permission, answer"),
    folder("backend/app/schemas/", "what goes over the wire, with its limits"),
    folder("backend/app/services/", "queries and changes"),
    folder("backend/app/models/", "tables, constraints, indexes"),
    folder("backend/app/security/", "passwords, tokens, permissions, login limit, headers"),
    folder("backend/migrations/versions/", "one step a group of tables, each up and down"),
];
