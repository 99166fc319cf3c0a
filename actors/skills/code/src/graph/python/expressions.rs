//! Expressions: each gives the variable that holds its value.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Python, children, field, operators};

impl Python<'_> {
    pub(super) fn expression(&mut self, node: Node<'_>) -> Var {
        self.deeper(NOTHING, |python| python.expression_inner(node))
    }

    fn expression_inner(&mut self, node: Node<'_>) -> Var {
        match node.kind() {
            "identifier" => self.b.read(self.text(node)),
            "attribute" => self.attribute(node),
            "subscript" => self.subscript(node),
            "call" => self.call(node),
            "assignment" => self.assignment(node),
            "augmented_assignment" => self.augmented(node),
            "named_expression" => {
                let value = field(node, "value").map_or(NOTHING, |value| self.expression(value));
                field(node, "name").into_iter().for_each(|name| self.assign(name, value));
                value
            }
            "lambda" => self.lambda(node),
            "conditional_expression" | "boolean_operator" => self.either(node),
            "binary_operator" | "comparison_operator" | "unary_operator" => self.operator(node),
            "await" => {
                let of = node.named_child(0).map_or(NOTHING, |value| self.expression(value));
                let to = self.b.var();
                self.b.step(Step::Await { of, to });
                to
            }
            "yield" => self.yields(node),
            "list" | "tuple" | "set" | "expression_list" | "pattern_list" => self.sequence(node),
            "dictionary" => self.dictionary(node),
            "list_comprehension"
            | "set_comprehension"
            | "generator_expression"
            | "dictionary_comprehension" => self.comprehension(node),
            "parenthesized_expression" | "type" => {
                node.named_child(0).map_or(NOTHING, |inner| self.expression(inner))
            }
            "as_pattern" => {
                let value = node.named_child(0).map_or(NOTHING, |inner| self.expression(inner));
                let held = self.caught(node, value);
                field(node, "alias").into_iter().for_each(|alias| self.assign(alias, held));
                held
            }
            "string" | "concatenated_string" => self.string(node),
            "list_splat" | "dictionary_splat" | "slice" | "not_operator" => self.derived(node),
            "integer" | "float" | "true" | "false" | "none" | "ellipsis" | "comment" => NOTHING,
            _ => self.derived(node),
        }
    }

    /// Reads all parts for what they do.
    pub(super) fn each(&mut self, node: Node<'_>) {
        for child in children(node) {
            self.expression(child);
        }
    }

    /// `except Error as e`: what is caught is of the class.
    fn caught(&mut self, node: Node<'_>, class: Var) -> Var {
        let in_except = node.parent().is_some_and(|parent| parent.kind().starts_with("except"));
        if !in_except {
            return class;
        }
        let held = self.b.var();
        self.b.graph.typed.push((held, Type::Is(class)));
        held
    }

    /// Reads all parts; the result is made of them and is none of them.
    fn derived(&mut self, node: Node<'_>) -> Var {
        let parts: Vec<Var> = children(node).into_iter().map(|child| self.expression(child)).collect();
        self.made_of(&parts)
    }

    fn made_of(&mut self, parts: &[Var]) -> Var {
        if parts.iter().all(|part| *part == NOTHING) {
            return NOTHING;
        }
        let to = self.b.var();
        parts.iter().for_each(|part| self.b.derive(*part, to));
        to
    }

    fn attribute(&mut self, node: Node<'_>) -> Var {
        let of = field(node, "object").map_or(NOTHING, |object| self.expression(object));
        let name = field(node, "attribute").map_or("", |name| self.text(name)).into();
        let (to, at) = (self.b.var(), self.at(node));
        self.b.step(Step::Load { of, name, to, at });
        to
    }

    fn subscript(&mut self, node: Node<'_>) -> Var {
        let of = field(node, "value").map_or(NOTHING, |value| self.expression(value));
        let key = self.key(field(node, "subscript"));
        let (to, at) = (self.b.var(), self.at(node));
        self.b.step(Step::LoadItem { of, key, to, at });
        to
    }

    fn assignment(&mut self, node: Node<'_>) -> Var {
        let value = field(node, "right").map_or(NOTHING, |right| self.expression(right));
        let Some(left) = field(node, "left") else { return value };
        if self.inside == MODULE && left.kind() == "identifier" && self.text(left) == "__all__" {
            self.exported(field(node, "right"));
        }
        let declared = field(node, "type").and_then(|annotation| self.type_of(annotation));
        let Some(declared) = declared else {
            self.assign(left, value);
            return value;
        };
        let held = self.b.var();
        self.b.copy(value, held);
        self.b.graph.typed.push((held, declared));
        self.assign(left, held);
        held
    }

    fn exported(&mut self, right: Option<Node<'_>>) {
        let Some(list) = right.filter(|node| matches!(node.kind(), "list" | "tuple")) else { return };
        let names = children(list).into_iter().filter_map(|item| self.literal(item)).collect();
        self.b.graph.exported = Some(names);
    }

    fn augmented(&mut self, node: Node<'_>) -> Var {
        let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else { return NOTHING };
        let (of, value) = (self.expression(left), self.expression(right));
        let (to, at) = (self.b.var(), self.at(node));
        let operator =
            field(node, "operator").map_or("", |operator| self.text(operator)).trim_end_matches('=');
        if let Some(method) = operators::in_place(operator) {
            self.b.step(Step::Operator { of, method, args: vec![value], to, at });
        }
        self.b.copy(of, to);
        self.b.derive(value, to);
        self.assign(left, to);
        to
    }

    fn either(&mut self, node: Node<'_>) -> Var {
        let parts: Vec<Var> = children(node).into_iter().map(|child| self.expression(child)).collect();
        let to = self.b.var();
        for (index, part) in parts.iter().enumerate() {
            // The middle of `a if b else c` decides, and is not the value.
            if !(node.kind() == "conditional_expression" && index == 1) {
                self.b.copy(*part, to);
            }
        }
        to
    }

    fn operator(&mut self, node: Node<'_>) -> Var {
        let operands = children(node);
        let parts: Vec<Var> = operands.iter().map(|child| self.expression(*child)).collect();
        let to = self.b.var();
        parts.iter().for_each(|part| self.b.derive(*part, to));
        let at = self.at(node);
        let mut cursor = node.walk();
        let signs: Vec<&str> = node
            .children(&mut cursor)
            .filter(|child| !child.is_named() && !matches!(child.kind(), "(" | ")"))
            .map(|child| child.kind())
            .collect();
        if node.kind() == "unary_operator" {
            if let (Some(method), [of]) =
                (operators::unary(signs.first().copied().unwrap_or("")), parts.as_slice())
            {
                self.b.step(Step::Operator { of: *of, method, args: Vec::new(), to, at });
            }
            return to;
        }
        for (index, sign) in signs.iter().enumerate() {
            let (Some(left), Some(right)) = (parts.get(index), parts.get(index + 1)) else { break };
            let Some((method, reflected)) = operators::binary(sign) else { continue };
            let (of, other) =
                if matches!(*sign, "in" | "not in") { (*right, *left) } else { (*left, *right) };
            self.b.step(Step::Operator { of, method, args: vec![other], to, at });
            if let Some(method) = reflected {
                self.b.step(Step::Operator { of: other, method, args: vec![of], to, at });
            }
        }
        to
    }

    fn yields(&mut self, node: Node<'_>) -> Var {
        let here = self.b.here();
        let from = node.child(1).is_some_and(|word| word.kind() == "from");
        let value = children(node).into_iter().fold(NOTHING, |_, child| self.expression(child));
        let definition = self.b.def(here);
        definition.is_generator = true;
        let yields = definition.yields;
        if from {
            let (item, at) = (self.b.var(), self.at(node));
            self.b.step(Step::Iterate { of: value, to: item, at });
            self.b.copy(item, yields);
            // Coroutines of old, and the value that a generator returns.
            let to = self.b.var();
            self.b.step(Step::Await { of: value, to });
            return to;
        }
        self.b.copy(value, yields);
        NOTHING
    }

    fn sequence(&mut self, node: Node<'_>) -> Var {
        let kind = if matches!(node.kind(), "list" | "set") { ObjectKind::List } else { ObjectKind::Tuple };
        let list = self.b.object(kind);
        let mut place = Some(0);
        for child in children(node) {
            let at = self.at(child);
            if child.kind() == "list_splat" {
                let of = child.named_child(0).map_or(NOTHING, |inner| self.expression(inner));
                let item = self.b.var();
                self.b.step(Step::Iterate { of, to: item, at });
                self.b.step(Step::StoreItem { of: list, key: Key::Any, from: item, at });
                place = None;
                continue;
            }
            let from = self.expression(child);
            if from != NOTHING {
                let key = place.map_or(Key::Any, |place: u32| Key::Named(place.to_string().into()));
                self.b.step(Step::StoreItem { of: list, key, from, at });
                self.b.derive(from, list);
            }
            place = place.map(|place| place + 1);
        }
        list
    }

    fn dictionary(&mut self, node: Node<'_>) -> Var {
        let table = self.b.object(ObjectKind::Record);
        for child in children(node) {
            let at = self.at(child);
            if child.kind() == "dictionary_splat" {
                let from = child.named_child(0).map_or(NOTHING, |inner| self.expression(inner));
                self.b.step(Step::Rest { of: from, from: u32::MAX, to: table });
                continue;
            }
            let key = self.key(field(child, "key"));
            let from = field(child, "value").map_or(NOTHING, |value| self.expression(value));
            self.b.derive(from, table);
            self.b.step(Step::StoreItem { of: table, key, from, at });
        }
        table
    }

    fn comprehension(&mut self, node: Node<'_>) -> Var {
        let here = self.b.here();
        self.b.open(here, false);
        let parts = children(node);
        for clause in parts.iter().filter(|part| part.kind() == "for_in_clause") {
            if let Some(left) = field(*clause, "left") {
                self.declare_targets(left);
            }
        }
        for clause in parts.iter().skip(1) {
            if clause.kind() == "for_in_clause" {
                let of = field(*clause, "right").map_or(NOTHING, |right| self.expression(right));
                let (item, at) = (self.b.var(), self.at(*clause));
                self.b.step(Step::Iterate { of, to: item, at });
                self.b.derive(of, item);
                field(*clause, "left").into_iter().for_each(|left| self.assign(left, item));
            } else {
                self.each(*clause);
            }
        }
        let list = self.b.object(ObjectKind::List);
        if let Some(body) = field(node, "body") {
            let at = self.at(body);
            let from = if body.kind() == "pair" {
                field(body, "key").map(|key| self.expression(key));
                field(body, "value").map_or(NOTHING, |value| self.expression(value))
            } else {
                self.expression(body)
            };
            self.b.derive(from, list);
            self.b.step(Step::StoreItem { of: list, key: Key::Any, from, at });
        }
        self.b.close();
        list
    }

    fn declare_targets(&mut self, target: Node<'_>) {
        match target.kind() {
            "identifier" => self.b.declare(self.text(target)),
            "attribute" | "subscript" => {}
            _ => children(target).into_iter().for_each(|child| self.declare_targets(child)),
        }
    }

    fn string(&mut self, node: Node<'_>) -> Var {
        let mut parts = Vec::new();
        for child in children(node) {
            match child.kind() {
                "interpolation" => {
                    for part in children(child) {
                        parts.push(self.expression(part));
                    }
                }
                "string" => parts.push(self.string(child)),
                _ => {}
            }
        }
        self.made_of(&parts)
    }

    pub(super) fn last_name(&self, node: Node<'_>) -> String {
        let node = if node.kind() == "call" { field(node, "function").unwrap_or(node) } else { node };
        let name = if node.kind() == "attribute" { field(node, "attribute").unwrap_or(node) } else { node };
        let text = self.text(name);
        text.chars().take(80).collect()
    }
}
