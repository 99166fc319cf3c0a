//! Which names a piece of Python assigns: what makes a name local, and what a loop may change.

use std::collections::HashSet;

use tree_sitter::Node;

use super::{children, field};

/// Names bound in a scope, without those of functions, classes and lambdas inside.
pub fn in_body(node: Node<'_>, source: &[u8]) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut stack = children(node);
    while let Some(node) = stack.pop() {
        match node.kind() {
            "function_definition" | "class_definition" => name(field(node, "name"), source, &mut names),
            "lambda" => {}
            "assignment" | "augmented_assignment" | "for_statement" => {
                targets(field(node, "left"), source, &mut names);
                stack.extend(children(node));
            }
            "for_in_clause" => stack.extend(field(node, "right")),
            "named_expression" => {
                name(field(node, "name"), source, &mut names);
                stack.extend(field(node, "value"));
            }
            "as_pattern_target" => targets(node.named_child(0), source, &mut names),
            "import_statement" | "import_from_statement" | "future_import_statement" => {
                imported(node, source, &mut names)
            }
            "case_pattern" => captures(node, source, &mut names),
            "type_alias_statement" => {
                targets(field(node, "left").and_then(|n| n.named_child(0)), source, &mut names)
            }
            _ => stack.extend(children(node)),
        }
    }
    for kind in ["global_statement", "nonlocal_statement"] {
        for outer in declared_here(node, source, kind) {
            names.remove(&outer);
        }
    }
    names
}

pub fn sorted(names: &HashSet<String>) -> Vec<&String> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    sorted
}

/// Names in statements of one kind anywhere below.
pub fn declared(node: Node<'_>, source: &[u8], kind: &str) -> HashSet<String> {
    collect(node, source, kind, true)
}

/// The same, without functions and classes inside.
pub fn declared_here(node: Node<'_>, source: &[u8], kind: &str) -> HashSet<String> {
    collect(node, source, kind, false)
}

fn collect(node: Node<'_>, source: &[u8], kind: &str, inner: bool) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut stack = children(node);
    while let Some(node) = stack.pop() {
        if node.kind() == kind {
            children(node).into_iter().for_each(|child| name(Some(child), source, &mut names));
        } else if inner || !matches!(node.kind(), "function_definition" | "class_definition" | "lambda") {
            stack.extend(children(node));
        }
    }
    names
}

fn name(node: Option<Node<'_>>, source: &[u8], names: &mut HashSet<String>) {
    if let Some(text) = node.and_then(|node| node.utf8_text(source).ok()) {
        names.insert(text.to_owned());
    }
}

fn targets(node: Option<Node<'_>>, source: &[u8], names: &mut HashSet<String>) {
    let mut stack: Vec<Node<'_>> = node.into_iter().collect();
    while let Some(node) = stack.pop() {
        match node.kind() {
            "identifier" => name(Some(node), source, names),
            "attribute" | "subscript" => {}
            _ => stack.extend(children(node)),
        }
    }
}

fn imported(node: Node<'_>, source: &[u8], names: &mut HashSet<String>) {
    let mut cursor = node.walk();
    for child in node.children_by_field_name("name", &mut cursor) {
        match child.kind() {
            "aliased_import" => name(field(child, "alias"), source, names),
            _ if node.kind() == "import_statement" => name(child.named_child(0), source, names),
            _ => name(Some(child), source, names),
        }
    }
}

fn captures(node: Node<'_>, source: &[u8], names: &mut HashSet<String>) {
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        match node.kind() {
            "identifier" => name(Some(node), source, names),
            "dotted_name" if node.named_child_count() == 1 => name(node.named_child(0), source, names),
            "dotted_name" => {}
            "class_pattern" | "keyword_pattern" => stack.extend(children(node).into_iter().skip(1)),
            _ => stack.extend(children(node)),
        }
    }
}
