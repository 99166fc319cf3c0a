//! Problems as people and programs read them.

use protocol::problem::Problem;
use serde_json::{Value, json};

use crate::render::style::{self, clean};

/// What went wrong and what to do next, on two lines.
pub fn text(problem: &Problem) -> String {
    let error = style::bad("error:");
    let message = clean(&problem.message);
    if problem.hint.is_empty() {
        format!("{error} {message}")
    } else {
        format!("{error} {message}\n  {} {}", style::quiet("next:"), clean(&problem.hint))
    }
}

/// The document of a command that came to nothing.
pub fn document(problem: &Problem) -> Value {
    json!({ "error": problem })
}

/// Prints a document, the only thing on standard output.
pub fn print_document(document: &impl serde::Serialize) {
    use std::io::Write;
    let text = serde_json::to_string_pretty(document).unwrap_or_else(|_| "{}".to_owned());
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    written.unwrap_or_else(|error| lose(&error));
}

/// Whether anything that was to be printed could not be.
static LOST: std::sync::OnceLock<String> = std::sync::OnceLock::new();

/// Takes note that output was lost. A reader that went away (`| head`) has what it wanted.
pub fn lose(error: &std::io::Error) {
    if error.kind() != std::io::ErrorKind::BrokenPipe {
        let _ = LOST.set(error.to_string());
    }
}

/// Why output was lost, if it was: a command that says it is done has not said what it found.
pub fn lost() -> Option<&'static str> {
    LOST.get().map(String::as_str)
}
