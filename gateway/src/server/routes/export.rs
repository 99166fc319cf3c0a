//! A session's record to take away, without secrets; what is hidden can be looked through before.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use cli::render::{session, style};
use hyper::StatusCode;
use hyper::header::{CONTENT_DISPOSITION, HeaderValue};
use protocol::problem::Problem;
use protocol::view::View;
use runtime::archive::Reader;
use runtime::ring::Posted;
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::finding::narrated;
use crate::listing;
use crate::redaction::{Hidden, redacted};
use crate::server::answer::{self, Refusal};
use crate::server::asked::{Asked, Named};
use crate::server::openapi::Refusals;
use crate::server::openapi::answers::Reviewed;
use crate::server::paging::{Told, told};
use crate::server::{Shared, records};

/// Places that are listed for a review; the rest is counted.
const REVIEWED_MAX: usize = 1_000;

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    Jsonl,
    Markdown,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Lines of JSON for programs, Markdown for people
    #[param(inline)]
    format: Format,
}

/// The record of a session to take away, without secrets.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/export",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id"), Wanted),
    responses((status = 200, description = "The record without secrets", content((String = "application/x-ndjson"), (String = "text/markdown"))), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn export(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
    Asked(Wanted { format }): Asked<Wanted>,
) -> Result<Response, Refusal> {
    let id = records::session(&id)?;
    let name = id.to_string();
    let (reader, view) = shared
        .records
        .of_session(id.as_str(), |_, reader| {
            let view = reader.view()?;
            Ok((reader, view))
        })
        .await?;
    let (kind, ending, body) = match format {
        Format::Jsonl => ("application/x-ndjson", "jsonl", told(shared, reader, Jsonl::of(&view))),
        Format::Markdown => ("text/markdown; charset=utf-8", "md", told(shared, reader, Markdown::of(&view))),
    };
    let mut answer = answer::of(StatusCode::OK, kind, body);
    let file = format!("attachment; filename=\"samriddh-{name}.{ending}\"");
    if let Ok(file) = HeaderValue::from_str(&file) {
        answer.headers_mut().insert(CONTENT_DISPOSITION, file);
    }
    Ok(answer)
}

/// What an export of the session would hide.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/export/review",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, description = "What an export would hide", body = Reviewed), Refusals),
    security(("cookie" = []), ("bearer" = []))
)]
pub async fn review(
    State(shared): State<Arc<Shared>>,
    Named(id): Named<String>,
) -> Result<Response, Refusal> {
    let listed = shared.records.of_session(&id, |_, reader| look_through(&reader));
    let (events, hidden) = listed.await?;
    let more = hidden.len().saturating_sub(REVIEWED_MAX);
    let shown = &hidden[..hidden.len().min(REVIEWED_MAX)];
    let finding = |hidden: &Hidden| {
        let place = format!("event {} {}", hidden.seq, hidden.at);
        json!({ "kind": "secret", "where": place, "seq": hidden.seq, "sample": hidden.shown, "count": 1 })
    };
    let findings: Vec<_> = shown.iter().map(finding).collect();
    let document = json!({ "events": events, "redacted": hidden.len(), "more": more, "findings": findings });
    Ok(answer::json(StatusCode::OK, &document))
}

fn look_through(reader: &Reader) -> Result<(u64, Vec<Hidden>), Problem> {
    let (mut events, mut hidden) = (0, Vec::new());
    for event in reader.events() {
        hidden.extend(redacted(&event?).1);
        events += 1;
    }
    Ok((events, hidden))
}

/// Lines of JSON: what it is, the events, and how many there were, so that a part never passes for the whole.
struct Jsonl {
    head: String,
    events: u64,
    hidden: usize,
}

impl Jsonl {
    fn of(view: &View) -> Self {
        let head = json!({ "export": {
            "session": view.session,
            "events": view.seq,
            "title": listing::title(view),
            "program": concat!("samriddh ", env!("CARGO_PKG_VERSION")),
        } });
        Self { head: format!("{head}\n"), events: 0, hidden: 0 }
    }
}

impl Told for Jsonl {
    fn begin(&mut self) -> String {
        std::mem::take(&mut self.head)
    }

    fn line(&mut self, posted: &Posted) -> String {
        let (event, hidden) = redacted(&posted.event);
        self.events += 1;
        self.hidden += hidden.len();
        format!("{}\n", json!({ "mark": posted.mark, "event": event }))
    }

    fn end(&mut self, problem: Option<&Problem>) -> String {
        let end = json!({ "end": { "events": self.events, "redacted": self.hidden, "problem": problem } });
        format!("{end}\n")
    }
}

/// For people: the state, then what happened, line by line.
struct Markdown {
    head: String,
    view: View,
}

impl Markdown {
    fn of(view: &View) -> Self {
        let title = listing::title(view);
        let id = view.session.as_ref().map(ToString::to_string).unwrap_or_default();
        let state = listing::state(view, view.seq, false).replace('_', " ");
        let shown = style::plain(&session::show(view));
        let head = format!(
            "# {title}\n\nSession `{id}`, {state}, {} events.\n\n```text\n{}\n```\n\n## What happened\n\n",
            view.seq,
            shown.trim_end().replace("```", "'''"),
        );
        Self { head: tools::redact(&head), view: View::default() }
    }
}

impl Told for Markdown {
    fn begin(&mut self) -> String {
        std::mem::take(&mut self.head)
    }

    fn line(&mut self, posted: &Posted) -> String {
        if self.view.apply(&posted.event).is_err() {
            return format!("- {}: this event cannot be read\n", posted.event.seq);
        }
        let words = tools::redact(&narrated(&self.view, &posted.event));
        let mut lines = words.lines().filter(|line| !line.trim().is_empty());
        let Some(first) = lines.next() else { return String::new() };
        let since = posted.event.at_ms.saturating_sub(self.view.timing.opened_ms);
        let (minutes, seconds) = (since / 60_000, since / 1_000 % 60);
        let head =
            format!("- `{minutes:02}:{seconds:02}` **{}** {}\n", posted.event.fact.agent, escaped(first));
        // The plan and answers are long: they stand below, as they are.
        head + &lines.map(|line| format!("      {line}\n")).collect::<String>()
    }

    fn end(&mut self, problem: Option<&Problem>) -> String {
        problem
            .map(|problem| format!("\n**The record cannot be read on: {}**\n", problem.message))
            .unwrap_or_default()
    }
}

/// Words as words: what Markdown would make of them stays as it was written.
fn escaped(text: &str) -> String {
    let special = |c: char| "\\`*_{}[]<>#|!~".contains(c);
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_others_are_no_markup() {
        assert_eq!(escaped("<img> *x* [a](b)"), "\\<img\\> \\*x\\* \\[a\\](b)");
    }
}
