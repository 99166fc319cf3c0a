//! One walk over a file's trees, which finds its symbols, mentions, lines and errors.

mod name;
mod paper;
mod walk;

use std::collections::HashMap;

use crate::facts::FileFacts;
use crate::parse::Parsed;
use crate::roles::Roles;
use crate::source::SourceFile;

use paper::Paper;
use walk::Walk;

/// The facts of a parsed file.
pub fn extract(file: &SourceFile, parsed: &Parsed) -> FileFacts {
    let mut facts = FileFacts {
        path: file.path.clone(),
        language: file.language,
        encoding: file.encoding,
        bytes: file.text.len() as u64,
        lines: crate::facts::Lines::default(),
        symbols: Vec::new(),
        names: Vec::new(),
        mentions: Vec::new(),
        syntax_errors: Vec::new(),
        too_deep: false,
    };
    let mut paper = Paper::of(&file.text);
    let mut interned = HashMap::new();
    for part in &parsed.parts {
        if let Some(roles) = Roles::of(part.language) {
            Walk::new(roles, &file.text, &mut facts, &mut paper, &mut interned).run(&part.tree);
        }
    }
    facts.lines = paper.lines();
    facts.syntax_errors.sort_unstable();
    facts.syntax_errors.dedup();
    facts
}
