//! What is open around a node: the module, classes, functions, and the structures in them.

use tree_sitter::Node;

use crate::metrics::halstead::Place;
use crate::symbol::SymbolId;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Module,
    Class,
    Function,
}

/// A module, a class or a function that has begun.
#[derive(Debug)]
pub struct Frame<'text> {
    pub kind: Kind,
    pub depth: usize,
    /// The node from which on what stands here is its own.
    pub body: Option<usize>,
    pub open: bool,
    pub symbol: Option<SymbolId>,
    pub name: Option<&'text str>,
    pub is_method: bool,
    /// It only makes a function and returns it.
    pub is_decorator: bool,
    pub rows: (usize, usize),
    pub decisions: i64,
    /// Of what ended in it: a module's functions and classes, a class's methods.
    pub inner: i64,
    /// All that it holds, functions in functions too.
    pub total: i64,
    pub cognitive: u32,
    /// How many of those points grow with nesting.
    pub structures: u32,
    pub base: u32,
    pub deepest: u32,
    pub parameters: u32,
    pub recursive: bool,
    pub calls: Vec<u64>,
    pub context: u64,
    pub words: Place,
    pub tokens: u32,
}

/// Something that makes what is in it deeper.
#[derive(Debug)]
pub struct Raise {
    pub depth: usize,
    /// For a `match`: the branch that is always taken has been met.
    pub exhausted: bool,
}

impl Frame<'_> {
    pub fn module() -> Self {
        Self {
            kind: Kind::Module,
            depth: 0,
            body: None,
            open: true,
            symbol: None,
            name: None,
            is_method: false,
            is_decorator: false,
            rows: (0, 0),
            decisions: 0,
            inner: 0,
            total: 0,
            cognitive: 0,
            structures: 0,
            base: 0,
            deepest: 0,
            parameters: 0,
            recursive: false,
            calls: Vec::new(),
            context: 0,
            words: Place::default(),
            tokens: 0,
        }
    }

    pub fn cyclomatic(&self) -> u32 {
        u32::try_from(1 + self.decisions.max(0)).unwrap_or(u32::MAX)
    }

    /// A module's paths. radon leaves out functions in functions, classes in classes and classes in functions.
    pub fn paths(&self, as_radon: bool) -> u32 {
        let inner = if as_radon { self.decisions + self.inner } else { self.total + self.decisions };
        u32::try_from(1 + inner.max(0)).unwrap_or(u32::MAX)
    }

    /// Something inside has ended.
    pub fn take_in(&mut self, inner: &Self) {
        self.total += inner.total + inner.decisions;
        match (self.kind, inner.kind) {
            (Kind::Module, Kind::Function) => self.inner += inner.decisions,
            (Kind::Module, Kind::Class) => self.inner += inner.decisions + inner.inner,
            // A method brings its own path besides its decisions.
            (Kind::Class, Kind::Function) => self.inner += inner.decisions + 1,
            _ => {}
        }
        let deeper = inner.base.saturating_sub(self.base);
        self.cognitive =
            self.cognitive.saturating_add(inner.cognitive).saturating_add(inner.structures * deeper);
        self.structures += inner.structures;
    }
}

/// Functions of Python that hold another one and its return and nothing else (Campbell, appendix A).
pub fn is_decorator(node: Node<'_>) -> bool {
    let Some(body) = node.child_by_field_name("body") else { return false };
    let mut cursor = body.walk();
    let statements: Vec<&str> = body
        .named_children(&mut cursor)
        .filter(|child| !child.is_extra())
        .map(|child| child.kind())
        .take(3)
        .collect();
    matches!(statements.as_slice(), ["function_definition" | "decorated_definition", "return_statement"])
}

/// How deep the list of parameters may lie in declarators.
const DECLARATORS_MAX: usize = 8;

/// How many parameters a function has.
pub fn parameters(node: Node<'_>, list: Option<Node<'_>>) -> u32 {
    let Some(list) = list.or_else(|| hidden_list(node)) else { return 0 };
    if list.kind() == "identifier" {
        return 1;
    }
    let mut cursor = list.walk();
    let none = [
        "keyword_separator",
        "positional_separator",
        "comment",
        "line_comment",
        "block_comment",
        "attribute_item",
    ];
    let count = list
        .named_children(&mut cursor)
        .filter(|child| !none.contains(&child.kind()))
        .map(|child| names(child))
        .sum::<usize>();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Go writes `a, b int` as one declaration of two.
fn names(parameter: Node<'_>) -> usize {
    if parameter.kind() != "parameter_declaration" {
        return 1;
    }
    let mut cursor = parameter.walk();
    parameter.children_by_field_name("name", &mut cursor).count().max(1)
}

/// C keeps parameters in the declarator, Kotlin in a child without a field.
fn hidden_list(node: Node<'_>) -> Option<Node<'_>> {
    let mut at = node;
    for _ in 0..DECLARATORS_MAX {
        let mut cursor = at.walk();
        let found = at.children(&mut cursor).find(|child| child.kind() == "function_value_parameters");
        if let Some(list) = found.or_else(|| at.child_by_field_name("parameters")) {
            return Some(list);
        }
        at = at.child_by_field_name("declarator")?;
    }
    None
}
