//! `use` and `mod` of Rust.

use tree_sitter::Node;

use super::super::super::ir::Import;
use super::super::super::nodes::{field, line};
use super::of;

/// Lists within lists are read to this depth.
const LISTS_MAX: usize = 16;

/// A module with its path as it is written, `crate::store`, and the names taken out of it; [`Import::level`] counts the modules of the same
/// file around it. `mod store;` is the module `self::store`.
pub fn rust(node: Node<'_>, source: &[u8]) -> Vec<Import> {
    let mut found = match node.kind() {
        "use_declaration" => field(node, "argument").map(|tree| used(tree, source)).unwrap_or_default(),
        "mod_item" if field(node, "body").is_none() => {
            let name = field(node, "name").map_or("", |name| of(name, source));
            vec![Import::of(&format!("self::{}", plain(name)), line(node))]
        }
        _ => Vec::new(),
    };
    if !found.is_empty() {
        let level = modules_around(node);
        found.iter_mut().for_each(|import| import.level = level);
    }
    found
}

fn modules_around(node: Node<'_>) -> u32 {
    let mut level = 0;
    let mut at = node.parent();
    while let Some(around) = at {
        level += u32::from(around.kind() == "mod_item");
        at = around.parent();
    }
    level
}

fn used(tree: Node<'_>, source: &[u8]) -> Vec<Import> {
    let mut found: Vec<Import> = Vec::new();
    let mut open = vec![(tree, String::new(), 0_usize)];
    while let Some((node, before, depth)) = open.pop() {
        let path = |node: Option<Node<'_>>| joined(&before, node.map_or("", |node| of(node, source)));
        match node.kind() {
            _ if depth > LISTS_MAX => {}
            "scoped_use_list" => {
                let path = path(field(node, "path"));
                open.extend(field(node, "list").map(|list| (list, path, depth + 1)));
            }
            "use_list" => {
                let mut cursor = node.walk();
                let parts: Vec<Node<'_>> = node.named_children(&mut cursor).collect();
                open.extend(parts.into_iter().rev().map(|part| (part, before.clone(), depth + 1)));
            }
            "use_as_clause" => {
                let local = field(node, "alias").map_or("", |alias| of(alias, source));
                take(&mut found, &path(field(node, "path")), Some(local), line(node));
            }
            "use_wildcard" => take(&mut found, &joined(&path(node.named_child(0)), "*"), None, line(node)),
            "identifier" | "scoped_identifier" | "self" | "crate" | "super" => {
                take(&mut found, &path(Some(node)), None, line(node));
            }
            _ => {}
        }
    }
    found
}

/// Adds what a whole path takes: its last name out of what stands before.
fn take(found: &mut Vec<Import>, path: &str, local: Option<&str>, line: u32) {
    let path = path.strip_suffix("::self").unwrap_or(path);
    let Some((module, name)) = path.rsplit_once("::") else {
        found.push(Import::of(path, line));
        return;
    };
    let at = found.iter().position(|import| *import.module == *module);
    let at = at.unwrap_or_else(|| {
        found.push(Import::of(module, line));
        found.len() - 1
    });
    match name {
        "*" => found[at].names.push("*".into()),
        _ => found[at].take(name.into(), local.unwrap_or(name)),
    }
}

fn joined(before: &str, rest: &str) -> String {
    let rest: String = rest.split_whitespace().collect();
    let rest = rest.split("::").map(plain).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("::");
    match (before, rest.as_str()) {
        ("", _) => rest,
        (_, "") => before.to_owned(),
        _ => format!("{before}::{rest}"),
    }
}

/// `r#type` is called `type`.
fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
