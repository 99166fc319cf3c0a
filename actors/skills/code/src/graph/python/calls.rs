//! Calls, their arguments, and the built-ins that reach for attributes by name.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Python, children, field};

/// Built-ins that call a method of their first argument.
const METHODS: &[(&str, &str)] = &[
    ("len", "__len__"),
    ("str", "__str__"),
    ("repr", "__repr__"),
    ("iter", "__iter__"),
    ("next", "__next__"),
    ("aiter", "__aiter__"),
    ("anext", "__anext__"),
    ("hash", "__hash__"),
    ("bool", "__bool__"),
    ("abs", "__abs__"),
    ("int", "__int__"),
    ("float", "__float__"),
    ("bytes", "__bytes__"),
    ("reversed", "__reversed__"),
    ("round", "__round__"),
    ("format", "__format__"),
];

impl Python<'_> {
    pub(super) fn call(&mut self, node: Node<'_>) -> Var {
        let Some(function) = field(node, "function") else { return NOTHING };
        let arguments = field(node, "arguments");
        let plain = if function.kind() == "identifier" { self.text(function) } else { "" };
        let built_in = !plain.is_empty() && !self.b.is_bound(plain);
        if built_in && let Some(value) = self.reflective(plain, arguments, node) {
            return value;
        }
        let callee = self.expression(function);
        let args = self.arguments(arguments);
        let (to, at) = (self.b.var(), self.at(node));
        let first = args.first().map_or(NOTHING, |arg| arg.var);
        if built_in && let Some((_, method)) = METHODS.iter().find(|(name, _)| *name == plain) {
            self.b.step(Step::Operator { of: first, method, args: Vec::new(), to, at });
            if *method == "__iter__" {
                self.b.copy(first, to);
            }
            if *method == "__next__" {
                self.b.step(Step::Iterate { of: first, to, at: At { line: 0, ..at } });
            }
        }
        let name = self.last_name(function).into();
        self.b.step(Step::Call(Call { at, kind: CallKind::Call, callee, args, to, name }));
        to
    }

    fn arguments(&mut self, arguments: Option<Node<'_>>) -> Vec<Arg> {
        let Some(arguments) = arguments else { return Vec::new() };
        if arguments.kind() == "generator_expression" {
            return vec![Arg::positional(self.expression(arguments))];
        }
        let mut args = Vec::new();
        for node in children(arguments) {
            let inner = |node: Node<'_>, python: &mut Self| {
                let value = node.named_child(0);
                value.map_or(NOTHING, |value| python.expression(value))
            };
            args.push(match node.kind() {
                "list_splat" => Arg { kind: ArgKind::Star, name: None, var: inner(node, self) },
                "dictionary_splat" => Arg { kind: ArgKind::DoubleStar, name: None, var: inner(node, self) },
                "keyword_argument" => {
                    let name = field(node, "name").map(|name| self.text(name).into());
                    let var = field(node, "value").map_or(NOTHING, |value| self.argument(value));
                    Arg { kind: ArgKind::Positional, name, var }
                }
                _ => Arg::positional(self.argument(node)),
            });
        }
        args
    }

    /// Short texts are values in arguments: they are keys of tables and names of attributes.
    fn argument(&mut self, node: Node<'_>) -> Var {
        match self.literal(node) {
            Some(text) if node.kind() == "string" && text.len() <= 40 => self.b.make(Literal::Text(text)),
            _ => self.expression(node),
        }
    }

    /// `super`, `getattr` and `setattr`, as far as they can be decided.
    fn reflective(&mut self, name: &str, arguments: Option<Node<'_>>, node: Node<'_>) -> Option<Var> {
        let arguments = arguments.map(children).unwrap_or_default();
        let at = self.at(node);
        match (name, arguments.as_slice()) {
            ("super", []) => {
                let (class, receiver) = self.method?;
                let class = self.b.make(Literal::Def(class));
                let to = self.b.var();
                self.b.step(Step::Super { class, receiver, to });
                Some(to)
            }
            ("super", [class, receiver]) => {
                let (class, receiver) = (self.expression(*class), self.expression(*receiver));
                let to = self.b.var();
                self.b.step(Step::Super { class, receiver, to });
                Some(to)
            }
            ("getattr", [object, name, rest @ ..]) => {
                let name = self.literal(*name).filter(|_| name.kind() == "string")?;
                let (of, to) = (self.expression(*object), self.b.var());
                self.b.step(Step::Load { of, name, to, at });
                for other in rest {
                    let other = self.expression(*other);
                    self.b.copy(other, to);
                }
                Some(to)
            }
            ("setattr", [object, name, value]) => {
                let name = self.literal(*name).filter(|_| name.kind() == "string")?;
                let (of, from) = (self.expression(*object), self.expression(*value));
                self.b.step(Step::Store { of, name, from, at });
                Some(NOTHING)
            }
            _ => None,
        }
    }
}
