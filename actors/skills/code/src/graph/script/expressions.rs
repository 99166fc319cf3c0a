//! Expressions: each gives the variable that holds its value.

use tree_sitter::Node;

use super::super::imports::read;
use super::super::ir::*;
use super::super::nodes::called;
use super::{Script, children, field, line};

impl Script<'_> {
    pub(super) fn expression(&mut self, node: Node<'_>) -> Var {
        self.deeper(NOTHING, |script| script.expression_inner(node, None))
    }

    /// An expression whose functions and objects take the name of what holds them.
    pub(super) fn hinted(&mut self, node: Node<'_>, hint: Option<&str>) -> Var {
        self.deeper(NOTHING, |script| script.expression_inner(node, hint))
    }

    fn expression_inner(&mut self, node: Node<'_>, hint: Option<&str>) -> Var {
        match node.kind() {
            "identifier" | "shorthand_property_identifier" => match self.text(node) {
                "undefined" => NOTHING,
                "exports" if !self.b.is_bound("exports") => {
                    self.whole();
                    self.whole
                }
                name => self.b.read(name),
            },
            "this" => self.this,
            "super" => self.super_of(),
            "member_expression" => self.member_expression(node),
            "subscript_expression" => {
                let of = field(node, "object").map_or(NOTHING, |object| self.expression(object));
                let key = self.key(field(node, "index"));
                let (to, at) = (self.b.var(), self.at(node));
                self.b.step(Step::LoadItem { of, key, to, at });
                to
            }
            "call_expression" => self.call(node),
            "new_expression" => self.new_expression(node),
            "assignment_expression" => self.assignment(node),
            "augmented_assignment_expression" => self.augmented(node),
            "arrow_function" | "function_expression" | "generator_function" => {
                self.function(node, hint, None)
            }
            "class" => self.class(node, hint),
            "object" => self.object(node, hint),
            "array" => self.array(node),
            "binary_expression" => self.binary(node),
            "ternary_expression" => {
                field(node, "condition").map(|condition| self.expression(condition));
                let to = self.b.var();
                for part in ["consequence", "alternative"] {
                    let value = field(node, part).map_or(NOTHING, |value| self.hinted(value, hint));
                    self.b.copy(value, to);
                }
                to
            }
            "await_expression" => {
                let of = node.named_child(0).map_or(NOTHING, |value| self.expression(value));
                let to = self.b.var();
                self.b.step(Step::Await { of, to });
                to
            }
            "yield_expression" => self.yields(node),
            "parenthesized_expression"
            | "as_expression"
            | "satisfies_expression"
            | "non_null_expression"
            | "instantiation_expression" => {
                node.named_child(0).map_or(NOTHING, |inner| self.hinted(inner, hint))
            }
            "type_assertion" => children(node).last().map_or(NOTHING, |inner| self.expression(*inner)),
            "sequence_expression" => {
                children(node).into_iter().fold(NOTHING, |_, part| self.expression(part))
            }
            "jsx_element" | "jsx_self_closing_element" => self.element(node),
            "string" | "number" | "regex" | "true" | "false" | "null" | "comment" | "jsx_text" => NOTHING,
            "type_annotation" | "type_arguments" | "predefined_type" => NOTHING,
            _ => self.derived(node),
        }
    }

    fn derived(&mut self, node: Node<'_>) -> Var {
        let parts: Vec<Var> = children(node).into_iter().map(|child| self.expression(child)).collect();
        if parts.iter().all(|part| *part == NOTHING) {
            return NOTHING;
        }
        let to = self.b.var();
        parts.iter().for_each(|part| self.b.derive(*part, to));
        to
    }

    fn super_of(&mut self) -> Var {
        let Some(class) = self.class else { return NOTHING };
        let class = self.b.make(Literal::Def(class));
        let to = self.b.var();
        self.b.step(Step::Super { class, receiver: self.this, to });
        to
    }

    fn member_expression(&mut self, node: Node<'_>) -> Var {
        if self.text(node) == "module.exports" && !self.b.is_bound("module") {
            self.whole();
            return self.whole;
        }
        let of = field(node, "object").map_or(NOTHING, |object| self.expression(object));
        let name = field(node, "property").map_or("", |name| self.text(name)).into();
        let (to, at) = (self.b.var(), self.at(node));
        self.b.step(Step::Load { of, name, to, at });
        to
    }

    fn assignment(&mut self, node: Node<'_>) -> Var {
        let Some(left) = field(node, "left") else { return NOTHING };
        let hint = match left.kind() {
            "identifier" => Some(self.text(left).to_owned()),
            "member_expression" => self.member_hint(left),
            _ => None,
        };
        let right = field(node, "right");
        let value = right.map_or(NOTHING, |right| self.hinted(right, hint.as_deref()));
        if right.is_some_and(|right| right.kind() == "function_expression") {
            self.method_of(left);
        }
        self.assign(left, value);
        value
    }

    /// `app.use = function () { this.lazy() }`: what is called as the object's method has the object as `this`.
    fn method_of(&mut self, left: Node<'_>) {
        let object = field(left, "object").filter(|_| left.kind() == "member_expression");
        let Some(object) = object.filter(|object| object.kind() == "identifier") else { return };
        let object = self.expression(object);
        self.receiver_is(object);
    }

    /// `Dog.prototype.bark` is `Dog.bark`, `exports.go` is `go`, `this.run` is `run`.
    fn member_hint(&self, left: Node<'_>) -> Option<String> {
        let text = self.text(left);
        let plain = text.len() <= 120
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.'));
        if !plain {
            return None;
        }
        let parts =
            text.split('.').filter(|part| !matches!(*part, "prototype" | "this" | "exports" | "module"));
        let name = parts.collect::<Vec<_>>().join(".");
        Some(if name.is_empty() { "exports".to_owned() } else { name })
    }

    fn augmented(&mut self, node: Node<'_>) -> Var {
        let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else { return NOTHING };
        let (of, value, to) = (self.expression(left), self.expression(right), self.b.var());
        self.b.copy(of, to);
        let operator = field(node, "operator").map_or("", |operator| operator.kind());
        if matches!(operator, "??=" | "||=" | "&&=") {
            self.b.copy(value, to);
        }
        self.b.derive(value, to);
        self.assign(left, to);
        to
    }

    fn binary(&mut self, node: Node<'_>) -> Var {
        let left = field(node, "left").map_or(NOTHING, |left| self.expression(left));
        let right = field(node, "right").map_or(NOTHING, |right| self.expression(right));
        if left == NOTHING && right == NOTHING {
            return NOTHING;
        }
        let to = self.b.var();
        match field(node, "operator").map_or("", |operator| operator.kind()) {
            "||" | "??" => {
                self.b.copy(left, to);
                self.b.copy(right, to);
            }
            "&&" => self.b.copy(right, to),
            _ => {
                self.b.derive(left, to);
                self.b.derive(right, to);
            }
        }
        to
    }

    fn yields(&mut self, node: Node<'_>) -> Var {
        let here = self.b.here();
        let value = children(node).into_iter().fold(NOTHING, |_, child| self.expression(child));
        let yields = self.b.def(here).yields;
        if super::says(node, "*") {
            let (item, at) = (self.b.var(), self.at(node));
            self.b.step(Step::Iterate { of: value, to: item, at });
            self.b.copy(item, yields);
        } else {
            self.b.copy(value, yields);
        }
        NOTHING
    }

    fn object(&mut self, node: Node<'_>, hint: Option<&str>) -> Var {
        let object = self.b.object(ObjectKind::Record);
        let outer = self.this;
        for part in children(node) {
            let at = self.at(part);
            let (key, from) = match part.kind() {
                "pair" => {
                    let key = self.property(field(part, "key"));
                    let hint = self.part_hint(hint, &key);
                    let value = field(part, "value");
                    let plain = value.is_some_and(|value| value.kind() == "function_expression");
                    let from = value.map_or(NOTHING, |value| self.hinted(value, hint.as_deref()));
                    if plain {
                        self.receiver_is(object);
                    }
                    (key, from)
                }
                "method_definition" => {
                    let key = self.property(field(part, "name"));
                    let hint = self.part_hint(hint, &key);
                    let from = self.function(part, hint.as_deref(), None);
                    self.receiver_is(object);
                    if super::says(part, "get") {
                        // Reading it calls it; who reads is not followed here.
                        continue;
                    }
                    (key, from)
                }
                "shorthand_property_identifier" => {
                    (Key::Named(self.text(part).into()), self.expression(part))
                }
                "spread_element" => {
                    let from = part.named_child(0).map_or(NOTHING, |inner| self.expression(inner));
                    self.b.step(Step::Rest { of: from, from: u32::MAX, to: object });
                    continue;
                }
                _ => continue,
            };
            self.b.derive(from, object);
            self.b.step(Step::StoreItem { of: object, key, from, at });
        }
        self.this = outer;
        object
    }

    fn part_hint(&self, hint: Option<&str>, key: &Key) -> Option<String> {
        match (hint, key) {
            (Some(hint), Key::Named(name)) => Some(format!("{hint}.{name}")),
            _ => None,
        }
    }

    /// `this` of the function that was read last is the object around it.
    fn receiver_is(&mut self, object: Var) {
        let function =
            self.b.graph.defs.iter().rev().find(|def| def.parent == self.inside && def.this != NOTHING);
        if let Some(this) = function.map(|def| def.this) {
            self.b.copy(object, this);
        }
    }

    fn array(&mut self, node: Node<'_>) -> Var {
        let list = self.b.object(ObjectKind::List);
        let mut place = Some(0_u32);
        for child in children(node) {
            let at = self.at(child);
            if child.kind() == "spread_element" {
                let of = child.named_child(0).map_or(NOTHING, |inner| self.expression(inner));
                let item = self.b.var();
                self.b.step(Step::Iterate { of, to: item, at });
                self.b.derive(of, list);
                self.b.step(Step::StoreItem { of: list, key: Key::Any, from: item, at });
                place = None;
                continue;
            }
            let from = self.expression(child);
            if from != NOTHING {
                let key = place.map_or(Key::Any, |place| Key::Named(place.to_string().into()));
                self.b.step(Step::StoreItem { of: list, key, from, at });
                self.b.derive(from, list);
            }
            place = place.map(|place| place + 1);
        }
        list
    }

    pub(super) fn last_name(&self, node: Node<'_>) -> String {
        let node = if node.kind() == "call_expression" { called(node).unwrap_or(node) } else { node };
        let name =
            if node.kind() == "member_expression" { field(node, "property").unwrap_or(node) } else { node };
        self.text(name).chars().take(80).collect()
    }

    fn call(&mut self, node: Node<'_>) -> Var {
        let (Some(function), arguments) = (called(node), field(node, "arguments")) else {
            return NOTHING;
        };
        let dynamic = function.kind() == "import";
        if (dynamic || !self.b.is_bound("require"))
            && let Some(asked) = read::script(node, self.source)
        {
            let (import, to) = (self.ask(asked), self.b.var());
            let name = (!dynamic).then(|| "=".into());
            self.b.step(Step::Import { import, name, to });
            return to;
        }
        let callee = self.expression(function);
        let args = self.arguments(arguments);
        let (to, at) = (self.b.var(), At { def: self.b.here(), line: line(node) });
        let name = self.last_name(function).into();
        self.b.step(Step::Call(Call { at, kind: CallKind::Call, callee, args, to, name }));
        to
    }

    fn new_expression(&mut self, node: Node<'_>) -> Var {
        let Some(class) = field(node, "constructor") else { return NOTHING };
        let callee = self.expression(class);
        let args = self.arguments(field(node, "arguments"));
        let (to, at) = (self.b.var(), self.at(node));
        let name = self.last_name(class).into();
        self.b.step(Step::Call(Call { at, kind: CallKind::New, callee, args, to, name }));
        to
    }

    fn arguments(&mut self, arguments: Option<Node<'_>>) -> Vec<Arg> {
        let Some(arguments) = arguments else { return Vec::new() };
        if arguments.kind() == "template_string" {
            return vec![Arg::positional(self.expression(arguments))];
        }
        let mut args = Vec::new();
        for node in children(arguments) {
            if node.kind() == "spread_element" {
                let var = node.named_child(0).map_or(NOTHING, |inner| self.expression(inner));
                args.push(Arg { kind: ArgKind::Star, name: None, var });
                continue;
            }
            let var = match self.literal(node) {
                Some(text) if node.kind() == "string" && text.len() <= 40 => self.b.make(Literal::Text(text)),
                _ => self.expression(node),
            };
            args.push(Arg::positional(var));
        }
        args
    }
}
