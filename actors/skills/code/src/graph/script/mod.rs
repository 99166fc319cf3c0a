//! JavaScript and TypeScript into steps.

mod assigned;
mod classes;
mod expressions;
mod functions;
mod jsx;
mod modules;
mod patterns;
mod statements;
mod types;

use std::collections::HashSet;

use tree_sitter::Node;

use super::ir::*;
use super::nodes::{children, field, line};
use super::scopes::{Builder, DEPTH_MAX};

/// Reads one parsed file, or the script of a page.
pub fn read(root: Node<'_>, source: &[u8]) -> FileGraph {
    let lines = root.end_position().row as u32 + 1;
    let mut script = Script {
        b: Builder::new(lines),
        source,
        inside: MODULE,
        this: NOTHING,
        class: None,
        inner: assigned::by_inner(root, source),
        exports: Vec::new(),
        locals: Vec::new(),
        whole: NOTHING,
    };
    script.declare_block(root);
    script.declare_vars(root);
    script.statements(root);
    script.finish()
}

struct Script<'a> {
    b: Builder,
    source: &'a [u8],
    /// The definition that names what is defined here.
    inside: Def,
    this: Var,
    /// The class whose method or field is walked.
    class: Option<Def>,
    /// Names that functions inside the one that is walked assign.
    inner: HashSet<String>,
    exports: Vec<(Box<str>, Var)>,
    /// Exported under a name: a local one.
    locals: Vec<(Box<str>, String)>,
    /// What `module.exports` is.
    whole: Var,
}

impl<'a> Script<'a> {
    fn text(&self, node: Node<'_>) -> &'a str {
        std::str::from_utf8(&self.source[node.byte_range()]).unwrap_or_default()
    }

    fn at(&self, node: Node<'_>) -> At {
        At { def: self.b.here(), line: line(node) }
    }

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

    fn finish(mut self) -> FileGraph {
        for (exported, local) in std::mem::take(&mut self.locals) {
            let var = self.b.all(&local);
            self.exports.push((exported, var));
        }
        if self.whole != NOTHING {
            self.exports.push(("=".into(), self.whole));
        }
        let mut graph = self.b.finish();
        self.exports.sort();
        self.exports.dedup_by(|one, other| one.0 == other.0);
        graph.bindings = self.exports;
        graph
    }
}

/// Whether a word such as `static` or `async` stands directly in a node.
fn says(node: Node<'_>, word: &str) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor).any(|child| child.kind() == word)
}
