//! What is assigned to: names, attributes, items, and patterns of them.

use tree_sitter::Node;

use super::super::imports::read;
use super::super::ir::*;
use super::{Script, children, field, line};

impl Script<'_> {
    pub(super) fn assign(&mut self, target: Node<'_>, from: Var) {
        self.deeper((), |script| script.assign_inner(target, from));
    }

    fn assign_inner(&mut self, target: Node<'_>, from: Var) {
        match target.kind() {
            "identifier" | "shorthand_property_identifier_pattern" | "shorthand_property_identifier" => {
                self.b.write(self.text(target), from, line(target));
            }
            "member_expression" => self.assign_member(target, from),
            "subscript_expression" => {
                let of = field(target, "object").map_or(NOTHING, |object| self.expression(object));
                let key = self.key(field(target, "index"));
                let at = self.at(target);
                self.b.step(Step::StoreItem { of, key, from, at });
            }
            "object_pattern" | "object" => self.object_pattern(target, from),
            "array_pattern" | "array" => self.array_pattern(target, from),
            "assignment_pattern" | "object_assignment_pattern" => {
                let default = field(target, "right").map_or(NOTHING, |right| self.expression(right));
                let to = self.b.var();
                self.b.copy(from, to);
                self.b.copy(default, to);
                field(target, "left").into_iter().for_each(|left| self.assign(left, to));
            }
            "rest_pattern" | "spread_element" | "parenthesized_expression" | "non_null_expression" => {
                target.named_child(0).into_iter().for_each(|inner| self.assign(inner, from));
            }
            "lexical_declaration" | "variable_declaration" => {
                let name = target.named_child(0).and_then(|declarator| field(declarator, "name"));
                name.into_iter().for_each(|name| self.assign(name, from));
            }
            _ => {}
        }
    }

    fn assign_member(&mut self, target: Node<'_>, from: Var) {
        let (object, property) = (field(target, "object"), field(target, "property"));
        let name = property.map_or("", |property| self.text(property));
        let outer = object.map_or("", |object| self.text(object));
        if !self.b.is_bound("module") && self.text(target) == "module.exports" {
            self.whole();
            return self.b.copy(from, self.whole);
        }
        if matches!(outer, "exports" | "module.exports")
            && !self.b.is_bound("exports")
            && !self.b.is_bound("module")
        {
            let var = self.b.var();
            self.b.copy(from, var);
            self.exports.push((name.into(), var));
        }
        let of = object.map_or(NOTHING, |object| self.expression(object));
        let at = self.at(target);
        self.b.step(Step::Store { of, name: name.into(), from, at });
    }

    /// The variable of `module.exports`.
    pub(super) fn whole(&mut self) {
        if self.whole == NOTHING {
            self.whole = self.b.var();
        }
    }

    fn object_pattern(&mut self, pattern: Node<'_>, from: Var) {
        for part in children(pattern) {
            let at = self.at(part);
            let to = self.b.var();
            self.b.derive(from, to);
            let (name, target) = match part.kind() {
                "pair_pattern" | "pair" => {
                    let key = field(part, "key");
                    let Key::Named(name) = self.property(key) else { continue };
                    (name, field(part, "value"))
                }
                "shorthand_property_identifier_pattern" | "shorthand_property_identifier" => {
                    (self.text(part).into(), Some(part))
                }
                "object_assignment_pattern" => {
                    let left = field(part, "left");
                    (left.map_or("", |left| self.text(left)).into(), Some(part))
                }
                "rest_pattern" | "spread_element" => {
                    self.assign(part, from);
                    continue;
                }
                _ => continue,
            };
            self.b.step(Step::Load { of: from, name, to, at });
            target.into_iter().for_each(|target| self.assign(target, to));
        }
    }

    fn array_pattern(&mut self, pattern: Node<'_>, from: Var) {
        let mut place = 0_u32;
        let mut cursor = pattern.walk();
        for part in pattern.children(&mut cursor) {
            if part.kind() == "," {
                place += 1;
            }
            if !part.is_named() {
                continue;
            }
            let (to, at) = (self.b.var(), self.at(part));
            self.b.derive(from, to);
            if part.kind() == "rest_pattern" {
                self.b.step(Step::Rest { of: from, from: place, to });
            } else {
                let key = Key::Named(place.to_string().into());
                self.b.step(Step::LoadItem { of: from, key, to, at });
            }
            self.assign(part, to);
        }
    }

    /// The name of a property as it is written in an object or pattern.
    pub(super) fn property(&mut self, key: Option<Node<'_>>) -> Key {
        let Some(key) = key else { return Key::Any };
        match key.kind() {
            "computed_property_name" => self.key(key.named_child(0)),
            "string" | "number" => self.literal(key).map_or(Key::Any, Key::Named),
            _ => Key::Named(self.text(key).into()),
        }
    }

    pub(super) fn key(&mut self, node: Option<Node<'_>>) -> Key {
        let Some(node) = node else { return Key::Any };
        if let Some(symbol) = self.symbol(node) {
            return Key::Named(symbol);
        }
        match self.literal(node) {
            Some(text) => Key::Named(text),
            None => Key::Held(self.expression(node)),
        }
    }

    /// A key that by custom is a symbol of its own: `this[kState]`, `this[symbols.kState]`, `[Symbol.iterator]`. Two of
    /// one name are taken for the same, wherever they are imported from.
    fn symbol(&self, node: Node<'_>) -> Option<Box<str>> {
        if !matches!(node.kind(), "identifier" | "member_expression") {
            return None;
        }
        let text = self.text(node);
        let last = text.rsplit('.').next().unwrap_or(text);
        let by_custom =
            last.strip_prefix('k').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        (by_custom || text.starts_with("Symbol.")).then(|| format!("[{last}]").into())
    }

    pub(super) fn literal(&self, node: Node<'_>) -> Option<Box<str>> {
        read::literal(node, self.source)
    }
}
