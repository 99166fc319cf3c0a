//! Scripts inside of pages and components, as the bytes that a parser of their language is to read.

use tree_sitter::{Node, Point, Range, Tree};

use crate::language::Language;
use crate::limits;

/// What one parser reads of a file, in its order.
pub struct Script {
    pub language: Language,
    pub ranges: Vec<Range>,
}

/// Parts of a component's markup that hold an expression, and the field of it where other text stands beside it.
const EXPRESSIONS: &[(&str, Option<&str>)] = &[
    ("expression", None),
    // `{...rest}` and `{name}` among attributes.
    ("attribute_name", None),
    ("if_start", Some("condition")),
    ("else_if_start", Some("condition")),
    ("each_start", Some("identifier")),
    ("key_start", None),
    ("await_start", None),
    ("html_tag", None),
    ("const_tag", None),
    ("debug_tag", None),
    ("render_tag", None),
];

/// The scripts of a page, each by itself, with the language that it says it has.
pub fn scripts(tree: &Tree, text: &str) -> Vec<Script> {
    let mut found = Vec::new();
    each(tree, |node| {
        let is_script = node.kind() == "script_element";
        if is_script && let Some((language, range)) = script(node, text) {
            found.push(Script { language, ranges: vec![range] });
        }
        !is_script
    });
    found
}

/// A component of Svelte as one script: those it has, and the expressions of its markup, each as a block. They share their names.
pub fn component(tree: &Tree, text: &str) -> Option<Script> {
    let (mut language, mut ranges) = (Language::JavaScript, Vec::new());
    each(tree, |node| {
        if node.kind() == "script_element" {
            if let Some((own, range)) = script(node, text) {
                language = if own == Language::JavaScript { language } else { own };
                ranges.push(range);
            }
            return false;
        }
        match expression(node, text) {
            Some(block) => {
                ranges.extend(block);
                false
            }
            None => true,
        }
    });
    (!ranges.is_empty()).then_some(Script { language, ranges })
}

/// `{`, what is computed, and `}`; what says how it is used is left out.
fn expression(node: Node<'_>, text: &str) -> Option<[Range; 3]> {
    let (_, field) = EXPRESSIONS.iter().find(|(kind, _)| *kind == node.kind())?;
    let inner = match field {
        Some(field) => node.child_by_field_name(field)?,
        None => {
            let mut cursor = node.walk();
            node.children(&mut cursor).find(|child| child.kind() == "svelte_raw_text")?
        }
    };
    let (open, close) = (node.child(0)?, node.child(node.child_count().checked_sub(1)?)?);
    let braces = open.kind() == "{" && close.kind() == "}" && open.end_byte() <= inner.start_byte();
    if !braces || inner.start_byte() >= inner.end_byte() {
        return None;
    }
    let inner = without_dots(inner.range(), text);
    let inner = if node.kind() == "await_start" { waited_for(inner, text) } else { inner };
    Some([open.range(), inner, close.range()])
}

/// `{#await load() then rows}`: what comes then has a name of its own.
fn waited_for(mut range: Range, text: &str) -> Range {
    let inner = text.get(range.start_byte..range.end_byte).unwrap_or_default();
    let end = [" then", " catch"].iter().filter_map(|word| inner.find(word)).min();
    if let Some(end) = end.filter(|end| !inner[..*end].contains('\n')) {
        range.end_byte = range.start_byte + end;
        range.end_point = Point { column: range.start_point.column + end, ..range.start_point };
    }
    range
}

/// The text of a component as its grammar knows it: what is attached is an expression like others, of the same length.
pub fn known(text: &str) -> String {
    const ATTACHED: &str = "{@attach";
    text.replace(ATTACHED, &format!("{{{}", " ".repeat(ATTACHED.len() - 1)))
}

/// `{...props}`: what is spread is an expression.
fn without_dots(mut range: Range, text: &str) -> Range {
    const DOTS: &str = "...";
    if text.get(range.start_byte..range.end_byte).is_some_and(|inner| inner.starts_with(DOTS)) {
        range.start_byte += DOTS.len();
        range.start_point = Point { column: range.start_point.column + DOTS.len(), ..range.start_point };
    }
    range
}

/// Visits nodes in their order, down to those of which it is told to stop.
fn each<'t>(tree: &'t Tree, mut visit: impl FnMut(Node<'t>) -> bool) {
    let mut cursor = tree.walk();
    let mut depth = 0;
    loop {
        if visit(cursor.node()) && depth < limits::DEPTH_MAX && cursor.goto_first_child() {
            depth += 1;
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            depth -= 1;
        }
    }
}

fn script(element: Node<'_>, text: &str) -> Option<(Language, Range)> {
    let mut cursor = element.walk();
    let children: Vec<Node> = element.children(&mut cursor).collect();
    let body = children.iter().find(|node| node.kind() == "raw_text")?;
    let tag = children.first().and_then(|tag| text.get(tag.byte_range())).unwrap_or_default();
    let language = match tag {
        _ if tag.contains("lang=\"tsx\"") || tag.contains("lang='tsx'") => Language::Tsx,
        _ if tag.contains("lang=\"ts\"") || tag.contains("lang='ts'") => Language::TypeScript,
        _ if tag.contains("json") || tag.contains("template") => return None,
        _ => Language::JavaScript,
    };
    Some((language, body.range()))
}
