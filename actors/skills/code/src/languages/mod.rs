//! Languages as data: names of nodes, and what they mean. A test holds every name against its grammar.

pub mod bash;
pub mod c;
pub mod csharp;
pub mod go;
pub mod java;
pub mod javascript;
pub mod kotlin;
pub mod markup;
pub mod php;
pub mod python;
pub mod ruby;
pub mod rust;
pub mod sql;
pub mod tree;

use tree_sitter::Node;
use tree_sitter_language::LanguageFn;

use crate::flow::Flow;
use crate::graph::imports::read;
use crate::graph::ir::Import;
use crate::symbol::SymbolKind;

/// What there is to know of a language.
pub struct Spec {
    pub name: &'static str,
    pub extensions: &'static [&'static str],
    pub file_names: &'static [&'static str],
    /// Programs that run it, as a first line names them.
    pub interpreters: &'static [&'static str],
    /// Keys and values, prose or markup.
    pub data: bool,
    /// Absent where the grammar is not built.
    pub grammar: Option<LanguageFn>,
    pub definitions: &'static [Definition],
    pub comments: &'static [&'static str],
    /// Leaves that name something.
    pub identifiers: &'static [&'static str],
    /// What asks for other modules; none where imports are not resolved to files.
    pub imports: Imports,
    /// Calls, and the field with what is called.
    pub calls: &'static [(&'static str, &'static str)],
    /// Groups that the grammar leaves as they are written, because what they are is up to a macro; and the nodes in which they hold code.
    pub tokens: &'static [&'static str],
    pub macros: &'static [&'static str],
    /// What gives a variable, field or parameter a type, and what brings names in from elsewhere; none where values are followed.
    pub declares: &'static [&'static str],
    pub brings: &'static [&'static str],
    /// Nodes around a definition that belong to it: decorators, `export`.
    pub wrappers: &'static [&'static str],
    /// Siblings that may stand between a comment and what it documents.
    pub attributes: &'static [&'static str],
    pub doc: Doc,
    pub privacy: Privacy,
    pub flow: Flow,
}

impl Spec {
    /// A language of which nothing is known yet but its name.
    pub const fn new(
        name: &'static str,
        extensions: &'static [&'static str],
        grammar: Option<LanguageFn>,
    ) -> Self {
        Self {
            name,
            extensions,
            file_names: &[],
            interpreters: &[],
            data: false,
            grammar,
            definitions: &[],
            comments: &["comment"],
            identifiers: &["identifier"],
            imports: Imports::NONE,
            calls: &[],
            tokens: &[],
            macros: &[],
            declares: &[],
            brings: &[],
            wrappers: &[],
            attributes: &[],
            doc: Doc::CommentBefore,
            privacy: Privacy::None,
            flow: Flow::NONE,
        }
    }
}

/// Nodes that may ask for modules, and how they are read.
#[derive(Clone, Copy)]
pub struct Imports {
    pub nodes: &'static [&'static str],
    pub read: fn(Node<'_>, &[u8]) -> Vec<Import>,
}

impl Imports {
    pub const NONE: Self = Self { nodes: &[], read: |_, _| Vec::new() };
    pub const PYTHON: Self =
        Self { nodes: &["import_statement", "import_from_statement"], read: read::python };
    pub const RUST: Self = Self { nodes: &["use_declaration", "mod_item"], read: read::rust };
    pub const SCRIPT: Self =
        Self { nodes: &["import_statement", "export_statement", "call_expression"], read: read::scripts };
}

/// Where documentation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doc {
    CommentBefore,
    /// The first statement of the body, if it is a string.
    FirstString,
    None,
}

/// How a language, or its custom, says that a name is for the inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    None,
    /// A leading `_`, but not `__init__`.
    Underscore,
    /// A name of Go's that starts small.
    SmallLetter,
    /// Private unless one of these words stands in front of the name.
    UnlessWord(&'static [&'static str]),
    /// Private if one of these words does.
    IfWord(&'static [&'static str]),
}

/// A node that defines something.
pub struct Definition {
    pub node: &'static str,
    pub kind: SymbolKind,
    pub name: Name,
    /// The field behind which the signature ends.
    pub body: &'static str,
    /// Field, its node, and the kind that the definition then has.
    pub by: &'static [(&'static str, &'static str, SymbolKind)],
    /// Only if `by` says so.
    pub strict: bool,
    /// Not inside of a function: local variables are no symbols.
    pub outside: bool,
    /// It names the things within, and is no symbol itself: Rust's `impl`.
    pub scope_only: bool,
    /// The field that names the type it belongs to.
    pub under: Option<&'static str>,
    /// The field that names what a type takes on here.
    pub base: Option<&'static str>,
}

/// Where a definition's name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Field(&'static str),
    /// Inside of C's declarators.
    Declarator,
    /// The first child of this kind.
    Child(&'static str),
    /// All of its first line.
    Line,
}

pub const fn def(node: &'static str, kind: SymbolKind) -> Definition {
    Definition {
        node,
        kind,
        name: Name::Field("name"),
        body: "body",
        by: &[],
        strict: false,
        outside: false,
        scope_only: false,
        under: None,
        base: None,
    }
}

impl Definition {
    pub const fn named(mut self, name: Name) -> Self {
        self.name = name;
        self
    }

    pub const fn until(mut self, body: &'static str) -> Self {
        self.body = body;
        self
    }

    pub const fn by(mut self, by: &'static [(&'static str, &'static str, SymbolKind)]) -> Self {
        self.by = by;
        self
    }

    pub const fn only_by(mut self, by: &'static [(&'static str, &'static str, SymbolKind)]) -> Self {
        self.by = by;
        self.strict = true;
        self
    }

    pub const fn outside(mut self) -> Self {
        self.outside = true;
        self
    }

    pub const fn under(mut self, field: &'static str) -> Self {
        self.under = Some(field);
        self
    }

    pub const fn taking(mut self, field: &'static str) -> Self {
        self.base = Some(field);
        self
    }

    pub const fn scope_only(mut self) -> Self {
        self.scope_only = true;
        self
    }
}
