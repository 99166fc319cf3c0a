//! Annotations, as far as they name classes.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Python, children, field};

const TRANSPARENT: &[&str] = &[
    "Optional",
    "Union",
    "Annotated",
    "Required",
    "NotRequired",
    "ClassVar",
    "Final",
    "InitVar",
    "Mapped",
    "ReadOnly",
];
const ITEMS: &[&str] = &[
    "list",
    "List",
    "set",
    "Set",
    "frozenset",
    "FrozenSet",
    "tuple",
    "Tuple",
    "Sequence",
    "MutableSequence",
    "Iterable",
    "Iterator",
    "Collection",
    "Generator",
    "AsyncIterator",
    "AsyncIterable",
    "AsyncGenerator",
    "deque",
    "Deque",
];
const TABLES: &[&str] =
    &["dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"];
const LATER: &[&str] = &["Awaitable", "Coroutine", "Future", "Task"];

impl Python<'_> {
    pub(super) fn type_of(&mut self, node: Node<'_>) -> Option<Type> {
        self.deeper(None, |python| python.type_inner(node))
    }

    fn type_inner(&mut self, node: Node<'_>) -> Option<Type> {
        match node.kind() {
            "type" | "parenthesized_expression" => self.type_of(node.named_child(0)?),
            "identifier" => Some(Type::Is(self.b.read(self.text(node)))),
            "attribute" | "member_type" => Some(Type::Is(self.dotted(self.text(node)))),
            "string" => {
                let text = self.literal(node)?;
                let plain = text.split('[').next().unwrap_or_default().trim();
                let named = plain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.');
                let simple = named && !plain.is_empty() && !text.contains('[');
                simple.then(|| Type::Is(self.dotted(plain)))
            }
            "generic_type" => {
                let parts = children(node);
                let inner: Vec<Node<'_>> = parts.iter().skip(1).flat_map(|part| children(*part)).collect();
                self.generic(*parts.first()?, &inner)
            }
            "subscript" => {
                let value = field(node, "value")?;
                let mut cursor = node.walk();
                let inner: Vec<Node<'_>> = node.children_by_field_name("subscript", &mut cursor).collect();
                self.generic(value, &inner)
            }
            "union_type" | "binary_operator" | "tuple" => self.any(&children(node)),
            _ => None,
        }
    }

    fn generic(&mut self, outer: Node<'_>, inner: &[Node<'_>]) -> Option<Type> {
        let name = self.text(outer).rsplit('.').next().unwrap_or_default();
        if name == "Annotated" {
            return self.type_of(*inner.first()?);
        }
        if TRANSPARENT.contains(&name) {
            return self.any(inner);
        }
        if ITEMS.contains(&name) {
            return Some(Type::Items(Box::new(self.type_of(*inner.first()?)?)));
        }
        if TABLES.contains(&name) {
            return Some(Type::Items(Box::new(self.type_of(*inner.last()?)?)));
        }
        if LATER.contains(&name) {
            return Some(Type::Later(Box::new(self.type_of(*inner.last()?)?)));
        }
        if matches!(name, "type" | "Type") {
            return Some(Type::Class(Box::new(self.type_of(*inner.first()?)?)));
        }
        Some(Type::Is(self.dotted(self.text(outer))))
    }

    fn any(&mut self, nodes: &[Node<'_>]) -> Option<Type> {
        let types: Vec<Type> = nodes.iter().filter_map(|node| self.type_of(*node)).collect();
        (!types.is_empty()).then_some(Type::Any(types))
    }

    /// A name with dots, read as attributes of its first part.
    pub(super) fn dotted(&mut self, text: &str) -> Var {
        let mut parts = text.split('.').map(str::trim);
        let mut var = parts.next().map_or(NOTHING, |first| self.b.read(first));
        for part in parts.take(8) {
            let (to, at) = (self.b.var(), At { def: self.b.here(), line: 0 });
            self.b.step(Step::Load { of: var, name: part.into(), to, at });
            var = to;
        }
        var
    }
}
