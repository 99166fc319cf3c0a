//! A language's data by number: what each kind of node of its grammar means, so that the walk looks nothing up by name.

use std::sync::OnceLock;

use crate::flow::Steps;
use crate::language::Language;
use crate::languages::{Definition, Doc, Spec};

/// What a kind of node is for the walk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Role {
    /// One more than the place in the language's definitions; zero is none.
    definition: u8,
    /// The same for its calls.
    call: u8,
    pub comment: bool,
    /// May ask for other modules.
    pub import: bool,
    pub identifier: bool,
    pub wrapper: bool,
    pub attribute: bool,
    /// Tokens of a macro, and what may hold them.
    pub tokens: bool,
    pub is_macro: bool,
    pub function: bool,
    pub class: bool,
    pub string: bool,
    /// A statement that may be nothing but a string.
    pub statement: bool,
    /// Has operators and operands of its own.
    pub expression: bool,
    /// An operator that joins conditions.
    pub logic: bool,
    pub is_else: bool,
    /// What may hold an `else`.
    pub holds_else: bool,
    /// One more than the place in the rules by node; zero is none.
    rules: u8,
}

/// A rule by number: the nodes it must be directly in, and what it then does.
type Numbered = (Vec<u16>, Steps);

/// The roles of a language's nodes.
pub struct Roles {
    pub spec: &'static Spec,
    pub grammar: tree_sitter::Language,
    by_kind: Vec<Role>,
    rules: Vec<Vec<Numbered>>,
}

impl Roles {
    /// Those of a language that is built.
    pub fn of(language: Language) -> Option<&'static Self> {
        static ALL: OnceLock<Vec<OnceLock<Roles>>> = OnceLock::new();
        let all = ALL.get_or_init(|| Language::ALL.iter().map(|_| OnceLock::new()).collect());
        let spec = language.spec();
        let grammar = spec.grammar?;
        Some(all.get(language.index())?.get_or_init(|| Self::compile(spec, grammar.into())))
    }

    pub fn role(&self, kind: u16) -> Role {
        self.by_kind.get(usize::from(kind)).copied().unwrap_or_default()
    }

    pub fn definition(&self, role: Role) -> Option<&'static Definition> {
        self.spec.definitions.get(usize::from(role.definition).checked_sub(1)?)
    }

    /// The field that holds what is called.
    pub fn call(&self, role: Role) -> Option<&'static str> {
        self.spec.calls.get(usize::from(role.call).checked_sub(1)?).map(|(_, field)| *field)
    }

    /// What a node does to the metrics.
    pub fn steps(&self, role: Role, parent: u16) -> Steps {
        let Some(rules) = usize::from(role.rules).checked_sub(1).and_then(|index| self.rules.get(index))
        else {
            return Steps::default();
        };
        let fits = |(under, _): &&Numbered| under.is_empty() || under.contains(&parent);
        rules.iter().find(fits).map(|(_, steps)| *steps).unwrap_or_default()
    }

    fn compile(spec: &'static Spec, grammar: tree_sitter::Language) -> Self {
        let mut roles = Self {
            spec,
            by_kind: vec![Role::default(); grammar.node_kind_count()],
            rules: Vec::new(),
            grammar,
        };
        for (index, definition) in (1..).zip(spec.definitions) {
            roles.each(definition.node, |role| role.definition = index);
        }
        for (index, (node, _)) in (1..).zip(spec.calls) {
            roles.each(node, |role| role.call = index);
        }
        for node in spec.comments {
            roles.each(node, |role| role.comment = true);
        }
        for node in spec.imports.nodes {
            roles.each(node, |role| role.import = true);
        }
        for node in spec.identifiers {
            roles.each(node, |role| role.identifier = true);
        }
        for node in spec.wrappers {
            roles.each(node, |role| role.wrapper = true);
        }
        for node in spec.attributes {
            roles.each(node, |role| role.attribute = true);
        }
        for node in spec.tokens {
            roles.each(node, |role| role.tokens = true);
        }
        for node in spec.macros {
            roles.each(node, |role| role.is_macro = true);
        }
        roles.compile_flow();
        roles
    }

    fn compile_flow(&mut self) {
        let flow = &self.spec.flow;
        for node in flow.functions {
            self.each(node, |role| role.function = true);
        }
        for node in flow.classes {
            self.each(node, |role| role.class = true);
        }
        for node in flow.expressions {
            self.each(node, |role| role.expression = true);
        }
        for node in flow.strings {
            self.each(node, |role| role.string = true);
        }
        if self.spec.doc == Doc::FirstString {
            self.each("expression_statement", |role| role.statement = true);
        }
        let mut names: Vec<&str> = Vec::new();
        for rule in flow.rules {
            let under = rule.under.iter().flat_map(|node| self.numbers(node, true)).collect();
            match names.iter().position(|name| *name == rule.node) {
                Some(place) => self.rules[place].push((under, rule.steps)),
                None => {
                    names.push(rule.node);
                    self.rules.push(vec![(under, rule.steps)]);
                }
            }
        }
        for (index, name) in (1..).zip(names) {
            self.each(name, |role| role.rules = index);
        }
        for token in flow.logic {
            for kind in self.numbers(token, false) {
                self.by_kind[usize::from(kind)].logic = true;
            }
        }
        let ifs = flow.rules.iter().filter(|rule| rule.steps.has(Steps::IF)).map(|rule| rule.node);
        let mut any = false;
        for node in ifs {
            any = true;
            self.each(node, |role| role.holds_else = true);
        }
        if any {
            self.each("else_clause", |role| role.holds_else = true);
            for kind in self.numbers("else", false) {
                self.by_kind[usize::from(kind)].is_else = true;
            }
        }
    }

    /// The numbers that bear a name.
    fn numbers(&self, node: &str, named: bool) -> Vec<u16> {
        let kinds = (0u16..).take(self.by_kind.len());
        let fits = |kind: &u16| {
            self.grammar.node_kind_is_named(*kind) == named
                && self.grammar.node_kind_for_id(*kind) == Some(node)
        };
        kinds.filter(fits).collect()
    }

    /// Several numbers may bear one name.
    fn each(&mut self, node: &str, change: impl Fn(&mut Role)) {
        for kind in self.numbers(node, true) {
            change(&mut self.by_kind[usize::from(kind)]);
        }
    }
}

/// Files whose name says that something starts there.
pub(crate) const STARTS: &[&str] = &[
    "__main__.py",
    "main.py",
    "manage.py",
    "wsgi.py",
    "asgi.py",
    "main.rs",
    "main.go",
    "main.ts",
    "main.tsx",
    "index.html",
    "server.js",
    "server.ts",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::Name;

    #[test]
    fn every_name_in_the_data_is_one_of_the_grammar() {
        let unknown: Vec<String> =
            Language::ALL.iter().filter_map(|language| Roles::of(*language)).flat_map(unknown).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    /// Names in the data that the grammar does not have.
    fn unknown(roles: &Roles) -> Vec<String> {
        let spec = roles.spec;
        let mut nodes: Vec<&str> = [
            spec.comments,
            spec.identifiers,
            spec.imports.nodes,
            spec.wrappers,
            spec.attributes,
            spec.tokens,
            spec.macros,
            spec.declares,
            spec.brings,
        ]
        .concat();
        let mut fields = Vec::new();
        for definition in spec.definitions {
            nodes.push(definition.node);
            fields.extend(definition.by.iter().map(|(field, ..)| *field));
            fields.extend(definition.base);
            nodes.extend(definition.by.iter().map(|(_, node, _)| *node));
            match definition.name {
                Name::Field(field) => fields.push(field),
                Name::Child(node) => nodes.push(node),
                Name::Declarator | Name::Line => {}
            }
        }
        for (node, field) in spec.calls {
            nodes.push(node);
            fields.push(field);
        }
        let flow = &spec.flow;
        nodes.extend(flow.functions.iter().chain(flow.classes).chain(flow.strings).chain(flow.expressions));
        nodes.extend(flow.rules.iter().flat_map(|rule| rule.under.iter().chain([&rule.node])));
        fields.extend(flow.parameters);
        let tokens = flow.logic.iter().filter(|token| roles.grammar.id_for_node_kind(token, false) == 0);
        let tokens = tokens.map(|token| format!("{} has no token {token}", spec.name));
        let node = |node: &&&str| roles.grammar.id_for_node_kind(node, true) == 0;
        let field = |field: &&&str| !field.is_empty() && roles.grammar.field_id_for_name(field).is_none();
        let nodes = nodes.iter().filter(node).map(|node| format!("{} has no node {node}", spec.name));
        nodes
            .chain(tokens)
            .chain(fields.iter().filter(field).map(|field| format!("{} has no field {field}", spec.name)))
            .collect()
    }
}
