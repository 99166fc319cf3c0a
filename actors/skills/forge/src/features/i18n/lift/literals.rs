//! Texts in quotes and in backquotes.

use tree_sitter::Node;

use super::Lifter;
use super::seen::{is_shown, reads};

impl Lifter<'_> {
    pub(super) fn string(&mut self, node: Node<'_>) -> String {
        let whole = self.text(node).to_owned();
        if self.is_code(node) {
            return whole;
        }
        let said = unquoted(&whole);
        let shown = is_shown(node);
        let found = self
            .catalogue
            .find(self.area, &said)
            .filter(|it| it.placeholders().is_empty() && !it.is_plural());
        if let Some(message) = found.filter(|it| shown || it.is_meant_in_code()).cloned() {
            let call = self.translated(&message, Vec::new());
            let attribute = node.parent().is_some_and(|it| it.kind() == "jsx_attribute");
            return if attribute { format!("{{{call}}}") } else { call };
        }
        if found.is_none() && reads(&said) {
            self.escaped.push(said);
        }
        whole
    }

    pub(super) fn template(&mut self, node: Node<'_>) -> String {
        if self.is_code(node) {
            return self.inside(node);
        }
        let mut cursor = node.walk();
        let substitutions: Vec<Node<'_>> =
            node.children(&mut cursor).filter(|it| it.kind() == "template_substitution").collect();
        let mut shape = String::new();
        let mut plain = String::new();
        let mut at = node.start_byte() + 1;
        for it in &substitutions {
            shape.push_str(&self.source[at..it.start_byte()]);
            plain.push_str(&self.source[at..it.start_byte()]);
            shape.push_str("{}");
            plain.push(' ');
            at = it.end_byte();
        }
        shape.push_str(&self.source[at..node.end_byte() - 1]);
        plain.push_str(&self.source[at..node.end_byte() - 1]);
        let values: Vec<Node<'_>> = substitutions.iter().filter_map(|it| it.named_child(0)).collect();
        let words = plain.chars().any(char::is_alphabetic);
        if words && let Some(call) = self.call_for(&shape, &values) {
            return if node.parent().is_some_and(|it| it.kind() == "jsx_attribute") {
                format!("{{{call}}}")
            } else {
                call
            };
        }
        if words && reads(plain.trim()) {
            self.escaped.push(shape);
        }
        self.inside(node)
    }
}

pub(crate) fn unquoted(literal: &str) -> String {
    let inner = literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default();
    inner.replace("\\'", "'").replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\")
}
