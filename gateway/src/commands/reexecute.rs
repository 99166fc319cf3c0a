//! `replay --verify`: the session executed again from its record alone, and whether it comes to the same.

use std::path::Path;
use std::sync::Arc;

use cli::Exit;
use cli::render::style::{self, clean};
use memory::{FileBlobs, Layout};
use protocol::head::Divergence;
use protocol::problem::{Code, Problem};
use runtime::replay::{self, Record, Replayed};
use serde_json::{Value, json};

use crate::wiring;

/// Characters around the place where two texts part.
const AROUND: usize = 100;
const PROGRAM: &str = concat!("samriddh ", env!("CARGO_PKG_VERSION"));

pub async fn run(home: &Path, id: &str, json: bool) -> Result<Exit, Problem> {
    let (record, team) = (record(home, id)?, wiring::team()?);
    let replayed = in_the_background(move || replay::again(&record, &team)).await?;
    super::shown(json, || document(id, &replayed), || text(&replayed));
    Ok(if replayed.divergence.is_none() { Exit::Done } else { Exit::Failed })
}

/// All that a replay gets to know of the data folder, which is read and not written.
pub(super) fn record(home: &Path, id: &str) -> Result<Record, Problem> {
    let events = super::recorded(home, id)?.events().collect::<Result<Vec<_>, _>>()?;
    let blobs = FileBlobs::open_read_only(Layout::new(home).blobs());
    Ok(Record { events, blobs: Arc::new(blobs) })
}

/// A replay has a clock of its own, and so a runtime and a thread of its own.
pub(super) async fn in_the_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        Err(Problem::new(Code::Internal, error.to_string(), "keep the session's folder and report this"))
    })
}

fn document(id: &str, replayed: &Replayed) -> Value {
    let answered = replayed.answered;
    json!({
        "session": id,
        "verdict": if replayed.divergence.is_none() { "same" } else { "different" },
        "head": replayed.expected,
        "got": replayed.got,
        "events": replayed.events.len(),
        "recorded_by": replayed.recorded_by,
        "executed_by": PROGRAM,
        "from_the_record": {
            "commands": answered.commands,
            "model_calls": answered.model_calls,
            "deliveries": answered.deliveries,
            "checks": answered.checks,
            "looks": answered.looks,
            "failed_attempts": answered.failures,
            "interruptions": answered.interruptions,
        },
        "divergence": replayed.divergence.as_ref().map(divergence),
    })
}

pub(super) fn divergence(at: &Divergence) -> Value {
    json!({ "event": at.seq, "agent": at.agent, "strand": at.strand, "expected": at.expected, "got": at.got })
}

fn text(replayed: &Replayed) -> String {
    let answered = replayed.answered;
    let told = format!(
        "{} events; from the record: {} commands, {} model calls, {} checks, {} deliveries, {} failed attempts, {} interruptions",
        replayed.events.len(),
        answered.commands,
        answered.model_calls,
        answered.checks,
        answered.deliveries,
        answered.failures,
        answered.interruptions
    );
    match &replayed.divergence {
        None => format!("{} executed again: {told}\nhead {}", style::good("✓ the same"), replayed.expected),
        Some(at) => format!("{}\n{}", parted(at), versions(replayed)),
    }
}

/// The first event that differs, with the part of it that does.
pub(super) fn parted(at: &Divergence) -> String {
    let nothing = || "nothing".to_owned();
    let (expected, got) = match (&at.expected, &at.got) {
        (Some(expected), Some(got)) => around(expected, got),
        (expected, got) => (short(expected.as_ref()), short(got.as_ref())),
    };
    format!(
        "{} first at event {} by {} ({})\n  expected {}\n  got      {}",
        style::bad("✗ different"),
        at.seq,
        clean(at.agent.as_str()),
        clean(&at.strand),
        expected.map_or_else(nothing, |text| clean(&text)),
        got.map_or_else(nothing, |text| clean(&text)),
    )
}

fn short(text: Option<&String>) -> Option<String> {
    text.map(|text| text.chars().take(2 * AROUND).collect())
}

fn around(a: &str, b: &str) -> (Option<String>, Option<String>) {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(AROUND / 2);
    let part = |text: &str| {
        let dots = if from > 0 { "…" } else { "" };
        Some(dots.chars().chain(text.chars().skip(from).take(2 * AROUND)).collect())
    };
    (part(a), part(b))
}

/// Whose rules they were: another version's may be others, and so may those of templates that stood in.
fn versions(replayed: &Replayed) -> String {
    let by = replayed.recorded_by.join(", ");
    if replayed.recorded_by.iter().any(|program| program != PROGRAM) {
        return format!("it was recorded by {by}, and this is {PROGRAM}, whose rules may be others");
    }
    format!(
        "it was recorded by {by}, which this is as well: the record was changed, or the program was and kept its number, \
         or SAMRIDDH_TEMPLATES is not what it was"
    )
}
