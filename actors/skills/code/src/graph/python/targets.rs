//! What is assigned to: names, attributes, items, and patterns of them.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Python, children, field};

impl Python<'_> {
    pub(super) fn assign(&mut self, target: Node<'_>, from: Var) {
        self.deeper((), |python| python.assign_inner(target, from));
    }

    fn assign_inner(&mut self, target: Node<'_>, from: Var) {
        match target.kind() {
            "identifier" => {
                let line = target.start_position().row as u32 + 1;
                self.b.write(self.text(target), from, line);
            }
            "attribute" => {
                let of = field(target, "object").map_or(NOTHING, |object| self.expression(object));
                let name = field(target, "attribute").map_or("", |name| self.text(name)).into();
                let at = self.at(target);
                self.b.step(Step::Store { of, name, from, at });
            }
            "subscript" => {
                let of = field(target, "value").map_or(NOTHING, |value| self.expression(value));
                let key = self.key(field(target, "subscript"));
                let at = self.at(target);
                self.b.step(Step::StoreItem { of, key, from, at });
            }
            "list_splat_pattern" | "list_splat" => {
                let inner = target.named_child(0);
                inner.into_iter().for_each(|inner| self.assign(inner, from));
            }
            "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "list" | "expression_list" => {
                self.unpack(&children(target), from);
            }
            "parenthesized_expression" | "as_pattern_target" => {
                target.named_child(0).into_iter().for_each(|inner| self.assign(inner, from));
            }
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &[Node<'_>], from: Var) {
        let mut starred = false;
        for (index, target) in targets.iter().enumerate() {
            let (to, at) = (self.b.var(), self.at(*target));
            if matches!(target.kind(), "list_splat_pattern" | "list_splat") {
                self.b.step(Step::Rest { of: from, from: index as u32, to });
                starred = true;
            } else {
                let key = if starred { Key::Any } else { Key::Named(index.to_string().into()) };
                self.b.step(Step::LoadItem { of: from, key, to, at });
            }
            self.b.derive(from, to);
            self.assign(*target, to);
        }
    }

    /// The key of a subscript: a literal, or whatever the expression holds.
    pub(super) fn key(&mut self, node: Option<Node<'_>>) -> Key {
        let Some(node) = node else { return Key::Any };
        match node.kind() {
            "string" | "integer" => self.literal(node).map_or(Key::Any, Key::Named),
            _ => {
                let var = self.expression(node);
                if node.kind() == "slice" { Key::Any } else { Key::Held(var) }
            }
        }
    }

    /// The text of a literal without parts that are computed.
    pub(super) fn literal(&self, node: Node<'_>) -> Option<Box<str>> {
        match node.kind() {
            "integer" => Some(self.text(node).into()),
            "string" => {
                let parts = children(node);
                let plain =
                    parts.iter().all(|part| !matches!(part.kind(), "interpolation" | "escape_sequence"));
                let content: String = parts
                    .iter()
                    .filter(|part| part.kind() == "string_content")
                    .map(|part| self.text(*part))
                    .collect();
                (plain && content.len() <= 200).then(|| content.into())
            }
            _ => None,
        }
    }

    /// Names in a `case` that hold the subject or its parts.
    pub(super) fn capture(&mut self, pattern: Node<'_>, subject: Var) {
        self.deeper((), |python| python.capture_inner(pattern, subject));
    }

    fn capture_inner(&mut self, pattern: Node<'_>, subject: Var) {
        match pattern.kind() {
            "identifier" => self.assign(pattern, subject),
            "dotted_name" if pattern.named_child_count() == 1 => {
                pattern.named_child(0).into_iter().for_each(|name| self.assign(name, subject));
            }
            "class_pattern" => {
                let parts = children(pattern);
                let Some((class, inner)) = parts.split_first() else { return };
                let name = self.text(*class).to_owned();
                let held = self.b.var();
                self.b.copy(subject, held);
                let class = self.dotted(&name);
                self.b.graph.typed.push((held, Type::Is(class)));
                for part in inner {
                    self.capture_attribute(*part, held);
                }
            }
            _ => {
                for child in children(pattern) {
                    self.capture(child, subject);
                }
            }
        }
    }

    fn capture_attribute(&mut self, part: Node<'_>, of: Var) {
        let inner = if part.kind() == "case_pattern" { part.named_child(0).unwrap_or(part) } else { part };
        let to = self.b.var();
        if inner.kind() == "keyword_pattern"
            && let (Some(name), Some(value)) = (inner.named_child(0), inner.named_child(1))
        {
            let (name, at) = (self.text(name).into(), self.at(part));
            self.b.step(Step::Load { of, name, to, at });
            self.capture(value, to);
        } else {
            self.capture(inner, to);
        }
    }
}
