//! What a list of sessions says of each, kept until its record grows.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use cli::render::{session, style};
use protocol::event::Outcome;
use protocol::id::SessionId;
use protocol::problem::Problem;
use protocol::view::{Stage, View};
use runtime::archive::{self, Reader, Summary};
use serde::Serialize;
use serde_json::{Value, json};

/// Characters of a title.
const TITLE_CHARS_MAX: usize = 80;

/// Every state that a session can be in, as pages know them.
pub const STATES: [&str; 13] = [
    "understanding",
    "waiting_plan",
    "waiting_answer",
    "working",
    "reading",
    "paused",
    "interrupted",
    "done",
    "failed",
    "refused",
    "cancelled",
    "damaged",
    "empty",
];

/// One session for a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    #[serde(flatten)]
    pub listed: session::Listed,
    pub title: String,
    pub changed_ms: u64,
    pub events: u64,
    pub files: usize,
    pub conflicts: usize,
    pub tokens: u64,
    pub cost_usd: f64,
    /// Calls of models whose price is not known: what they cost is not in `cost_usd`.
    pub unpriced_calls: u64,
    /// What it waits for.
    pub waiting: Option<Value>,
    /// Somebody works on it in this gateway.
    pub live: bool,
}

/// Rows by session, each with the record's length that it was made of.
#[derive(Default)]
pub struct Rows {
    /// Lists are made side by side; nothing is awaited under the lock.
    known: Mutex<BTreeMap<SessionId, (u64, Row)>>,
}

impl Rows {
    /// Every session of a data folder, newest first.
    pub fn all(&self, home: &Path, live: &[SessionId]) -> Result<Vec<Row>, Problem> {
        let ids = archive::ids(home)?;
        let mut rows: Vec<Row> =
            ids.iter().map(|id| standing(self.one(home, id), live.contains(id))).collect();
        self.known.lock().unwrap_or_else(PoisonError::into_inner).retain(|id, _| ids.contains(id));
        rows.sort_by(|a, b| {
            b.listed.created_ms.cmp(&a.listed.created_ms).then_with(|| a.listed.id.cmp(&b.listed.id))
        });
        Ok(rows)
    }

    /// One of them.
    pub fn of(&self, home: &Path, id: &SessionId, live: &[SessionId]) -> Result<Row, Problem> {
        Reader::open(home, id)?;
        Ok(standing(self.one(home, id), live.contains(id)))
    }

    /// As if somebody worked on it.
    fn one(&self, home: &Path, id: &SessionId) -> Row {
        let reader = match Reader::open(home, id) {
            Ok(reader) => reader,
            Err(problem) => return row(id, View::default(), 0, Some(problem.message)),
        };
        let events = reader.last_seq();
        let kept = |known: &BTreeMap<SessionId, (u64, Row)>| {
            known.get(id).filter(|(length, _)| *length == events).map(|(_, row)| row.clone())
        };
        if let Some(row) = kept(&self.known.lock().unwrap_or_else(PoisonError::into_inner)) {
            return row;
        }
        let (view, damage) = reader.readable_view();
        let is_whole = damage.is_none();
        let row = row(id, view, events, damage);
        if is_whole {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(id.clone(), (events, row.clone()));
        }
        row
    }
}

fn row(id: &SessionId, view: View, events: u64, damage: Option<String>) -> Row {
    let spent = view.spending.spent();
    let (title, state) = (title(&view), state(&view, events, damage.is_some()));
    let (changed_ms, waiting) = (view.timing.last_ms, waiting(&view));
    let (files, conflicts) = (view.files.len(), view.conflicts.len());
    let summary: Summary = archive::summarize(id.clone(), view, events, damage);
    let mut listed = crate::commands::sessions::listed_one(summary);
    listed.state = state.to_owned();
    Row {
        listed,
        title,
        changed_ms,
        events,
        files,
        conflicts,
        tokens: spent.tokens,
        cost_usd: spent.micro_dollars as f64 / 1e6,
        unpriced_calls: spent.unpriced,
        waiting,
        live: false,
    }
}

/// What goes on only where somebody works on it is interrupted anywhere else.
fn standing(mut row: Row, live: bool) -> Row {
    if !live && matches!(row.listed.state.as_str(), "understanding" | "working") {
        row.listed.state = "interrupted".to_owned();
    }
    row.live = live && !is_over(&row.listed.state);
    row
}

fn is_over(state: &str) -> bool {
    matches!(state, "done" | "failed" | "refused" | "cancelled" | "damaged" | "empty")
}

/// A session's state as pages know it; `standing` has the last word.
pub fn state(view: &View, events: u64, is_damaged: bool) -> &'static str {
    match (view.outcome, view.stage) {
        _ if is_damaged => "damaged",
        _ if events == 0 => "empty",
        (Some(Outcome::Done), _) => "done",
        (Some(Outcome::Refused), _) => "refused",
        (Some(Outcome::Failed), _) => "failed",
        (Some(Outcome::Cancelled), _) => "cancelled",
        (None, Stage::Approval) if view.revision_text.is_none() => "waiting_plan",
        (None, _) if view.open_question().is_some() => "waiting_answer",
        (None, _) if view.paused => "paused",
        (None, _) if view.options.as_ref().is_some_and(|options| options.reads) => "reading",
        (None, Stage::Planning | Stage::Approval) => "understanding",
        (None, Stage::Building | Stage::Checking | Stage::Finished) => "working",
    }
}

/// What a person has to say before it goes on.
pub fn waiting(view: &View) -> Option<Value> {
    match state(view, view.seq, false) {
        "waiting_plan" => {
            let revision = view.plan.as_ref().map(|plan| plan.revision);
            Some(json!({ "for": "plan", "revision": revision }))
        }
        "waiting_answer" => {
            view.open_question().map(|question| json!({ "for": "answer", "question": question }))
        }
        "paused" => Some(json!({ "for": "resume" })),
        _ => None,
    }
}

/// The product's name once it is understood, else the beginning of the request.
pub fn title(view: &View) -> String {
    let title = view.requirements.as_ref().map(|requirements| requirements.product.title.as_str());
    let title = title.filter(|title| !title.is_empty()).unwrap_or(&view.request);
    style::short(&style::clean(title), TITLE_CHARS_MAX)
}

#[cfg(test)]
mod tests {
    use protocol::command::{RunOptions, Verify};

    use super::*;

    #[test]
    fn what_nobody_works_on_is_interrupted_and_what_waits_still_waits() {
        let view = |stage| View {
            seq: 9,
            request: "a blog".to_owned(),
            options: Some(RunOptions::offline("/out", false, Verify::None)),
            stage,
            ..View::default()
        };
        let id = SessionId::new("s");
        let said = |view: View, live| standing(row(&id, view, 9, None), live).listed.state;
        assert_eq!(said(view(Stage::Building), true), "working");
        assert_eq!(said(view(Stage::Building), false), "interrupted");
        assert_eq!(said(view(Stage::Approval), false), "waiting_plan");
        assert_eq!(said(View { paused: true, ..view(Stage::Building) }, false), "paused");
        assert_eq!(said(View { outcome: Some(Outcome::Done), ..view(Stage::Finished) }, true), "done");
        assert_eq!(standing(row(&id, View::default(), 0, None), true).listed.state, "empty");
    }

    #[test]
    fn a_row_is_made_again_when_the_record_has_grown_and_not_before() {
        let home = tempfile::tempdir().unwrap();
        let rows = Rows::default();
        assert_eq!(rows.all(&home.path().join("not-yet"), &[]).unwrap(), []);
        let id = "abcdefghijklmnopqrstuvwxyz";
        std::fs::create_dir_all(home.path().join("sessions").join(id).join("journal")).unwrap();
        let all = rows.all(home.path(), &[]).unwrap();
        assert_eq!((all.len(), all[0].listed.state.as_str()), (1, "empty"));
        std::fs::remove_dir_all(home.path().join("sessions").join(id)).unwrap();
        assert_eq!(rows.all(home.path(), &[]).unwrap(), []);
        assert!(rows.known.lock().unwrap().is_empty());
    }
}
