//! Speaking to a session and hearing it, over one request.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{HeaderMap, HeaderName};
use protocol::command::{Command, RunOptions, Verify};
use protocol::id::CommandId;
use protocol::problem::{Code, Problem};
use protocol::usage::Budget;
use runtime::session_of;
use serde::Deserialize;
use utoipa::IntoParams;

use super::socket::no_seat;
use crate::server::answer::{self, Refusal};
use crate::server::asked::{self, Asked};
use crate::server::chat::{Chat, Said, wish};
use crate::server::openapi::{Anything, Refusals};
use crate::server::{Shared, records};
use crate::{handing, home, uploads, wiring};

/// The last event that a client has seen, as browsers say it when they come back.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// A request that comes again with the same key is not done twice.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const KEY_CHARS_MAX: usize = 128;
/// What a model may cost a session whose person set no limit.
const BUDGET: Budget = Budget { tokens_max: Some(200_000), micro_dollars_max: Some(1_000_000) };
/// Words of a request that name its folder.
const FOLDER_CHARS_MAX: usize = 32;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The session's id
    session: String,
}

/// Tells a session from where the client left it.
#[utoipa::path(
    get,
    path = "/chat/stream",
    tag = "chat",
    params(Wanted, ("Last-Event-ID" = Option<u64>, Header, description = "The last event that was seen")),
    responses((status = 200, description = "`metadata`, `token`s, then `done` or `error`", body = Anything, content_type = "text/event-stream"), (status = 204, description = "All was told; do not come back"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn follow(
    State(shared): State<Arc<Shared>>,
    Asked(wanted): Asked<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let session = records::session(&wanted.session)?;
    let mut seen = seen(&headers)?;
    if let Some(last) = seen {
        let now =
            Chat::from_now(Arc::clone(&shared), session.clone(), shared.seat().ok_or_else(no_seat)?).await?;
        // A browser that comes back to a stream which said all there is would come back for ever.
        if now.has_nothing_after(last).await {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        // What the record does not reach was another record: it is told anew.
        seen = seen.filter(|last| *last <= now.view().seq);
    }
    let seat = shared.seat().ok_or_else(no_seat)?;
    let chat = Chat::after(Arc::clone(&shared), session, seen.unwrap_or(0), seat).await?;
    Ok(streamed(chat.into_body()))
}

/// Says something, and tells what comes of it.
#[utoipa::path(
    post,
    path = "/chat/stream",
    tag = "chat",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same again is not done twice"), ("Last-Event-ID" = Option<u64>, Header, description = "The last event that was seen")),
    request_body(content = Said),
    responses((status = 200, description = "`metadata`, `token`s, then `done` or `error`", body = Anything, content_type = "text/event-stream"), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn say(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    asked::Said(said): asked::Said<Said>,
) -> Result<Response, Refusal> {
    said.check()?;
    let said = with_files(&shared, said).await?;
    let (id, seen) = (command_id(&headers)?, seen(&headers)?);
    let seat = shared.seat().ok_or_else(no_seat)?;
    let Some(session) = &said.session else {
        let command = submit(&shared, &id, said).await?;
        let session = shared.sessions.command(id, command).await?;
        return Ok(streamed(Chat::after(shared, session, seen.unwrap_or(0), seat).await?.into_body()));
    };
    let session = records::session(session.as_str())?;
    let mut chat = Chat::from_now(Arc::clone(&shared), session.clone(), seat).await?;
    if !chat.view().commands.contains(&id) {
        let command = wish(&said, &session, chat.view())?;
        shared.sessions.command(id, command).await?;
    }
    if let Some(seen) = seen {
        let seat = shared.seat().ok_or_else(no_seat)?;
        return Ok(streamed(Chat::after(shared, session, seen, seat).await?.into_body()));
    }
    chat.await_command().await?;
    Ok(streamed(chat.into_body()))
}

/// The same with the words of its files in the message.
async fn with_files(shared: &Shared, said: Said) -> Result<Said, Refusal> {
    if said.uploads.is_empty() {
        return Ok(said);
    }
    let ids =
        said.uploads.iter().map(|id| records::handed_over(id.as_str())).collect::<Result<Vec<_>, _>>()?;
    let read = move |home: &Path| {
        let one = |id| {
            let (file, bytes) = uploads::one(home, id)?;
            handing::read(&file.name, &bytes).map(|handed| (file.name, handed))
        };
        ids.iter().map(one).collect::<Result<Vec<_>, Problem>>()
    };
    let files = shared.records.read(read).await?;
    Ok(Said { message: handing::message(&said.message, &files)?, ..said })
}

async fn submit(shared: &Shared, id: &CommandId, said: Said) -> Result<Command, Refusal> {
    let out = match said.out {
        Some(out) => PathBuf::from(out),
        None => folder(&said.message, session_of(id).as_str())?,
    };
    let again = runtime::archive::Reader::open(&shared.home, &session_of(id)).is_ok();
    let out = shared.records.read(move |home| if again { Ok(out) } else { free(&out, home) }).await?;
    let model = wiring::model_settings()?.map(|settings| settings.model);
    let budget = if model.is_some() { BUDGET } else { Budget::default() };
    let verify = said.verify.unwrap_or(Verify::Full);
    let offline = RunOptions::offline(out.to_string_lossy(), said.approve, verify);
    Ok(Command::Submit { request: said.message, options: RunOptions { model, budget, ..offline } })
}

fn free(out: &Path, home: &Path) -> Result<PathBuf, Problem> {
    if out.is_absolute() {
        return cli::target::check(out, home);
    }
    let message = format!("`{}` is not an absolute path", out.display());
    Err(Problem::new(Code::Malformed, message, "give the folder's whole path as \"out\""))
}

/// A folder of the person's own for a request that names none; no two sessions share one.
fn folder(request: &str, session: &str) -> Result<PathBuf, Problem> {
    let root = home::projects().ok_or_else(|| {
        let message = "there is no home folder to make it in";
        Problem::new(Code::Malformed, message, "name a folder as \"out\"")
    })?;
    let plain = request.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), " ");
    let mut name = String::new();
    for word in plain.split_whitespace() {
        if name.len() + word.len() >= FOLDER_CHARS_MAX {
            break;
        }
        name.push_str(word);
        name.push('-');
    }
    Ok(root.join(format!("{name}{}", &session[..6])))
}

fn command_id(headers: &HeaderMap) -> Result<CommandId, Refusal> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else { return Ok(CommandId::new(wiring::random_name())) };
    let key = key.to_str().ok().filter(|key| (1..=KEY_CHARS_MAX).contains(&key.len()));
    let key = key.ok_or_else(|| {
        Refusal::malformed("the Idempotency-Key cannot be used", "give one of 1 to 128 plain characters")
    })?;
    Ok(CommandId::new(key))
}

fn seen(headers: &HeaderMap) -> Result<Option<u64>, Refusal> {
    let Some(id) = headers.get(LAST_EVENT_ID).filter(|id| !id.is_empty()) else { return Ok(None) };
    let seq = id.to_str().ok().and_then(|id| id.parse().ok());
    seq.map(Some).ok_or_else(|| {
        Refusal::malformed("the Last-Event-ID is no number of an event", "send the last id that came")
    })
}

fn streamed(body: Body) -> Response {
    answer::of(StatusCode::OK, "text/event-stream", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_without_a_folder_gets_one_that_is_called_like_it() {
        let Some(root) = home::projects() else { return };
        let of = |request: &str| folder(request, "abcdefghij").unwrap();
        assert_eq!(of("A blog with Posts, and more!"), root.join("a-blog-with-posts-and-more-abcdef"));
        assert_eq!(of("../../etc/passwd"), root.join("etc-passwd-abcdef"));
        assert_eq!(
            of("ein längeres Wort als sonst üblich ist und mehr davon"),
            root.join("ein-l-ngeres-wort-als-sonst-abcdef")
        );
    }
}
