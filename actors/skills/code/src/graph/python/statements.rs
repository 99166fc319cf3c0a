//! Statements, and the ways through them.

use tree_sitter::Node;

use super::super::imports::read;
use super::super::ir::*;
use super::{Python, assigned, children, field};

impl Python<'_> {
    pub(super) fn block(&mut self, node: Node<'_>) {
        for child in children(node) {
            self.statement(child);
        }
    }

    fn statement(&mut self, node: Node<'_>) {
        self.deeper((), |python| python.statement_inner(node));
    }

    fn statement_inner(&mut self, node: Node<'_>) {
        match node.kind() {
            "function_definition" | "class_definition" | "decorated_definition" => self.definition(node),
            "if_statement" => self.if_statement(node),
            "for_statement" => self.for_statement(node),
            "while_statement" => self.while_statement(node),
            "try_statement" => self.try_statement(node),
            "with_statement" => self.with_statement(node),
            "match_statement" => self.match_statement(node),
            "return_statement" => self.return_statement(node),
            "raise_statement" => {
                self.each(node);
                self.b.dead = true;
            }
            "break_statement" => self.b.leave_loop(false),
            "continue_statement" => self.b.leave_loop(true),
            "import_statement" | "import_from_statement" => self.import(node),
            "global_statement" | "nonlocal_statement" | "pass_statement" | "future_import_statement" => {}
            "block" | "ERROR" => self.block(node),
            "expression_statement" => self.each(node),
            "type_alias_statement" | "delete_statement" => {}
            _ => {
                self.expression(node);
            }
        }
    }

    fn if_statement(&mut self, node: Node<'_>) {
        field(node, "condition").map(|condition| self.expression(condition));
        let mut ends = Vec::new();
        let mut otherwise = self.b.fork();
        self.narrow(field(node, "condition"));
        let (guard, known) = (self.guard(field(node, "condition")), self.guards.len());
        self.guards.extend(guard);
        field(node, "consequence").into_iter().for_each(|body| self.block(body));
        self.guards.truncate(known);
        let returned = self.b.dead;
        let not = guard.map(|guard| Guard { given: !guard.given, ..guard });
        self.guards.extend(not);
        let mut cursor = node.walk();
        let clauses: Vec<Node<'_>> = node.children_by_field_name("alternative", &mut cursor).collect();
        let mut has_else = false;
        for clause in clauses {
            ends.push(self.b.switch(otherwise));
            field(clause, "condition").map(|condition| self.expression(condition));
            otherwise = self.b.fork();
            self.narrow(field(clause, "condition"));
            has_else |= clause.kind() == "else_clause";
            field(clause, "consequence")
                .or(field(clause, "body"))
                .into_iter()
                .for_each(|body| self.block(body));
        }
        ends.push(self.b.fork());
        if !has_else {
            ends.push(otherwise);
        }
        // What comes behind is only reached where the condition did not hold.
        if !returned {
            self.guards.truncate(known);
        }
        self.b.join(ends);
    }

    /// Behind `isinstance(x, Class)` the name is taken to be of the class where nothing else is known.
    fn narrow(&mut self, condition: Option<Node<'_>>) {
        let Some(call) = condition.filter(|node| node.kind() == "call") else { return };
        let is = field(call, "function").is_some_and(|function| self.text(function) == "isinstance");
        let Some(arguments) = field(call, "arguments").filter(|_| is) else { return };
        let arguments = children(arguments);
        let [subject, class] = arguments.as_slice() else { return };
        if subject.kind() != "identifier" || !self.b.is_bound(self.text(*subject)) {
            return;
        }
        let classes = if class.kind() == "tuple" { children(*class) } else { vec![*class] };
        let types: Vec<Type> = classes.into_iter().filter_map(|class| self.type_of(class)).collect();
        let before = self.b.read(self.text(*subject));
        let narrowed = self.b.var();
        self.b.copy(before, narrowed);
        self.b.graph.typed.push((narrowed, Type::Any(types)));
        self.b.write(self.text(*subject), narrowed, subject.start_position().row as u32 + 1);
    }

    fn for_statement(&mut self, node: Node<'_>) {
        let of = field(node, "right").map_or(NOTHING, |right| self.expression(right));
        let (item, at) = (self.b.var(), self.at(node));
        self.b.step(Step::Iterate { of, to: item, at });
        let head = self.b.begin_loop(&assigned::in_body(node, self.source));
        if let Some(left) = field(node, "left") {
            self.assign(left, item);
        }
        field(node, "body").into_iter().for_each(|body| self.block(body));
        self.b.end_loop(head);
        self.loop_else(node);
    }

    fn while_statement(&mut self, node: Node<'_>) {
        let head = self.b.begin_loop(&assigned::in_body(node, self.source));
        field(node, "condition").map(|condition| self.expression(condition));
        field(node, "body").into_iter().for_each(|body| self.block(body));
        self.b.end_loop(head);
        self.loop_else(node);
    }

    fn loop_else(&mut self, node: Node<'_>) {
        field(node, "alternative")
            .and_then(|part| field(part, "body"))
            .into_iter()
            .for_each(|body| self.block(body));
    }

    fn try_statement(&mut self, node: Node<'_>) {
        let parts = children(node);
        let body = field(node, "body");
        let names = body.map(|body| assigned::in_body(body, self.source)).unwrap_or_default();
        let handler = self.b.begin_try(&names);
        body.into_iter().for_each(|body| self.block(body));
        self.b.end_try();
        if let Some(part) = parts.iter().find(|part| part.kind() == "else_clause") {
            field(*part, "body").into_iter().for_each(|body| self.block(body));
        }
        let mut ends = vec![self.b.fork()];
        let kinds = ["except_clause", "except_group_clause"];
        for part in parts.iter().filter(|part| kinds.contains(&part.kind())) {
            let start = self.b.fork();
            self.b.switch(handler.clone());
            for child in children(*part) {
                if child.kind() == "block" {
                    self.block(child);
                } else {
                    self.expression(child);
                }
            }
            ends.push(self.b.switch(start));
        }
        self.b.join(ends);
        if let Some(part) = parts.iter().find(|part| part.kind() == "finally_clause") {
            let dead = std::mem::replace(&mut self.b.dead, false);
            children(*part).into_iter().for_each(|body| self.block(body));
            self.b.dead |= dead;
        }
    }

    fn with_statement(&mut self, node: Node<'_>) {
        let is_async = node.child(0).is_some_and(|word| word.kind() == "async");
        let clauses: Vec<Node<'_>> =
            children(node).into_iter().filter(|part| part.kind() == "with_clause").collect();
        for item in clauses.into_iter().flat_map(children) {
            let Some(value) = field(item, "value") else { continue };
            let (of, alias) = match value.kind() {
                "as_pattern" => {
                    (value.named_child(0), field(value, "alias").and_then(|alias| alias.named_child(0)))
                }
                _ => (Some(value), None),
            };
            let of = of.map_or(NOTHING, |of| self.expression(of));
            let (to, at) = (self.b.var(), self.at(value));
            self.b.step(Step::Enter { of, to, at, is_async });
            if let Some(alias) = alias {
                self.assign(alias, to);
            }
        }
        field(node, "body").into_iter().for_each(|body| self.block(body));
    }

    fn match_statement(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let subjects: Vec<Node<'_>> = node.children_by_field_name("subject", &mut cursor).collect();
        let subject = subjects.into_iter().fold(NOTHING, |_, subject| self.expression(subject));
        let mut ends = vec![self.b.fork()];
        let start = self.b.fork();
        let cases = field(node, "body").map(children).unwrap_or_default();
        for case in cases.into_iter().filter(|case| case.kind() == "case_clause") {
            self.b.switch(start.clone());
            for part in children(case) {
                match part.kind() {
                    "case_pattern" => self.capture(part, subject),
                    "if_clause" => self.each(part),
                    _ => self.block(part),
                }
            }
            ends.push(self.b.fork());
        }
        self.b.join(ends);
    }

    fn return_statement(&mut self, node: Node<'_>) {
        let value = node.named_child(0).map_or(NOTHING, |value| self.expression(value));
        self.returned(value);
        self.b.dead = true;
    }

    /// Keeps apart what a function makes and what it only hands back.
    pub(super) fn returned(&mut self, value: Var) {
        let here = self.b.here();
        let definition = self.b.def(here);
        match definition.params.iter().position(|param| param.var == value && value != NOTHING) {
            Some(index) if !definition.passes.contains(&index) => definition.passes.push(index),
            Some(_) => {}
            None => match self.guards.last().copied() {
                Some(guard) if value != NOTHING => definition.guarded.push(Guarded { guard, var: value }),
                _ => {
                    let to = definition.returns;
                    self.b.copy(value, to);
                }
            },
        }
    }

    fn import(&mut self, node: Node<'_>) {
        let line = node.start_position().row as u32 + 1;
        for import in read::python(node, self.source) {
            let index = self.b.graph.imports.len();
            if import.names.iter().any(|name| **name == *"*") {
                self.b.graph.stars.push(index);
            }
            let bound = import.bound.clone();
            self.b.graph.imports.push(import);
            for (local, there) in bound {
                let (to, name) = (self.b.var(), (!there.is_empty()).then_some(there));
                self.b.step(Step::Import { import: index, name, to });
                self.b.write(&local, to, line);
            }
        }
    }
}
