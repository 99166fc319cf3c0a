//! A language's data by number: what each kind of node of its grammar means, so that the walk looks nothing up by name.

use std::sync::OnceLock;

use crate::language::Language;
use crate::languages::{Definition, Spec};

/// What a kind of node is for the walk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Role {
    /// One more than the place in the language's definitions; zero is none.
    definition: u8,
    /// The same for its calls.
    call: u8,
    pub comment: bool,
    pub identifier: bool,
    pub wrapper: bool,
    pub attribute: bool,
}

/// The roles of a language's nodes.
pub struct Roles {
    pub spec: &'static Spec,
    pub grammar: tree_sitter::Language,
    by_kind: Vec<Role>,
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

    fn compile(spec: &'static Spec, grammar: tree_sitter::Language) -> Self {
        let mut roles = Self { spec, by_kind: vec![Role::default(); grammar.node_kind_count()], grammar };
        for (index, definition) in (1..).zip(spec.definitions) {
            roles.each(definition.node, |role| role.definition = index);
        }
        for (index, (node, _)) in (1..).zip(spec.calls) {
            roles.each(node, |role| role.call = index);
        }
        for node in spec.comments {
            roles.each(node, |role| role.comment = true);
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
        roles
    }

    /// Several numbers may bear one name.
    fn each(&mut self, node: &str, change: impl Fn(&mut Role)) {
        for (kind, role) in (0u16..).zip(&mut self.by_kind) {
            if self.grammar.node_kind_is_named(kind) && self.grammar.node_kind_for_id(kind) == Some(node) {
                change(role);
            }
        }
    }
}

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
        let mut nodes: Vec<&str> = [spec.comments, spec.identifiers, spec.wrappers, spec.attributes].concat();
        let mut fields = Vec::new();
        for definition in spec.definitions {
            nodes.push(definition.node);
            fields.extend(definition.by.iter().map(|(field, ..)| *field));
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
        let node = |node: &&&str| roles.grammar.id_for_node_kind(node, true) == 0;
        let field = |field: &&&str| !field.is_empty() && roles.grammar.field_id_for_name(field).is_none();
        let nodes = nodes.iter().filter(node).map(|node| format!("{} has no node {node}", spec.name));
        nodes
            .chain(fields.iter().filter(field).map(|field| format!("{} has no field {field}", spec.name)))
            .collect()
    }
}
