//! Settings of an application of Flask: `app.config["NAME"]`, and what is set all at once.

use tree_sitter::Node;

use super::super::super::nodes::{children, field, line};
use super::super::{Kept, Literal, Said, dotted, text};

/// A longer one is no name of a setting.
const NAME_BYTES_MAX: usize = 100;

/// `app.config`, `current_app.config`, `self.config`.
fn is_config(object: &str) -> bool {
    object.ends_with(".config") && object.split('.').count() <= 4
}

/// Names of Flask's settings are in capitals, and no others are read.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    (2..=NAME_BYTES_MAX).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(plain)
}

pub fn subscript(node: Node<'_>, source: &[u8], kept: &mut Vec<Kept>) {
    if node.kind() != "subscript" {
        return;
    }
    let (Some(object), Some(key)) = (field(node, "value"), field(node, "subscript")) else { return };
    if key.kind() != "string" || !is_config(&dotted(text(object, source))) {
        return;
    }
    let name = text(key, source).trim_matches(['"', '\'']);
    let outer = node.parent().filter(|outer| outer.kind() == "assignment");
    let is_set = outer.and_then(|outer| field(outer, "left")) == Some(node);
    if is_name(name) {
        kept.push(Kept { name: name.to_owned(), line: line(node), is_set });
    }
}

/// `app.config.get("NAME")`, `app.config.setdefault("NAME", 1)`, `app.config.from_mapping(NAME=1)`.
pub fn called(node: Node<'_>, said: &Said, source: &[u8], kept: &mut Vec<Kept>) {
    let (object, way) = said.method();
    // An attribute of the application that reads the setting whenever it is asked.
    let is_attribute = way == "ConfigAttribute";
    if !is_config(object) && !is_attribute {
        return;
    }
    let mut put = |name: &str, line: u32, is_set: bool| {
        if is_name(name) {
            kept.push(Kept { name: name.to_owned(), line, is_set });
        }
    };
    match way {
        "get" | "pop" | "setdefault" | "ConfigAttribute" => {
            let name = said.positional(0).and_then(Literal::text);
            name.into_iter().for_each(|name| put(name, said.line, way == "setdefault"));
        }
        "from_mapping" | "update" => {
            for argument in field(node, "arguments").map(children).unwrap_or_default() {
                let name = field(argument, "name").filter(|_| argument.kind() == "keyword_argument");
                name.into_iter().for_each(|name| put(text(name, source), line(argument), true));
                for pair in children(argument).into_iter().filter(|_| argument.kind() == "dictionary") {
                    let key = field(pair, "key").map(|key| text(key, source).trim_matches(['"', '\'']));
                    key.into_iter().for_each(|key| put(key, line(pair), true));
                }
            }
        }
        _ => {}
    }
}
