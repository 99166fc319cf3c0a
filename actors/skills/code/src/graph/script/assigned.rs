//! Which names a piece of a script declares and assigns.

use std::collections::HashSet;

use tree_sitter::Node;

use super::{children, field};

pub const FUNCTIONS: &[&str] = &[
    "function_declaration",
    "generator_function_declaration",
    "function_expression",
    "generator_function",
    "arrow_function",
    "method_definition",
];

/// Names assigned below, those of functions inside included.
pub fn anywhere(node: Node<'_>, source: &[u8]) -> HashSet<String> {
    collect(node, source, true)
}

/// Names that functions inside assign: their order is unknown.
pub fn by_inner(node: Node<'_>, source: &[u8]) -> HashSet<String> {
    collect(node, source, false)
}

fn collect(node: Node<'_>, source: &[u8], outer: bool) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut stack: Vec<(Node<'_>, bool)> = children(node).into_iter().map(|child| (child, outer)).collect();
    while let Some((node, counts)) = stack.pop() {
        if counts {
            let target = match node.kind() {
                "assignment_expression" | "augmented_assignment_expression" | "for_in_statement" => {
                    field(node, "left")
                }
                "variable_declarator" => field(node, "name"),
                _ => None,
            };
            if let Some(target) = target
                && (outer || node.kind() != "variable_declarator")
            {
                bound(target, source, &mut names);
            }
        }
        let inside = counts || FUNCTIONS.contains(&node.kind());
        stack.extend(children(node).into_iter().map(|child| (child, inside)));
    }
    names
}

/// The names in a pattern.
pub fn bound(pattern: Node<'_>, source: &[u8], names: &mut HashSet<String>) {
    let mut stack = vec![pattern];
    while let Some(node) = stack.pop() {
        match node.kind() {
            "identifier" | "shorthand_property_identifier_pattern" | "shorthand_property_identifier" => {
                names.extend(node.utf8_text(source).ok().map(str::to_owned));
            }
            "member_expression" | "subscript_expression" | "type_annotation" => {}
            "pair_pattern" => stack.extend(field(node, "value")),
            "assignment_pattern" | "object_assignment_pattern" => stack.extend(field(node, "left")),
            _ => stack.extend(children(node)),
        }
    }
}

/// `var`s of a function, wherever they stand in it.
pub fn vars(body: Node<'_>, source: &[u8]) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut stack = children(body);
    while let Some(node) = stack.pop() {
        if FUNCTIONS.contains(&node.kind()) || node.kind() == "class_body" {
            continue;
        }
        if node.kind() == "variable_declaration" {
            for declarator in children(node) {
                field(declarator, "name").into_iter().for_each(|name| bound(name, source, &mut names));
            }
        }
        if node.kind() == "for_in_statement" && field(node, "kind").is_some_and(|kind| kind.kind() == "var") {
            field(node, "left").into_iter().for_each(|left| bound(left, source, &mut names));
        }
        stack.extend(children(node));
    }
    names
}

/// Names that the statements of a block itself declare.
pub fn declared(block: Node<'_>, source: &[u8]) -> HashSet<String> {
    let mut names = HashSet::new();
    for statement in children(block) {
        one(statement, source, &mut names);
    }
    names
}

fn one(node: Node<'_>, source: &[u8], names: &mut HashSet<String>) {
    match node.kind() {
        "lexical_declaration" | "variable_declaration" => {
            for declarator in children(node) {
                field(declarator, "name").into_iter().for_each(|name| bound(name, source, names));
            }
        }
        "export_statement" | "ambient_declaration" | "expression_statement" => {
            for child in children(node) {
                if !matches!(child.kind(), "decorator" | "assignment_expression" | "call_expression") {
                    one(child, source, names);
                }
            }
        }
        "import_statement" => imported(node, source, names),
        "function_declaration"
        | "generator_function_declaration"
        | "function_signature"
        | "class_declaration"
        | "abstract_class_declaration"
        | "interface_declaration"
        | "type_alias_declaration"
        | "enum_declaration"
        | "internal_module"
        | "module" => {
            let name = field(node, "name").and_then(|name| name.utf8_text(source).ok());
            names.extend(name.map(str::to_owned));
        }
        _ => {}
    }
}

fn imported(node: Node<'_>, source: &[u8], names: &mut HashSet<String>) {
    let mut stack = children(node);
    while let Some(node) = stack.pop() {
        match node.kind() {
            "identifier" => names.extend(node.utf8_text(source).ok().map(str::to_owned)),
            "import_specifier" => stack.extend(field(node, "alias").or(field(node, "name"))),
            "string" => {}
            _ => stack.extend(children(node)),
        }
    }
}
