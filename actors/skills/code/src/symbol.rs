//! What a file defines.

use serde::{Deserialize, Serialize};

/// A symbol's place in its file's list.
pub type SymbolId = u32;

/// One definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symbol {
    pub kind: SymbolKind,
    pub name: String,
    /// The names around it and its own, with `.`: `Outer.inner`.
    pub qualified: String,
    /// What it is defined in.
    pub parent: Option<SymbolId>,
    /// From one. With decorators, `start_line` is that of the first of them and `line` that of the definition.
    pub start_line: u32,
    pub line: u32,
    pub end_line: u32,
    /// Of the file's text, decorators included.
    pub start_byte: u32,
    pub end_byte: u32,
    /// Of the name alone.
    pub name_byte: u32,
    /// What stands before the body, on one line.
    pub signature: String,
    pub doc: Option<String>,
    pub visibility: Visibility,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SymbolKind {
    Function,
    Method,
    Class,
    Struct,
    Enum,
    Interface,
    Trait,
    Type,
    Module,
    Constant,
    Variable,
    Field,
    Macro,
    Table,
    View,
    Section,
    Key,
    Selector,
    Element,
    Stage,
}

impl SymbolKind {
    /// The word as reports spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Method => "method",
            Self::Class => "class",
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Interface => "interface",
            Self::Trait => "trait",
            Self::Type => "type",
            Self::Module => "module",
            Self::Constant => "constant",
            Self::Variable => "variable",
            Self::Field => "field",
            Self::Macro => "macro",
            Self::Table => "table",
            Self::View => "view",
            Self::Section => "section",
            Self::Key => "key",
            Self::Selector => "selector",
            Self::Element => "element",
            Self::Stage => "stage",
        }
    }

    /// It has a body that runs when it is called.
    pub fn is_callable(self) -> bool {
        matches!(self, Self::Function | Self::Method)
    }

    /// A function or a class may be what it stands for.
    pub(crate) fn has_body(self) -> bool {
        self.is_callable() || self.is_type()
    }

    /// It holds methods or fields.
    pub fn is_type(self) -> bool {
        matches!(self, Self::Class | Self::Struct | Self::Enum | Self::Interface | Self::Trait)
    }
}

impl Symbol {
    /// The name by which it is called: `send` of `res.send = …`.
    pub fn last_name(&self) -> &str {
        self.name.rsplit(['.', ':']).next().unwrap_or(&self.name)
    }
}

/// Whether others may use it, by the language's own rule or, where it has none, by its custom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Public,
    Private,
}
