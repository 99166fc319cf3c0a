//! Imports and exports.

use tree_sitter::Node;

use super::super::imports::read;
use super::super::ir::*;
use super::{Script, children, field, line, says};

impl Script<'_> {
    /// Notes a module that is asked for, and gives its number.
    pub(super) fn ask(&mut self, import: Import) -> usize {
        self.b.graph.imports.push(import);
        self.b.graph.imports.len() - 1
    }

    pub(super) fn import(&mut self, node: Node<'_>) {
        let Some(asked) = read::script(node, self.source) else { return };
        let bound = asked.bound.clone();
        let import = self.ask(asked);
        for (local, there) in bound {
            let (to, name) = (self.b.var(), (!there.is_empty()).then_some(there));
            self.b.step(Step::Import { import, name, to });
            self.b.write(&local, to, line(node));
        }
    }

    pub(super) fn export(&mut self, node: Node<'_>) {
        if let Some(asked) = read::script(node, self.source) {
            return self.export_from(node, asked);
        }
        if let Some(declaration) = field(node, "declaration") {
            let decorated = children(node).into_iter().any(|part| part.kind() == "decorator");
            self.statement(declaration);
            if decorated {
                children(node)
                    .into_iter()
                    .filter(|part| part.kind() == "decorator")
                    .for_each(|part| self.each(part));
            }
            let mut names = std::collections::HashSet::new();
            if matches!(declaration.kind(), "lexical_declaration" | "variable_declaration") {
                for declarator in children(declaration) {
                    let name = field(declarator, "name");
                    name.into_iter().for_each(|name| super::assigned::bound(name, self.source, &mut names));
                }
            } else {
                names.extend(field(declaration, "name").map(|name| self.text(name).to_owned()));
            }
            let is_default = says(node, "default");
            let mut names: Vec<String> = names.into_iter().collect();
            names.sort();
            for name in names {
                let exported: Box<str> = if is_default { "default".into() } else { name.as_str().into() };
                self.locals.push((exported, name));
            }
            return;
        }
        if let Some(value) = field(node, "value") {
            let var = self.hinted(value, Some("default"));
            self.exports.push(("default".into(), var));
            return;
        }
        for specifier in
            children(node).into_iter().filter(|part| part.kind() == "export_clause").flat_map(children)
        {
            let Some(name) = field(specifier, "name") else { continue };
            let exported = field(specifier, "alias").unwrap_or(name);
            self.locals.push((self.text(exported).into(), self.text(name).to_owned()));
        }
        // `export = x`
        if says(node, "=")
            && let Some(value) = node.named_child(0)
        {
            let value = self.expression(value);
            self.whole();
            self.b.copy(value, self.whole);
        }
    }

    fn export_from(&mut self, node: Node<'_>, asked: Import) {
        let import = self.ask(asked);
        let parts = children(node);
        if let Some(namespace) = parts.iter().find(|part| part.kind() == "namespace_export") {
            let (to, name) = (self.b.var(), namespace.named_child(0).map_or("", |name| self.text(name)));
            self.b.step(Step::Import { import, name: None, to });
            return self.exports.push((name.into(), to));
        }
        let Some(clause) = parts.iter().find(|part| part.kind() == "export_clause") else {
            return self.b.graph.stars.push(import);
        };
        for specifier in children(*clause) {
            let Some(name) = field(specifier, "name") else { continue };
            let exported = field(specifier, "alias").unwrap_or(name);
            let (to, name) = (self.b.var(), Some(self.text(name).into()));
            self.b.step(Step::Import { import, name, to });
            self.exports.push((self.text(exported).into(), to));
        }
    }
}
