//! How files hang together: imports, calls, values that flow.

mod course;
pub mod endpoints;
pub mod imports;
pub mod ir;
pub mod models;
mod names;
mod project;
mod python;
pub mod said;
mod scopes;
mod script;
mod solve;
pub mod view;

pub use project::{Call, ImportEdge, Note, Place, Program, Project};
pub use solve::{Confidence, Limits};

use crate::language::Language;
use crate::parse::Parsed;
use crate::source::SourceFile;

/// What a file contributes to the graph, for languages of which values are followed.
pub fn read(file: &SourceFile, parsed: &Parsed) -> Option<ir::FileGraph> {
    let source = file.text.as_bytes();
    let part = match file.language {
        Language::Html => return None,
        Language::Vue => parsed.parts.get(1)?,
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
    matches!(language, Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Vue)
}
