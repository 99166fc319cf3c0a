//! Changing a plan in plain words, before it is approved: add or drop a record, a field, a feature; loosen or tighten a
//! field, rename, keep people from something, or settle what the team would rule on. Anything else is answered with the words that were not understood, and changes nothing.

mod apply;
mod read;
mod refuse;
mod undo;

use protocol::id::ClaimKey;
use protocol::plan::Change;
use protocol::requirements::Requirements;

pub(crate) use apply::feature_words;
pub(crate) use read::Command;
pub use refuse::NotUnderstood;
pub use undo::rework;

use crate::understand::limits::REQUEST_CHARACTERS_MAX;

/// Requirements with the changes that were understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub requirements: Requirements,
    /// What was done, in order; never empty.
    pub changes: Vec<Change>,
    /// Parts of the text that changed nothing, each with the reason where there is one.
    pub not_understood: Vec<String>,
}

/// Reads a change of the plan. The requirements stay as they are when nothing of it was understood. `keys` are those that
/// the team has claims on, and that a person may settle instead.
pub fn revise(requirements: &Requirements, keys: &[ClaimKey], text: &str) -> Result<Revision, NotUnderstood> {
    let chars = if text.len() > REQUEST_CHARACTERS_MAX { text.chars().count() } else { 0 };
    if chars > REQUEST_CHARACTERS_MAX {
        return Err(NotUnderstood::TooLong { chars });
    }
    if text.trim().is_empty() {
        return Err(NotUnderstood::Empty);
    }
    let read = read::commands(requirements, keys, text);
    let mut revised = requirements.clone();
    let mut changes = Vec::new();
    let mut reasons: Vec<NotUnderstood> = Vec::new();
    let mut waiting = Vec::new();
    for command in read {
        match command {
            Ok(command) => waiting.push(command),
            Err(reason) => reasons.push(reason),
        }
    }
    reasons.extend(apply_all(&mut revised, waiting, &mut changes));
    if changes.is_empty() {
        return Err(refuse::together(reasons, text));
    }
    let not_understood: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    Ok(Revision { requirements: revised, changes, not_understood })
}

/// One command on the requirements; they may be half changed where it fails.
pub(crate) fn carry_out(
    requirements: &mut Requirements,
    command: Command,
) -> Result<Vec<Change>, NotUnderstood> {
    apply::apply(requirements, command)
}

/// In order; what cannot be done yet is tried again after the rest, so that `drop Book and Loan` works either way round.
fn apply_all(
    revised: &mut Requirements,
    commands: Vec<read::Command>,
    changes: &mut Vec<Change>,
) -> Vec<NotUnderstood> {
    let mut failed = Vec::new();
    for command in commands {
        match apply::apply(revised, command.clone()) {
            Ok(done) => changes.extend(done),
            Err(_) => failed.push(command),
        }
    }
    let again =
        failed.into_iter().map(|command| apply::apply(revised, command).map(|done| changes.extend(done)));
    again.filter_map(Result::err).collect()
}
