//! Python into steps.

mod assigned;
mod calls;
mod definitions;
mod expressions;
mod guards;
mod operators;
mod statements;
mod targets;
mod types;

use tree_sitter::Node;

use super::ir::*;
use super::nodes::{children, field};
use super::scopes::{Builder, DEPTH_MAX};

/// Reads one parsed Python file.
pub fn read(root: Node<'_>, source: &[u8]) -> FileGraph {
    let lines = root.end_position().row as u32 + 1;
    let says = |word: &[u8]| source.windows(word.len()).any(|window| window == word);
    let (globals, nonlocals) = (says(b"global "), says(b"nonlocal "));
    let mut python = Python {
        b: Builder::new(lines),
        source,
        inside: MODULE,
        method: None,
        guards: Vec::new(),
        globals,
        nonlocals,
    };
    let names = assigned::in_body(root, source);
    for name in assigned::sorted(&names) {
        python.b.declare(name);
    }
    if globals {
        let names = assigned::declared(root, source, "global_statement");
        python.b.share_globals(&names);
    }
    python.block(root);
    python.b.finish()
}

struct Python<'a> {
    b: Builder,
    source: &'a [u8],
    /// The definition that names what is defined here: a class while its body is walked.
    inside: Def,
    /// The class and receiver of the method that is walked.
    method: Option<(Def, Var)>,
    /// Of the function that is walked: its optional parameters known to be given, or not, here.
    guards: Vec<Guard>,
    /// The file has such statements at all.
    globals: bool,
    nonlocals: bool,
}

impl<'a> Python<'a> {
    fn text(&self, node: Node<'_>) -> &'a str {
        std::str::from_utf8(&self.source[node.byte_range()]).unwrap_or_default()
    }

    fn at(&self, node: Node<'_>) -> At {
        At { def: self.b.here(), line: node.start_position().row as u32 + 1 }
    }

    /// Runs a part one level deeper, or counts it as not read.
    fn deeper<T>(&mut self, none: T, part: impl FnOnce(&mut Self) -> T) -> T {
        if self.b.depth >= DEPTH_MAX {
            self.b.graph.too_deep += 1;
            return none;
        }
        self.b.depth += 1;
        let result = part(self);
        self.b.depth -= 1;
        result
    }
}
