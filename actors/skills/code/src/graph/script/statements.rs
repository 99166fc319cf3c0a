//! Statements, and the ways through them.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Script, assigned, children, field, line};

impl Script<'_> {
    pub(super) fn declare_block(&mut self, block: Node<'_>) {
        let names = assigned::declared(block, self.source);
        self.declare_all(&names);
    }

    pub(super) fn declare_vars(&mut self, body: Node<'_>) {
        let names = assigned::vars(body, self.source);
        self.declare_all(&names);
    }

    pub(super) fn declare_all(&mut self, names: &std::collections::HashSet<String>) {
        let mut sorted: Vec<&String> = names.iter().collect();
        sorted.sort();
        for name in sorted {
            self.b.declare(name);
            if self.inner.contains(name) {
                self.b.share_local(name);
            }
        }
    }

    /// Functions first: they are known before their line.
    pub(super) fn statements(&mut self, block: Node<'_>) {
        let all = children(block);
        let hoisted = |node: &Node<'_>| {
            let inner =
                if node.kind() == "export_statement" { field(*node, "declaration") } else { Some(*node) };
            inner.is_some_and(|inner| {
                matches!(inner.kind(), "function_declaration" | "generator_function_declaration")
            })
        };
        for node in all.iter().filter(|node| hoisted(node)) {
            self.statement(*node);
        }
        for node in all.iter().filter(|node| !hoisted(node)) {
            self.statement(*node);
        }
    }

    pub(super) fn block(&mut self, node: Node<'_>) {
        if node.kind() != "statement_block" {
            return self.statement(node);
        }
        let here = self.b.here();
        self.b.open(here, false);
        self.declare_block(node);
        self.statements(node);
        self.b.close();
    }

    pub(super) fn statement(&mut self, node: Node<'_>) {
        self.deeper((), |script| script.statement_inner(node));
    }

    fn statement_inner(&mut self, node: Node<'_>) {
        match node.kind() {
            "lexical_declaration" | "variable_declaration" => {
                children(node).into_iter().for_each(|declarator| self.declarator(declarator));
            }
            "function_declaration" | "generator_function_declaration" => self.function_declaration(node),
            "class_declaration" | "abstract_class_declaration" => self.class_declaration(node),
            "interface_declaration" => self.interface(node),
            "type_alias_declaration" => self.alias(node),
            "import_statement" => self.import(node),
            "export_statement" => self.export(node),
            "if_statement" => self.if_statement(node),
            "for_statement" | "while_statement" | "do_statement" => self.while_statement(node),
            "for_in_statement" => self.for_in(node),
            "switch_statement" => self.switch(node),
            "try_statement" => self.try_statement(node),
            "return_statement" => {
                let value = node.named_child(0).map_or(NOTHING, |value| self.expression(value));
                self.returned(value);
                self.b.dead = true;
            }
            "throw_statement" => {
                self.each(node);
                self.b.dead = true;
            }
            "break_statement" => self.b.leave_loop(false),
            "continue_statement" => self.b.leave_loop(true),
            "statement_block" => self.block(node),
            "expression_statement" | "parenthesized_expression" => self.each(node),
            "labeled_statement" => field(node, "body").into_iter().for_each(|body| self.block(body)),
            "ambient_declaration" | "function_signature" | "enum_declaration" | "empty_statement" => {}
            "internal_module" | "module" => field(node, "body").into_iter().for_each(|body| self.block(body)),
            _ => {
                self.expression(node);
            }
        }
    }

    pub(super) fn each(&mut self, node: Node<'_>) {
        for child in children(node) {
            if matches!(child.kind(), "internal_module" | "function_signature") {
                self.statement(child);
            } else {
                self.expression(child);
            }
        }
    }

    fn declarator(&mut self, node: Node<'_>) {
        if node.kind() != "variable_declarator" {
            return;
        }
        let Some(name) = field(node, "name") else { return };
        let hint = (name.kind() == "identifier").then(|| self.text(name));
        let asked = self.b.graph.imports.len();
        let value = field(node, "value").map_or(NOTHING, |value| self.hinted(value, hint));
        let required = field(node, "value").is_some_and(|value| self.text(value).starts_with("require("));
        if required && self.b.graph.imports.len() == asked + 1 {
            self.bind_required(name, asked);
        }
        let declared = field(node, "type").and_then(|kind| self.type_of(kind));
        let Some(declared) = declared else {
            return self.assign(name, value);
        };
        let held = self.b.var();
        self.b.copy(value, held);
        self.b.graph.typed.push((held, declared));
        self.assign(name, held);
    }

    /// `const { a, b: c } = require("x")` takes names as an import does.
    fn bind_required(&mut self, name: Node<'_>, import: usize) {
        let mut bound: Vec<(Box<str>, Box<str>)> = Vec::new();
        if name.kind() == "identifier" {
            bound.push((self.text(name).into(), "=".into()));
        }
        for part in if name.kind() == "object_pattern" { children(name) } else { Vec::new() } {
            let (there, local) = (field(part, "key").unwrap_or(part), field(part, "value").unwrap_or(part));
            bound.push((self.text(local).into(), self.text(there).into()));
        }
        let import = &mut self.b.graph.imports[import];
        import.names.extend(bound.iter().map(|(_, there)| there.clone()));
        import.bound.extend(bound);
    }

    /// Keeps apart what a function makes and what it only hands back.
    pub(super) fn returned(&mut self, value: Var) {
        let here = self.b.here();
        let definition = self.b.def(here);
        match definition.params.iter().position(|param| param.var == value && value != NOTHING) {
            Some(index) if !definition.passes.contains(&index) => definition.passes.push(index),
            Some(_) => {}
            None => {
                let to = definition.returns;
                self.b.copy(value, to);
            }
        }
    }

    fn if_statement(&mut self, node: Node<'_>) {
        field(node, "condition").map(|condition| self.expression(condition));
        let otherwise = self.b.fork();
        self.narrow(field(node, "condition"));
        field(node, "consequence").into_iter().for_each(|body| self.block(body));
        let taken = self.b.switch(otherwise);
        if let Some(other) = field(node, "alternative") {
            children(other).into_iter().for_each(|body| self.block(body));
        }
        let other = self.b.fork();
        self.b.join(vec![taken, other]);
    }

    /// Behind `x instanceof Class` the name is taken to be of the class where nothing else is known.
    fn narrow(&mut self, condition: Option<Node<'_>>) {
        let inner =
            condition.and_then(|node| node.named_child(0)).filter(|node| node.kind() == "binary_expression");
        let Some(test) =
            inner.filter(|node| field(*node, "operator").is_some_and(|sign| sign.kind() == "instanceof"))
        else {
            return;
        };
        let (Some(subject), Some(class)) = (field(test, "left"), field(test, "right")) else { return };
        if subject.kind() != "identifier" || !self.b.is_bound(self.text(subject)) {
            return;
        }
        let (before, narrowed) = (self.b.read(self.text(subject)), self.b.var());
        self.b.copy(before, narrowed);
        let class = self.expression(class);
        self.b.graph.typed.push((narrowed, Type::Is(class)));
        self.b.write(self.text(subject), narrowed, line(subject));
    }

    fn while_statement(&mut self, node: Node<'_>) {
        let here = self.b.here();
        self.b.open(here, false);
        if let Some(start) = field(node, "initializer") {
            if start.kind() == "lexical_declaration" {
                let mut names = std::collections::HashSet::new();
                for declarator in children(start) {
                    field(declarator, "name")
                        .into_iter()
                        .for_each(|n| assigned::bound(n, self.source, &mut names));
                }
                self.declare_all(&names);
            }
            self.statement(start);
        }
        let head = self.b.begin_loop(&assigned::anywhere(node, self.source));
        field(node, "condition").map(|condition| self.expression(condition));
        field(node, "body").into_iter().for_each(|body| self.block(body));
        field(node, "increment").map(|step| self.expression(step));
        self.b.end_loop(head);
        self.b.close();
    }

    fn for_in(&mut self, node: Node<'_>) {
        let of = field(node, "right").map_or(NOTHING, |right| self.expression(right));
        let here = self.b.here();
        self.b.open(here, false);
        let declares = field(node, "kind").is_some_and(|kind| kind.kind() != "var");
        if let Some(left) = field(node, "left").filter(|_| declares) {
            let mut names = std::collections::HashSet::new();
            assigned::bound(left, self.source, &mut names);
            self.declare_all(&names);
        }
        let (item, at) = (self.b.var(), self.at(node));
        if field(node, "operator").is_some_and(|word| word.kind() == "of") {
            self.b.step(Step::Iterate { of, to: item, at });
        }
        self.b.derive(of, item);
        let head = self.b.begin_loop(&assigned::anywhere(node, self.source));
        field(node, "left").into_iter().for_each(|left| self.assign(left, item));
        field(node, "body").into_iter().for_each(|body| self.block(body));
        self.b.end_loop(head);
        self.b.close();
    }

    fn switch(&mut self, node: Node<'_>) {
        field(node, "value").map(|value| self.expression(value));
        let start = self.b.fork();
        let here = self.b.here();
        self.b.open(here, false);
        self.b.begin_switch();
        let cases = field(node, "body").map(children).unwrap_or_default();
        for case in &cases {
            self.declare_block(*case);
        }
        let mut has_default = false;
        for case in cases {
            let before = self.b.fork();
            self.b.join(vec![before, start.clone()]);
            has_default |= case.kind() == "switch_default";
            let value = field(case, "value");
            value.map(|value| self.expression(value));
            for statement in children(case) {
                if Some(statement) != value {
                    self.statement(statement);
                }
            }
        }
        self.b.end_switch(if has_default { Vec::new() } else { vec![start] });
        self.b.close();
    }

    fn try_statement(&mut self, node: Node<'_>) {
        let body = field(node, "body");
        let names = body.map(|body| assigned::anywhere(body, self.source)).unwrap_or_default();
        let handler = self.b.begin_try(&names);
        body.into_iter().for_each(|body| self.block(body));
        self.b.end_try();
        let end = self.b.fork();
        let mut ends = vec![end];
        if let Some(clause) = field(node, "handler") {
            self.b.switch(handler);
            let here = self.b.here();
            self.b.open(here, false);
            if let Some(caught) = field(clause, "parameter") {
                let mut names = std::collections::HashSet::new();
                assigned::bound(caught, self.source, &mut names);
                self.declare_all(&names);
            }
            field(clause, "body").into_iter().for_each(|body| self.block(body));
            self.b.close();
            ends.push(self.b.fork());
        }
        self.b.join(ends);
        if let Some(last) = field(node, "finalizer").and_then(|part| field(part, "body")) {
            let dead = std::mem::replace(&mut self.b.dead, false);
            self.block(last);
            self.b.dead |= dead;
        }
    }
}
