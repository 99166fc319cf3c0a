//! What one walk over a file's tree finds out.

use serde::{Deserialize, Serialize};

use crate::graph::ir::Import;
use crate::language::Language;
use crate::metrics::FileMetrics;
use crate::settings::Setting;
use crate::source::Encoding;
use crate::symbol::{Symbol, SymbolId};

/// Everything that is known of one file by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    pub path: String,
    pub language: Language,
    pub encoding: Encoding,
    pub bytes: u64,
    pub lines: Lines,
    /// In the order in which they stand; a parent before what is in it.
    pub symbols: Vec<Symbol>,
    /// What types take on away from their own definition.
    pub heirs: Vec<Heir>,
    /// Each name that is mentioned, once; mentions point into it.
    pub names: Vec<String>,
    pub mentions: Vec<Mention>,
    /// Modules that it asks for, as they are written; empty for languages whose imports are not resolved to files.
    pub imports: Vec<Import>,
    pub metrics: FileMetrics,
    /// Environment variables that it reads.
    pub settings: Vec<Setting>,
    /// Lines, from one, on which the grammar could not read something; the rest of the file is read all the same.
    pub syntax_errors: Vec<u32>,
    /// Something lies deeper than is looked at.
    pub too_deep: bool,
}

/// `impl Base for Name`: plain names, and the lines of what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heir {
    pub name: String,
    pub base: String,
    pub line: u32,
    pub end_line: u32,
}

/// A file's lines by what stands on them. A line with code and a comment is code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lines {
    pub total: u32,
    pub code: u32,
    pub comment: u32,
    pub blank: u32,
}

/// A place where a name is used, not defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Which of the file's names.
    pub name: u32,
    pub kind: MentionKind,
    /// The innermost symbol around it.
    pub within: Option<SymbolId>,
    pub line: u32,
    pub byte: u32,
    pub manner: Manner,
    /// Which of the file's names says what it is called on: a type, a module, or the declared type of a variable.
    pub of: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionKind {
    Call,
    Use,
}

/// How a name stands where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// By itself.
    Bare,
    /// Behind something else: `x.name`.
    Member,
    /// Behind the receiver of the method around it: `self.name`.
    Own,
    /// Behind a module or type, where the language writes that apart: `x::name`.
    Path,
    /// Before the sign that makes it a macro's: `name!(…)`.
    Macro,
    /// Taken from a module, or that module.
    Import,
}

impl FileFacts {
    /// A mention's name.
    pub fn name_of(&self, mention: &Mention) -> &str {
        self.names.get(mention.name as usize).map_or("", String::as_str)
    }

    /// The innermost symbol whose lines hold `line`.
    pub fn symbol_at(&self, line: u32) -> Option<SymbolId> {
        let holds = |symbol: &&Symbol| symbol.start_line <= line && line <= symbol.end_line;
        let index = self.symbols.iter().rposition(|symbol| holds(&symbol))?;
        u32::try_from(index).ok()
    }
}
