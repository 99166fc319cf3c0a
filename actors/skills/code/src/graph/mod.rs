//! How files hang together: imports, calls, values that flow.

pub mod ask;
pub mod by_name;
mod course;
pub mod endpoints;
pub mod flow;
pub mod imports;
pub mod ir;
pub mod map;
pub mod models;
mod names;
mod nodes;
mod project;
mod python;
pub mod said;
mod scopes;
mod script;
pub mod similar;
mod solve;
pub mod unread;
pub mod view;

pub use project::{Call, ImportEdge, Note, Place, Program, Project};
pub use solve::{Confidence, Limits};

use crate::facts::FileFacts;
use crate::language::Language;
use crate::parse::{Parsed, Parser};
use crate::skipped::Skipped;
use crate::source::SourceFile;

/// From bytes to all that is known of a file by itself: its facts, and what it contributes to the graph.
pub fn understand(parser: &mut Parser, path: &str, bytes: Vec<u8>) -> Result<(FileFacts, Note), Skipped> {
    let file = SourceFile::read(path, bytes)?;
    let parsed = parser.parse(&file)?;
    let (facts, mut note) = (crate::extract(&file, &parsed), Note::read(&file, &parsed));
    if note.graph.is_none() {
        note.imports = facts.imports.clone();
    }
    Ok((facts, note))
}

/// What a file contributes to the graph, for languages of which values are followed.
pub fn read(file: &SourceFile, parsed: &Parsed) -> Option<ir::FileGraph> {
    let source = file.text.as_bytes();
    let part = match file.language {
        Language::Html => return None,
        Language::Vue | Language::Svelte => parsed.parts.get(1)?,
        _ => parsed.parts.first()?,
    };
    match part.language {
        Language::Python => Some(python::read(part.tree.root_node(), source)),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            Some(script::read(part.tree.root_node(), source))
        }
        _ => None,
    }
}

/// Whether a language's values are followed as JavaScript's are.
pub fn is_script(language: Language) -> bool {
    matches!(
        language,
        Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Vue | Language::Svelte
    )
}
