//! Imports and exports.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Script, children, field, line, says};

impl Script<'_> {
    /// Notes a module that is asked for, and gives its number.
    pub(super) fn module(&mut self, source: Node<'_>, names: Vec<Box<str>>, types_only: bool) -> usize {
        let module = self.literal(source).unwrap_or_default();
        let import = Import { module, level: 0, names, bound: Vec::new(), line: line(source), types_only };
        self.b.graph.imports.push(import);
        self.b.graph.imports.len() - 1
    }

    pub(super) fn import(&mut self, node: Node<'_>) {
        let required = children(node).into_iter().find(|part| part.kind() == "import_require_clause");
        if let Some(clause) = required {
            let Some(source) = field(clause, "source") else { return };
            let import = self.module(source, Vec::new(), false);
            let (name, to) = (clause.named_child(0).map_or("", |name| self.text(name)), self.b.var());
            self.b.step(Step::Import { import, name: Some("=".into()), to });
            return self.b.write(name, to, line(node));
        }
        let Some(source) = field(node, "source") else { return };
        let mut taken: Vec<(Option<Box<str>>, String)> = Vec::new();
        let clause = children(node).into_iter().find(|part| part.kind() == "import_clause");
        for part in clause.map(children).unwrap_or_default() {
            match part.kind() {
                "identifier" => taken.push((Some("default".into()), self.text(part).to_owned())),
                "namespace_import" => {
                    taken.push((None, part.named_child(0).map_or("", |name| self.text(name)).to_owned()));
                }
                _ => {
                    for specifier in children(part) {
                        let Some(name) = field(specifier, "name") else { continue };
                        let local = field(specifier, "alias").unwrap_or(name);
                        let name = self.literal(name).unwrap_or_else(|| self.text(name).into());
                        taken.push((Some(name), self.text(local).to_owned()));
                    }
                }
            }
        }
        let names = taken.iter().map(|(name, _)| name.clone().unwrap_or_else(|| "*".into())).collect();
        let import = self.module(source, names, says(node, "type"));
        for (name, local) in taken {
            let there = name.clone().unwrap_or_default();
            self.b.graph.imports[import].bound.push((local.as_str().into(), there));
            let to = self.b.var();
            self.b.step(Step::Import { import, name, to });
            self.b.write(&local, to, line(node));
        }
    }

    pub(super) fn export(&mut self, node: Node<'_>) {
        if let Some(source) = field(node, "source") {
            return self.export_from(node, source);
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

    fn export_from(&mut self, node: Node<'_>, source: Node<'_>) {
        let parts = children(node);
        if let Some(namespace) = parts.iter().find(|part| part.kind() == "namespace_export") {
            let import = self.module(source, vec!["*".into()], false);
            let (to, name) = (self.b.var(), namespace.named_child(0).map_or("", |name| self.text(name)));
            self.b.step(Step::Import { import, name: None, to });
            return self.exports.push((name.into(), to));
        }
        let Some(clause) = parts.iter().find(|part| part.kind() == "export_clause") else {
            let import = self.module(source, vec!["*".into()], false);
            return self.b.graph.stars.push(import);
        };
        let mut taken = Vec::new();
        for specifier in children(*clause) {
            let Some(name) = field(specifier, "name") else { continue };
            let exported = field(specifier, "alias").unwrap_or(name);
            taken.push((Box::<str>::from(self.text(name)), Box::<str>::from(self.text(exported))));
        }
        let import =
            self.module(source, taken.iter().map(|(name, _)| name.clone()).collect(), says(node, "type"));
        for (name, exported) in taken {
            let to = self.b.var();
            self.b.step(Step::Import { import, name: Some(name), to });
            self.exports.push((exported, to));
        }
    }
}
