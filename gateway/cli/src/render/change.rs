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

fn line(change: &Change) -> String {
    let sign = match change.what {
        ChangeKind::Added => style::good("+ added"),
        ChangeKind::Dropped => style::bad("- dropped"),
        ChangeKind::Changed => style::warn("~ changed"),
    };
    format!("{sign} {} {}", clean(&change.about), style::quiet(&format!("({})", clean(&change.words))))
}
