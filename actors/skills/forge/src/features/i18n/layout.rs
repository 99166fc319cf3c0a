//! Lines that Prettier lays out otherwise once their texts are lifted: `templates/i18n/layout.gen.txt`, written by the test
//! `lays_out` in `tests/i18n.rs`.

use crate::pack::RenderError;
use crate::templates::Templates;

pub const FILE: &str = "i18n/layout.gen.txt";
const PATH: &str = "=== ";
const BEFORE: &str = "---";
const AFTER: &str = "+++";

/// Of one file: lines as they are lifted, and as they are laid out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub path: String,
    pub before: Vec<String>,
    pub after: Vec<String>,
}

pub fn read(templates: &Templates) -> Result<Vec<Change>, RenderError> {
    let mut changes: Vec<Change> = Vec::new();
    let mut into_after = false;
    for line in templates.text(FILE)?.lines() {
        if let Some(path) = line.strip_prefix(PATH) {
            changes.push(Change { path: path.to_owned(), before: Vec::new(), after: Vec::new() });
        } else if line == BEFORE {
            into_after = false;
        } else if line == AFTER {
            into_after = true;
        } else if let Some(change) = changes.last_mut() {
            let lines = if into_after { &mut change.after } else { &mut change.before };
            lines.push(line.to_owned());
        }
    }
    Ok(changes)
}

pub fn written(changes: &[Change]) -> String {
    let block = |it: &Change| {
        format!("{PATH}{}\n{BEFORE}\n{}\n{AFTER}\n{}\n", it.path, it.before.join("\n"), it.after.join("\n"))
    };
    changes.iter().map(block).collect()
}

/// The file at `path` laid out; what is longest is looked for first.
pub(crate) fn apply(changes: &[Change], path: &str, source: &str) -> String {
    let mut own: Vec<&Change> = changes.iter().filter(|it| it.path == path).collect();
    own.sort_by_key(|it| std::cmp::Reverse(it.before.len()));
    let lines: Vec<&str> = source.lines().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < lines.len() {
        let found = own.iter().find(|it| {
            let rest = &lines[at..];
            it.before.len() <= rest.len() && it.before.iter().zip(rest).all(|(before, line)| before == line)
        });
        let (laid, step): (Vec<&str>, usize) = match found {
            Some(change) => (change.after.iter().map(String::as_str).collect(), change.before.len()),
            None => (vec![lines[at]], 1),
        };
        for line in laid {
            out.push_str(line);
            out.push('\n');
        }
        at += step;
    }
    out
}
