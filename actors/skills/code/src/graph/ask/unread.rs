//! What an answer leaves out because it could not be read.

use super::{Answer, Knowledge, counted};
use crate::skipped::Reason;

/// Files that are named; more are counted.
const NAMED_MAX: usize = 3;

/// Endings of code in languages that are not read here.
const CODE: &[&str] = &[
    "astro", "swift", "scala", "dart", "ex", "exs", "erl", "hs", "ml", "mli", "lua", "zig", "groovy", "pl",
    "pm", "r", "jl", "clj", "cljs", "fs", "fsx", "vb", "elm", "sol", "m", "mm", "nim", "cr", "pas", "f90",
    "cu", "tcl", "hx", "mdx",
];

/// Code or data that would count, had it been readable.
fn is_missing(path: &str, reason: &Reason) -> bool {
    match reason {
        Reason::UnknownLanguage => {
            let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
            CODE.contains(&ending.to_ascii_lowercase().as_str())
        }
        reason => !matches!(reason, Reason::Binary | Reason::Link | Reason::NotAFile | Reason::Installed),
    }
}

impl Knowledge<'_> {
    pub(super) fn with_unread(&self, mut answer: Answer) -> Answer {
        let unread: Vec<_> = self.index.skipped().filter(|(path, reason)| is_missing(path, reason)).collect();
        if unread.is_empty() {
            return answer;
        }
        let named: Vec<String> =
            unread.iter().take(NAMED_MAX).map(|(path, reason)| format!("{path} ({reason})")).collect();
        let more = match unread.len() - named.len() {
            0 => String::new(),
            more => format!(", and {more} more, which `samriddh index` names"),
        };
        let were = if unread.len() == 1 { "was" } else { "were" };
        if !answer.known {
            let count = counted(unread.len(), "file");
            answer.say(0, format!("{count} {were} not read, and may hold it"));
        }
        answer.based_on.push(format!(
            "what was read: {} {were} not, namely {}{more}",
            counted(unread.len(), "file"),
            named.join(", ")
        ));
        answer
    }
}
