//! Halstead's operators and operands of Python, as radon takes them from the syntax tree: those of expressions.

use tree_sitter::Node;

use super::halstead::{Words, hash};

/// How deep brackets around an operand may go.
const BRACKETS_MAX: usize = 64;

/// Operators and operands of one expression; `context` is the function around it, for which an operand is a different one.
pub fn expression(node: Node<'_>, text: &str, context: u64, words: &mut Words) {
    match node.kind() {
        "binary_operator" => {
            operator(node.child_by_field_name("operator"), "", text, words);
            operands(node, &["left", "right"], text, context, words);
        }
        "augmented_assignment" => {
            if let Some(sign) = node.child_by_field_name("operator") {
                words.operator(hash(of(sign, text).trim_end_matches('=')));
            }
            operands(node, &["left", "right"], text, context, words);
        }
        "unary_operator" => {
            operator(node.child_by_field_name("operator"), "unary", text, words);
            operands(node, &["argument"], text, context, words);
        }
        "not_operator" => {
            words.operator(hash("not"));
            operands(node, &["argument"], text, context, words);
        }
        "boolean_operator" => boolean(node, text, context, words),
        "union_type" => union(node, text, context, words),
        "comparison_operator" => comparison(node, text, context, words),
        _ => {}
    }
}

/// `a and b and c` is one operator with three operands.
fn boolean(node: Node<'_>, text: &str, context: u64, words: &mut Words) {
    let sign = node.child_by_field_name("operator").map(|sign| sign.kind_id());
    let left = node.child_by_field_name("left");
    let continues = left.is_some_and(|left| {
        left.kind() == "boolean_operator"
            && left.child_by_field_name("operator").map(|sign| sign.kind_id()) == sign
    });
    if continues {
        operands(node, &["right"], text, context, words);
    } else {
        operator(node.child_by_field_name("operator"), "", text, words);
        operands(node, &["left", "right"], text, context, words);
    }
}

fn comparison(node: Node<'_>, text: &str, context: u64, words: &mut Words) {
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        if child.is_named() {
            if !child.is_extra() {
                words.operand(operand(child, text, context));
            }
        } else {
            words.operator(hash(("compare", child.kind())));
        }
    }
}

/// `A | B` in an annotation is an expression like any other.
fn union(node: Node<'_>, text: &str, context: u64, words: &mut Words) {
    words.operator(hash("|"));
    let mut cursor = node.walk();
    for side in node.named_children(&mut cursor).filter(|child| !child.is_extra()) {
        words.operand(operand(side, text, context));
    }
}

fn operator(sign: Option<Node<'_>>, kind: &str, text: &str, words: &mut Words) {
    let Some(sign) = sign else { return };
    let sign = of(sign, text);
    words.operator(if kind.is_empty() { hash(sign) } else { hash((kind, sign)) });
}

fn operands(node: Node<'_>, fields: &[&str], text: &str, context: u64, words: &mut Words) {
    for field in fields {
        if let Some(found) = node.child_by_field_name(field) {
            words.operand(operand(found, text, context));
        }
    }
}

/// An operand is the same as another of its function if it has the same name or value; all else is itself only.
fn operand(node: Node<'_>, text: &str, context: u64) -> u64 {
    let mut at = node;
    for _ in 0..BRACKETS_MAX {
        match (at.kind(), at.named_child(0)) {
            ("parenthesized_expression" | "type", Some(inner)) => at = inner,
            _ => break,
        }
    }
    let known = match at.kind() {
        "identifier" => Some(hash(of(at, text))),
        "attribute" => at.child_by_field_name("attribute").map(|name| hash(of(name, text))),
        "string" => string(at, text).map(hash),
        "concatenated_string" => concatenated(at, text).map(hash),
        "integer" => Some(integer(of(at, text))),
        "float" => Some(float(of(at, text))),
        "true" => Some(number(1)),
        "false" => Some(number(0)),
        "none" => Some(hash("the value none")),
        "ellipsis" => Some(hash("the value ellipsis")),
        _ => None,
    };
    hash((context, known.unwrap_or_else(|| hash((at.start_byte(), at.end_byte(), "place")))))
}

fn number(value: u128) -> u64 {
    hash(("number", value))
}

fn integer(written: &str) -> u64 {
    let digits = written.replace('_', "").to_ascii_lowercase();
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits.as_str()),
    };
    u128::from_str_radix(digits, radix).map_or_else(|_| float(written), number)
}

fn float(written: &str) -> u64 {
    let digits = written.replace('_', "");
    match digits.parse::<f64>() {
        Ok(value) if value >= 0.0 && value.fract() == 0.0 && value < 1e18 => number(value as u128),
        Ok(value) => hash(("float", value.to_bits())),
        Err(_) => hash(("written", digits)),
    }
}

/// A string's value where it is plain; an f-string is none.
fn string(node: Node<'_>, text: &str) -> Option<String> {
    let whole = of(node, text);
    let prefix: String =
        whole.chars().take_while(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    if prefix.contains('f') || prefix.contains('t') {
        return None;
    }
    let body = &whole[prefix.len()..];
    let quotes = if body.starts_with("\"\"\"") || body.starts_with("'''") { 3 } else { 1 };
    let inner = body.get(quotes..body.len().saturating_sub(quotes)).unwrap_or_default();
    let value = if prefix.contains('r') { inner.to_owned() } else { unescaped(inner) };
    Some(if prefix.contains('b') { format!("bytes {value}") } else { value })
}

fn concatenated(node: Node<'_>, text: &str) -> Option<String> {
    let mut cursor = node.walk();
    let parts: Option<Vec<String>> = node
        .named_children(&mut cursor)
        .filter(|part| part.kind() == "string")
        .map(|part| string(part, text))
        .collect();
    parts.map(|parts| parts.concat())
}

fn unescaped(inner: &str) -> String {
    if !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut value = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => value.push('\n'),
            Some('t') => value.push('\t'),
            Some('r') => value.push('\r'),
            Some('0') => value.push('\0'),
            Some('\n') | None => {}
            Some(c @ ('\\' | '\'' | '"')) => value.push(c),
            Some(c) => value.extend(['\\', c]),
        }
    }
    value
}

fn of<'a>(node: Node<'_>, text: &'a str) -> &'a str {
    text.get(node.byte_range()).unwrap_or_default()
}
