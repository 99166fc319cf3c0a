//! Words in records, without regard to case: which session, which event, and the words around them.

use std::path::Path;

use cli::render::{narrate, style};
use protocol::event::Event;
use protocol::id::SessionId;
use protocol::problem::Problem;
use protocol::view::View;
use runtime::archive::Reader;
use serde::Serialize;
use serde_json::Value;

use crate::commands::verify::event_name;
use crate::listing::Row;

/// Characters before and after what was found.
const AROUND: usize = 60;
/// Hits of one session, so that one that speaks of nothing else leaves room for the others.
const OF_ONE_MAX: usize = 20;

pub struct Hunt {
    pub words: String,
    pub hits_max: usize,
}

#[derive(Debug, Serialize)]
pub struct Found {
    pub hits: Vec<Hit>,
    pub sessions: usize,
    /// Sessions whose record was looked through to its end, or to the most hits of one.
    pub searched: usize,
    /// Whether all of them were, and all hits are told.
    pub complete: bool,
}

#[derive(Debug, Serialize)]
pub struct Hit {
    pub session: String,
    pub title: String,
    /// None for a hit in the request itself.
    pub seq: Option<u64>,
    pub at_ms: u64,
    pub agent: String,
    /// `plan.drafted`, or `request`.
    pub kind: String,
    pub excerpt: String,
}

/// Looks through the sessions that are listed, newest first, for as long as there is time.
pub fn search(rows: &[Row], home: &Path, hunt: &Hunt, in_time: impl Fn() -> bool) -> Result<Found, Problem> {
    let words = hunt.words.to_lowercase();
    let mut found = Found { hits: Vec::new(), sessions: rows.len(), searched: 0, complete: true };
    for row in rows {
        if !in_time() || found.hits.len() >= hunt.hits_max {
            found.complete = false;
            break;
        }
        let of_one = in_session(row, home, &words, &in_time);
        found.complete &= of_one.complete;
        found.searched += usize::from(of_one.complete);
        found.hits.extend(of_one.hits);
    }
    found.complete &= found.hits.len() <= hunt.hits_max;
    found.hits.truncate(hunt.hits_max);
    Ok(found)
}

struct OfOne {
    hits: Vec<Hit>,
    complete: bool,
}

fn in_session(row: &Row, home: &Path, words: &str, in_time: &impl Fn() -> bool) -> OfOne {
    let mut of_one = OfOne { hits: Vec::new(), complete: true };
    let hit = |seq, at_ms, agent: &str, kind: String, excerpt| Hit {
        session: row.listed.id.clone(),
        title: row.title.clone(),
        seq,
        at_ms,
        agent: agent.to_owned(),
        kind,
        excerpt,
    };
    if let Some(excerpt) = excerpt(&row.listed.request, words) {
        of_one.hits.push(hit(None, row.listed.created_ms, "person", "request".to_owned(), excerpt));
    }
    let id = SessionId::new(row.listed.id.clone());
    let Ok(reader) = Reader::open(home, &id) else { return of_one };
    for event in reader.events().map_while(Result::ok) {
        // The request itself is told above.
        if event.seq == 1 {
            continue;
        }
        if of_one.hits.len() >= OF_ONE_MAX || (event.seq.is_multiple_of(256) && !in_time()) {
            of_one.complete = false;
            break;
        }
        if let Some(excerpt) = in_event(&event, words) {
            let agent = event.fact.agent.as_str();
            of_one.hits.push(hit(Some(event.seq), event.at_ms, agent, event_name(&event), excerpt));
        }
    }
    of_one
}

/// The first text of an event that has the words.
fn in_event(event: &Event, words: &str) -> Option<String> {
    let body = serde_json::to_value(&event.fact.body).ok()?;
    // Most events have nothing of it, which their text as a whole shows at once.
    let texts = &mut Vec::new();
    collect(&body, texts);
    texts.iter().find_map(|text| excerpt(text, words))
}

fn collect<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(all) => all.iter().for_each(|value| collect(value, texts)),
        Value::Object(all) => all.values().for_each(|value| collect(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// An event in words, without what only a terminal makes of them.
pub fn narrated(view: &View, event: &Event) -> String {
    style::plain(&narrate::lines(view, event).join("\n")).trim().to_owned()
}

/// The words with what stands around them; `words` is lower case.
fn excerpt(text: &str, words: &str) -> Option<String> {
    // Lower case may be longer or shorter than what it is made of: places are counted in characters of it.
    let lower = text.to_lowercase();
    let at = lower.find(words)?;
    let chars: Vec<char> = lower.chars().collect();
    let (from, length) = (lower[..at].chars().count(), words.chars().count());
    let same = chars.len() == text.chars().count();
    let shown: Vec<char> = if same { text.chars().collect() } else { chars };
    let (start, end) = (from.saturating_sub(AROUND), (from + length + AROUND).min(shown.len()));
    let cut = |at_edge: bool| if at_edge { "" } else { "…" };
    let middle: String = shown[start..end].iter().collect();
    Some(tools::redact(&style::clean(&format!("{}{middle}{}", cut(start == 0), cut(end == shown.len())))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_without_regard_to_case_and_shown_with_what_is_around() {
        assert_eq!(excerpt("A Blog with posts", "blog").as_deref(), Some("A Blog with posts"));
        let long = format!("{}Needle{}", "a".repeat(100), "b".repeat(100));
        let shown = excerpt(&long, "needle").unwrap();
        assert_eq!(shown, format!("…{}Needle{}…", "a".repeat(AROUND), "b".repeat(AROUND)));
        assert_eq!(excerpt("İstanbul and more", "and").as_deref(), Some("i̇stanbul and more"));
        assert_eq!(excerpt("nothing", "needle"), None);
        assert_eq!(excerpt("line\nbreak needle", "needle").as_deref(), Some("line break needle"));
    }

    #[test]
    fn what_is_found_shows_no_secret() {
        assert_eq!(
            excerpt("use password=hunter22 here", "here").as_deref(),
            Some("use password=[hidden] here")
        );
    }
}
