//! Types, as far as they name classes.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Script, children, field};

const ITEMS: &[&str] = &[
    "Array",
    "ReadonlyArray",
    "Set",
    "ReadonlySet",
    "Iterable",
    "Iterator",
    "AsyncIterable",
    "Generator",
    "AsyncGenerator",
    "IterableIterator",
];
const TABLES: &[&str] = &["Map", "ReadonlyMap", "Record", "WeakMap"];
const TRANSPARENT: &[&str] = &["Partial", "Readonly", "Required", "NonNullable", "Awaited", "Omit", "Pick"];

impl Script<'_> {
    pub(super) fn type_of(&mut self, node: Node<'_>) -> Option<Type> {
        self.deeper(None, |script| script.type_inner(node))
    }

    fn type_inner(&mut self, node: Node<'_>) -> Option<Type> {
        match node.kind() {
            "type_annotation" | "parenthesized_type" | "readonly_type" | "optional_type" => {
                self.type_of(node.named_child(0)?)
            }
            "type_identifier" | "identifier" => Some(Type::Is(self.b.all(self.text(node)))),
            "nested_type_identifier" | "member_expression" => {
                let mut parts = self.text(node).split('.');
                let mut var = self.b.all(parts.next()?.trim());
                for part in parts.take(6) {
                    let (to, at) = (self.b.var(), self.at(node));
                    self.b.step(Step::Load { of: var, name: part.trim().into(), to, at });
                    var = to;
                }
                Some(Type::Is(var))
            }
            "array_type" => Some(Type::Items(Box::new(self.type_of(node.named_child(0)?)?))),
            "generic_type" => {
                let name = field(node, "name").or_else(|| node.named_child(0))?;
                let inner = field(node, "type_arguments").map(children).unwrap_or_default();
                match self.text(name) {
                    text if ITEMS.contains(&text) => {
                        Some(Type::Items(Box::new(self.type_of(*inner.first()?)?)))
                    }
                    text if TABLES.contains(&text) => {
                        Some(Type::Items(Box::new(self.type_of(*inner.get(1)?)?)))
                    }
                    text if TRANSPARENT.contains(&text) => self.type_of(*inner.first()?),
                    "Promise" | "PromiseLike" => Some(Type::Later(Box::new(self.type_of(*inner.first()?)?))),
                    _ => self.type_of(name),
                }
            }
            "union_type" | "intersection_type" => {
                let kinds: Vec<Type> =
                    children(node).into_iter().filter_map(|kind| self.type_of(kind)).collect();
                (!kinds.is_empty()).then_some(Type::Any(kinds))
            }
            _ => None,
        }
    }
}
