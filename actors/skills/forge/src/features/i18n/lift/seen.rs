//! What people read, and what is the program's own.

use tree_sitter::Node;

use super::Lifter;

/// Attributes whose texts nobody reads.
const UNSEEN_ATTRIBUTES: &[&str] = &[
    "className",
    "to",
    "type",
    "key",
    "id",
    "role",
    "htmlFor",
    "rel",
    "target",
    "autoComplete",
    "href",
    "path",
    "d",
    "viewBox",
    "fill",
    "stroke",
    "preserveAspectRatio",
    "inputMode",
    "accept",
    "textAnchor",
    "scope",
    "aria-live",
    "aria-controls",
    "aria-current",
    "aria-hidden",
    "aria-disabled",
    "aria-keyshortcuts",
    "dominantBaseline",
    "points",
    "aria-labelledby",
    "aria-describedby",
    "src",
    "dateTime",
    "style",
    "shape",
    "value",
    "data-side",
    "data-index",
    "dir",
    "dy",
    "start",
    "data-testid",
    "lang",
];

impl<'a> Lifter<'a> {
    /// Whether a text is the program's own.
    pub(super) fn is_code(&self, node: Node<'_>) -> bool {
        let Some(parent) = node.parent() else { return true };
        let own = match parent.kind() {
            "import_statement"
            | "export_statement"
            | "literal_type"
            | "subscript_expression"
            | "switch_case" => true,
            "pair" => parent.child_by_field_name("key") == Some(node),
            "binary_expression" => {
                let operator = parent.child_by_field_name("operator").map_or("", |it| self.text(it));
                matches!(operator, "===" | "!==" | "==" | "!=" | "in" | "<" | ">")
            }
            "arguments" => {
                let called = parent.parent();
                let name = called.and_then(|it| {
                    it.child_by_field_name("function").or_else(|| it.child_by_field_name("constructor"))
                });
                let name = name.map_or("", |it| self.text(it));
                ["t", "import", "Error", "TypeError"].contains(&name)
            }
            _ => false,
        };
        own || self.attribute_of(node).is_some_and(|it| UNSEEN_ATTRIBUTES.contains(&it))
    }

    /// The attribute that a text is in.
    fn attribute_of(&self, node: Node<'_>) -> Option<&'a str> {
        let mut at = node.parent();
        while let Some(it) = at {
            match it.kind() {
                "jsx_attribute" => return it.child(0).map(|name| self.text(name)),
                "arrow_function" | "jsx_element" | "jsx_self_closing_element" | "statement_block" => {
                    return None;
                }
                _ => at = it.parent(),
            }
        }
        None
    }
}

/// Whether a text is certain to be shown: it stands between tags, or within a text.
pub(super) fn is_shown(node: Node<'_>) -> bool {
    let mut at = node;
    while let Some(parent) = at.parent() {
        match parent.kind() {
            "template_substitution" => return true,
            "jsx_expression" => {
                return parent.parent().is_some_and(|it| matches!(it.kind(), "jsx_element" | "jsx_fragment"));
            }
            "ternary_expression" | "parenthesized_expression" | "binary_expression" => at = parent,
            _ => return false,
        }
    }
    false
}

/// Whether a text looks as if it were for people: words with a space between them, or one with a capital.
pub(super) fn reads(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let spaced = letters.windows(3).any(|it| it[0].is_alphabetic() && it[1] == ' ' && it[2].is_alphabetic());
    let capital = letters.first().is_some_and(|it| it.is_uppercase())
        && letters.get(1).is_some_and(|it| it.is_lowercase());
    let drawing = letters.first() == Some(&'M') && letters.get(1).is_some_and(char::is_ascii_digit);
    (spaced || capital) && !drawing && !text.starts_with('/') && !text.starts_with("./")
}
