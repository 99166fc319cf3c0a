//! Endpoints by their address, all of them, and the settings that are read.

use super::{is_not_known, says};

const FILES: &[(&str, &str)] = &[
    (
        "app.py",
        "import os\nfrom fastapi import FastAPI\napp = FastAPI()\n\n@app.post(\"/api/users\")\ndef create_user():\n    return os.environ[\"SECRET\"]\n\n\
         @app.get(\"/api/users/{id}\")\ndef read_user(id: int):\n    return {}\n",
    ),
    ("client.ts", "export function make() { return fetch(\"/api/users\", { method: \"POST\" }) }\n"),
];

#[test]
fn an_endpoint_may_be_named_by_its_address() {
    says(FILES, "who calls POST /api/users?", &["POST /api/users is create_user", "make", "client.ts:1"]);
    says(FILES, "where is `/api/users/7` handled?", &["read_user"]);
    says(
        FILES,
        "what breaks if I change POST /api/users?",
        &["function create_user", "client.make (asks for it over HTTP)"],
    );
    is_not_known(FILES, "who calls DELETE /api/carts?");
}

#[test]
fn all_endpoints_and_settings_are_listed_where_they_are_asked_for() {
    says(
        FILES,
        "which endpoints are there?",
        &["POST /api/users is create_user", "GET /api/users/{id} is read_user"],
    );
    says(FILES, "list the routes", &["POST /api/users"]);
    says(FILES, "what environment variables are needed?", &["SECRET app.py:7"]);
    is_not_known(FILES, "which endpoints handle flurbs?");
    is_not_known(FILES, "which models use flurb?");
}
