//! Statements that import, as they are written.

mod rust;

use tree_sitter::Node;

use super::super::ir::Import;
use super::super::nodes::{children, field, line};

pub use rust::rust;

/// A longer specifier is data.
const SPECIFIER_BYTES_MAX: usize = 200;

/// `import a.b as c, d` and `from a import b`.
pub fn python(node: Node<'_>, source: &[u8]) -> Vec<Import> {
    match node.kind() {
        "import_statement" => named(node).into_iter().flat_map(|name| module(name, node, source)).collect(),
        "import_from_statement" => names_of_module(node, source).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// `import a.b` binds `a`, which is then asked for too.
fn module(name: Node<'_>, statement: Node<'_>, source: &[u8]) -> Vec<Import> {
    let (name, alias) = aliased(name);
    let name = name.map_or("", |name| of(name, source));
    let first = name.split('.').next().unwrap_or_default();
    let mut found = vec![Import::of(name, line(statement))];
    let bound = alias.map_or(first, |alias| of(alias, source));
    if alias.is_none() && name != first {
        found.push(Import::of(first, line(statement)));
    }
    if let Some(last) = found.last_mut() {
        last.bound.push((bound.into(), "".into()));
    }
    found
}

fn names_of_module(node: Node<'_>, source: &[u8]) -> Option<Import> {
    let module = of(field(node, "module_name")?, source);
    let mut import = Import::of(module.trim_start_matches('.').trim(), line(node));
    import.level = module.bytes().take_while(|byte| *byte == b'.').count() as u32;
    if children(node).into_iter().any(|child| child.kind() == "wildcard_import") {
        import.names.push("*".into());
    }
    for name in named(node) {
        let (name, alias) = aliased(name);
        let name = name.map_or("", |name| of(name, source));
        import.names.push(name.into());
        import.bound.push((alias.map_or(name, |alias| of(alias, source)).into(), name.into()));
    }
    Some(import)
}

fn aliased(name: Node<'_>) -> (Option<Node<'_>>, Option<Node<'_>>) {
    match name.kind() {
        "aliased_import" => (field(name, "name"), field(name, "alias")),
        _ => (Some(name), None),
    }
}

/// Every form of [`script`] as a list.
pub fn scripts(node: Node<'_>, source: &[u8]) -> Vec<Import> {
    script(node, source).into_iter().collect()
}

/// `import … from "x"`, `export … from "x"`, `import x = require("x")`, `import("x")` and `require("x")`.
pub fn script(node: Node<'_>, source: &[u8]) -> Option<Import> {
    match node.kind() {
        "import_statement" => import(node, source),
        "export_statement" => export(node, source),
        "call_expression" => called(node, source),
        _ => None,
    }
}

fn import(node: Node<'_>, source: &[u8]) -> Option<Import> {
    if let Some(clause) = children(node).into_iter().find(|part| part.kind() == "import_require_clause") {
        let from = field(clause, "source")?;
        let mut import = Import::of(&literal(from, source).unwrap_or_default(), line(from));
        let name = clause.named_child(0).map_or("", |name| of(name, source));
        import.bound.push((name.into(), "=".into()));
        return Some(import);
    }
    let mut import = of_source(node, source)?;
    let clause = children(node).into_iter().find(|part| part.kind() == "import_clause");
    for part in clause.into_iter().flat_map(children) {
        match part.kind() {
            "identifier" => import.take("default".into(), of(part, source)),
            "namespace_import" => {
                let local = part.named_child(0).map_or("", |name| of(name, source));
                import.names.push("*".into());
                import.bound.push((local.into(), "".into()));
            }
            _ => {
                for specifier in children(part) {
                    let Some(name) = field(specifier, "name") else { continue };
                    let local = field(specifier, "alias").unwrap_or(name);
                    let there = literal(name, source).unwrap_or_else(|| of(name, source).into());
                    import.take(there, of(local, source));
                }
            }
        }
    }
    Some(import)
}

fn export(node: Node<'_>, source: &[u8]) -> Option<Import> {
    let mut import = of_source(node, source)?;
    match children(node).into_iter().find(|part| part.kind() == "export_clause") {
        Some(clause) => {
            let names = children(clause).into_iter().filter_map(|specifier| field(specifier, "name"));
            import.names = names.map(|name| of(name, source).into()).collect();
        }
        None => import.names.push("*".into()),
    }
    Some(import)
}

fn of_source(node: Node<'_>, source: &[u8]) -> Option<Import> {
    let from = field(node, "source")?;
    let mut import = Import::of(&literal(from, source).unwrap_or_default(), line(from));
    let mut cursor = node.walk();
    import.types_only = node.children(&mut cursor).any(|child| child.kind() == "type");
    Some(import)
}

fn called(node: Node<'_>, source: &[u8]) -> Option<Import> {
    let function = field(node, "function")?;
    let required = function.kind() == "identifier" && of(function, source) == "require";
    if !required && function.kind() != "import" {
        return None;
    }
    let from = field(node, "arguments")?.named_child(0)?;
    if required && from.kind() != "string" {
        return None;
    }
    Some(Import::of(&literal(from, source).unwrap_or_default(), line(from)))
}

/// The value of a string that is written without escapes, or of a number.
pub fn literal(node: Node<'_>, source: &[u8]) -> Option<Box<str>> {
    let whole = of(node, source);
    let inner =
        || whole.get(1..whole.len().saturating_sub(1)).filter(|inner| inner.len() <= SPECIFIER_BYTES_MAX);
    match node.kind() {
        "number" => Some(whole.into()),
        "string" => inner().filter(|inner| !inner.contains('\\')).map(Into::into),
        "template_string" if node.named_child_count() <= 1 => {
            let plain = children(node).into_iter().all(|part| part.kind() == "string_fragment");
            inner().filter(|_| plain).map(Into::into)
        }
        _ => None,
    }
}

fn named(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children_by_field_name("name", &mut cursor).collect()
}

fn of<'a>(node: Node<'_>, source: &'a [u8]) -> &'a str {
    std::str::from_utf8(source.get(node.byte_range()).unwrap_or_default()).unwrap_or_default()
}
