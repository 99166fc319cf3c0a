//! What can be named of a repository that a session reads or has made: its files, and what their code defines.

use std::path::Path as Folder;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use hyper::StatusCode;
use protocol::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::codebase::Codebase;
use crate::server::Shared;
use crate::server::answer::{self, Refusal};
use crate::server::asked::Named;
use crate::server::openapi::Refusals;

/// A page looks through them while somebody types; more would be felt.
const NAMES_MAX: usize = 20_000;

#[derive(Serialize, ToSchema)]
struct Names {
    files: Vec<String>,
    symbols: Vec<Symbol>,
    /// How many there are beside these
    more: usize,
}

#[derive(Serialize, ToSchema)]
struct Symbol {
    name: String,
    file: String,
    line: u32,
}

/// Files and symbols of the session's repository as it lies on the disk now; none where there is no repository yet.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/names",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, description = "What can be named", body = Names), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn names(State(shared): State<Arc<Shared>>, Named(id): Named<String>) -> Result<Response, Refusal> {
    let found = shared.records.of_session(&id, |home, reader| {
        let view = reader.view()?;
        let reads = view.options.as_ref().is_some_and(|options| options.reads);
        let is_there = reads || view.delivery.as_ref().is_some_and(|delivery| delivery.done);
        match view.place().filter(|_| is_there) {
            Some(place) => of(home, Folder::new(place)),
            None => Ok(Names { files: Vec::new(), symbols: Vec::new(), more: 0 }),
        }
    });
    Ok(answer::json(StatusCode::OK, &found.await?))
}

fn of(home: &Folder, place: &Folder) -> Result<Names, Problem> {
    let codebase = Codebase::open(home, place)?;
    let mut files = codebase.sources.list().files;
    let mut symbols: Vec<Symbol> = codebase
        .index
        .files()
        .flat_map(|facts| {
            facts.symbols.iter().map(|symbol| Symbol {
                name: symbol.qualified.clone(),
                file: facts.path.clone(),
                line: symbol.line,
            })
        })
        .collect();
    let all = files.len() + symbols.len();
    files.truncate(NAMES_MAX);
    symbols.truncate(NAMES_MAX - files.len());
    let more = all - files.len() - symbols.len();
    Ok(Names { files, symbols, more })
}
