//! What a rewind will change, and what it did, for people and programs.

use cli::render::style::{self, clean};
use protocol::event::{Body, Event};
use protocol::view::View;
use protocol::workspace::Restored;
use serde_json::{Value, json};
use tools::checkpoint::{Difference, Outlook, Part};

use super::Files;

const LINES_MAX: usize = 40;

pub fn document(outlook: &Outlook) -> Value {
    let change = |(path, change): (&tools::checkpoint::TreePath, &Difference)| json!({ "path": path, "change": change });
    json!({
        "changes": outlook.changes.iter().map(change).collect::<Vec<_>>(),
        "bytes": outlook.bytes,
        "untouched": outlook.untouched,
        "kept_folders": outlook.kept_folders,
        "git_differs": outlook.git_differs,
    })
}

pub(super) fn files(files: &Files, _at_ms: u64) -> String {
    let (outlook, folder) = (&files.outlook, clean(&files.folder.display().to_string()));
    let mut lines = Vec::new();
    if outlook.changes.is_empty() {
        lines.push(format!("the files of {folder} are as they were at {}", files.to));
    } else {
        let count = |of| outlook.count(of);
        lines.push(style::strong(&format!(
            "{folder} goes back to {}: {} to make, {} to replace, {} to remove, {} with other permissions",
            files.to,
            count(Difference::Create),
            count(Difference::Replace),
            count(Difference::Remove),
            count(Difference::Permit)
        )));
    }
    for (path, change) in outlook.changes.iter().take(LINES_MAX) {
        let path = clean(&path.to_string());
        lines.push(match change {
            Difference::Create => format!("  {} {path}", style::good("make   ")),
            Difference::Replace => format!("  {} {path}", style::warn("replace")),
            Difference::Permit => format!("  {} {path}", style::quiet("permit ")),
            Difference::Remove => format!("  {} {path}", style::bad("remove ")),
        });
    }
    if outlook.changes.len() > LINES_MAX {
        lines.push(format!("  … and {} more (--json lists them all)", outlook.changes.len() - LINES_MAX));
    }
    for left in &outlook.untouched {
        lines.push(format!(
            "{} {}: {}",
            style::warn("stays as it is:"),
            clean(&left.path.to_string()),
            left.why
        ));
    }
    for folder in &outlook.kept_folders {
        lines.push(format!("{} {}, for what is in it", style::warn("stays:"), clean(&folder.to_string())));
    }
    lines.extend(git_gone(files).map(style::warn));
    if outlook.git_differs > 0 {
        let count = outlook.git_differs;
        lines.push(format!(
            ".git differs from the checkpoint in {count} places and stays as it is; --git puts it back too"
        ));
    }
    lines.join("\n")
}

/// What is to be said of a `.git` that is not there, or that cannot be put back.
pub(super) fn git_gone(files: &Files) -> Option<&'static str> {
    let is_git = |path: &tools::checkpoint::TreePath| path.in_git();
    let (held, comes) =
        (files.then.tree.keys().any(is_git), files.outlook.changes.iter().any(|(path, _)| is_git(path)));
    let gone = !files.folder.join(".git").exists();
    match (gone, held, files.part) {
        (true, true, _) if comes => Some(".git is gone, and is put back whole, as it was saved"),
        (true, false, _) => Some(
            "there is no .git in the folder, and this state holds none: `samriddh checkpoints` lists others that may",
        ),
        (false, false, Part::FilesAndGit) => {
            Some("this state holds no .git, so --git puts none back: the one that is there stays as it is")
        }
        _ => None,
    }
}

/// What becomes of the session's own state.
pub fn session(events: &[Event], to: &Option<u64>, now: &View, then: &View, out: Option<&str>) -> String {
    let Some(to) = to else { return String::new() };
    let mut lines =
        vec![style::strong(&format!("the session goes back from event {} to event {to}", events.len()))];
    if let Some(event) = to.checked_sub(1).and_then(|at| events.get(usize::try_from(at).ok()?)) {
        lines.push(format!("  event {to}: {}", name(event)));
    }
    lines.push(format!("  it stands at {}, and will stand at {}", stage(now), stage(then)));
    let (tasks, checks) = (now.tasks.len(), now.checks.len());
    lines.push(format!(
        "  tasks {tasks} → {}, rulings {} → {}, files {} → {}, checks {checks} → {}",
        then.tasks.len(),
        now.rulings.len(),
        then.rulings.len(),
        now.files.len(),
        then.files.len(),
        then.checks.len()
    ));
    lines.push(
        "  nothing of the record is removed; it waits there until you go on with `samriddh resume`"
            .to_owned(),
    );
    let delivered = now.delivery.as_ref().filter(|_| then.delivery.is_none());
    match (out, delivered) {
        (Some(out), _) => lines.push(format!("  what it makes from then on goes to {}", clean(out))),
        (None, Some(delivery)) => lines.push(format!(
            "  {} was delivered already: to go on from here, empty that folder or give another with --out DIR",
            clean(&delivery.target)
        )),
        (None, None) => {}
    }
    lines.join("\n")
}

fn stage(view: &View) -> String {
    let plan = view.plan.as_ref().map(|plan| format!(", plan revision {}", plan.revision));
    format!("{}{}", cli::render::session::state(view), plan.unwrap_or_default())
}

pub fn done(restored: Option<&Restored>, conversation: Option<u64>, undo: &str) -> String {
    let mut lines = Vec::new();
    if let Some(restored) = restored {
        lines.push(style::good(&format!(
            "✓ the files are back; what was there is checkpoint {}",
            restored.before.checkpoint
        )));
    }
    if let Some(to) = conversation {
        lines.push(style::good(&format!("✓ the session is back at event {to}")));
    }
    lines.push(style::quiet(&format!("undo with: {undo}")));
    lines.join("\n")
}

/// Every event by number, the ones that a rewind took back marked.
pub fn events(events: &[Event]) -> String {
    let effective: Vec<u64> =
        protocol::rewind::effective(events).into_iter().map(|event| event.seq).collect();
    let line = |event: &Event| {
        let text = format!("{:>5} {} {}", event.seq, event.fact.agent, name(event));
        if effective.binary_search(&event.seq).is_ok() {
            clean(&text)
        } else {
            style::quiet(&format!("{} (taken back)", clean(&text)))
        }
    };
    events.iter().filter(|event| is_told(event)).map(line).collect::<Vec<_>>().join("\n")
}

pub fn events_document(events: &[Event]) -> Value {
    let effective: Vec<u64> =
        protocol::rewind::effective(events).into_iter().map(|event| event.seq).collect();
    let one = |event: &Event| {
        json!({
            "seq": event.seq, "at_ms": event.at_ms, "agent": event.fact.agent, "event": name(event),
            "counts": effective.binary_search(&event.seq).is_ok(),
        })
    };
    json!({ "events": events.iter().map(one).collect::<Vec<_>>() })
}

/// Messages and files by the hundred are no places to go back to by hand; their numbers work all the same.
fn is_told(event: &Event) -> bool {
    match &event.fact.body {
        Body::Message(_) | Body::Usage(_) | Body::Supervision(_) => false,
        Body::File(file) => !matches!(file, protocol::event::FileEvent::Staged { .. }),
        _ => true,
    }
}

/// As the record itself calls it, with what it is about: `task.ended render.backend`.
fn name(event: &Event) -> String {
    let body = serde_json::to_value(&event.fact.body).unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let about = match event.fact.correlation.as_str() {
        "" => String::new(),
        correlation => format!(" {correlation}"),
    };
    let detail = match &event.fact.body {
        Body::Workspace(protocol::workspace::WorkspaceEvent::Ran { line, .. }) => format!(" {line}"),
        Body::Session(protocol::event::SessionEvent::Rewound { to, .. }) => format!(" to {to}"),
        _ => about,
    };
    format!("{}.{}{detail}", word(&body["family"]), word(&body["event"]["kind"]))
}
