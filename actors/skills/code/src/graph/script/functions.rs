//! Functions of all kinds, and their parameters.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Script, assigned, children, field, line, says};

impl Script<'_> {
    pub(super) fn function_declaration(&mut self, node: Node<'_>) {
        let name = field(node, "name").map_or("default", |name| self.text(name));
        let value = self.function(node, Some(name), None);
        self.b.write(name, value, line(node));
    }

    /// A function without a name of its own takes that of what holds it.
    pub(super) fn function(&mut self, node: Node<'_>, hint: Option<&str>, owner: Option<Def>) -> Var {
        let own = field(node, "name").filter(|name| name.kind() == "identifier").map(|name| self.text(name));
        // `res.send = function send() {}` is the object's, whatever it calls itself.
        let member = hint.filter(|hint| hint.contains('.'));
        let name = match member.or(own).or(hint) {
            Some(name) => name.to_owned(),
            None => format!("<anonymous{}>", self.b.number(self.inside)),
        };
        let qualified = self.b.qualified(self.inside, &name);
        let end = node.end_position().row as u32 + 1;
        let mut definition = Definition::new(DefKind::Function, &qualified, self.inside, line(node), end);
        (definition.returns, definition.yields) = (self.b.var(), self.b.var());
        definition.owner = owner;
        definition.is_async = says(node, "async");
        definition.is_generator = says(node, "*");
        let arrow = node.kind() == "arrow_function";
        if !arrow || owner.is_some() {
            definition.this = self.b.var();
        } else {
            definition.binding = Binding::None;
        }
        let this = definition.this;
        let def = self.b.define(definition);
        let value = self.b.make(Literal::Def(def));
        let outer_this = self.this;
        if this != NOTHING {
            self.this = this;
        }
        self.body(def, node);
        self.this = outer_this;
        if let Some(kind) = field(node, "return_type").and_then(|kind| self.type_of(kind)) {
            let definition = self.b.def(def);
            let (returns, yields) = (definition.returns, definition.yields);
            let (is_async, is_generator) = (definition.is_async, definition.is_generator);
            self.b.graph.typed.push(match (is_async, is_generator, kind) {
                (_, true, Type::Items(item)) => (yields, *item),
                (true, _, Type::Later(held)) => (returns, *held),
                (_, _, kind) => (returns, kind),
            });
        }
        value
    }

    fn body(&mut self, def: Def, node: Node<'_>) {
        let inner = assigned::by_inner(node, self.source);
        let outer = (std::mem::replace(&mut self.inside, def), std::mem::replace(&mut self.inner, inner));
        self.b.open(def, false);
        self.b.enter();
        let parameters = match field(node, "parameters") {
            Some(list) => children(list),
            None => field(node, "parameter").into_iter().collect(),
        };
        self.parameters(def, &parameters);
        if let Some(body) = field(node, "body") {
            if body.kind() == "statement_block" {
                self.declare_block(body);
                self.declare_vars(body);
                self.statements(body);
            } else {
                let value = self.expression(body);
                self.returned(value);
            }
        }
        self.b.leave();
        self.b.close();
        (self.inside, self.inner) = outer;
    }

    fn parameters(&mut self, def: Def, parameters: &[Node<'_>]) {
        let mut names = std::collections::HashSet::new();
        for node in parameters {
            let pattern = field(*node, "pattern").unwrap_or(*node);
            assigned::bound(pattern, self.source, &mut names);
        }
        self.declare_all(&names);
        for node in parameters {
            let pattern = field(*node, "pattern").unwrap_or(*node);
            if pattern.kind() == "this" {
                continue;
            }
            let (inner, default) = match pattern.kind() {
                "assignment_pattern" => (field(pattern, "left").unwrap_or(pattern), field(pattern, "right")),
                _ => (pattern, field(*node, "value")),
            };
            let (inner, kind) = match inner.kind() {
                "rest_pattern" => (inner.named_child(0).unwrap_or(inner), ParamKind::Star),
                _ => (inner, ParamKind::Positional),
            };
            let var = self.b.var();
            let name = if inner.kind() == "identifier" { self.text(inner) } else { "" };
            if let Some(default) = default {
                let default = self.expression(default);
                self.b.copy(default, var);
            }
            if let Some(kind) = field(*node, "type").and_then(|kind| self.type_of(kind)) {
                self.b.graph.typed.push((var, kind));
            }
            self.b.def(def).params.push(Param { name: name.into(), var, kind, optional: false });
            let at = At { def, line: line(*node) };
            self.b.graph.named.push(Named { var, name: name.into(), at });
            if inner.kind() == "identifier" {
                self.b.bind(name, var);
            } else {
                self.assign(inner, var);
            }
            self.parameter_property(*node, name, var);
        }
    }

    /// `constructor(private x: X)` stores the parameter.
    fn parameter_property(&mut self, node: Node<'_>, name: &str, var: Var) {
        let is_property = children(node).iter().any(|part| part.kind() == "accessibility_modifier")
            || says(node, "readonly");
        if is_property && self.this != NOTHING {
            let at = self.at(node);
            self.b.step(Step::Store { of: self.this, name: name.into(), from: var, at });
        }
    }
}
