//! A table on one line, and where its words come from.

use std::fmt;

use crate::blueprint::yaml::scalar;

/// `{type: string, required: true}`; `{}` where nothing is said.
#[derive(Default)]
pub(super) struct Line(Vec<String>);

impl Line {
    /// `value` is YAML already.
    pub fn add(&mut self, key: &str, value: &str) {
        self.0.push(format!("{key}: {value}"));
    }

    pub fn words(&mut self, words: &str, name: &str) {
        self.0.extend(origin(words, name));
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.0.join(", "))
    }
}

/// The same on a line of its own.
pub(super) fn words(out: &mut String, depth: usize, words: &str, name: &str) {
    if let Some(origin) = origin(words, name) {
        out.push_str(&format!("{}{origin}\n", "  ".repeat(depth)));
    }
}

/// Nothing where its name stands for its words.
fn origin(words: &str, name: &str) -> Option<String> {
    match words {
        "" => Some("assumed: true".to_owned()),
        words if words == name => None,
        words => Some(format!("words: {}", scalar(words))),
    }
}

/// Names in brackets.
pub(super) fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| scalar(name)).collect();
    format!("[{}]", names.join(", "))
}
