//! What a revision of the plan did.

use protocol::plan::{Change, ChangeKind};

use super::style::{self, clean};

pub fn lines(changes: &[Change], note: &str) -> Vec<String> {
    let mut lines: Vec<String> = changes.iter().map(line).collect();
    if !note.is_empty() {
        lines.push(format!("{} {}", style::warn("not understood:"), clean(note)));
    }
    lines
}

/// What a model made of the request, and what was not taken of its answer.
pub fn by_model(changes: &[Change], left_out: &[String]) -> Vec<String> {
    let left_out = left_out.iter().map(|what| format!("{} {}", style::warn("not taken:"), clean(what)));
    changes.iter().map(line).chain(left_out).collect()
}

fn line(change: &Change) -> String {
    let sign = match change.what {
        ChangeKind::Added => style::good("+ added"),
        ChangeKind::Dropped => style::bad("- dropped"),
        ChangeKind::Changed => style::warn("~ changed"),
    };
    format!("{sign} {} {}", clean(&change.about), style::quiet(&format!("({})", clean(&change.words))))
}
