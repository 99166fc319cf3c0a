//! What calls are called on, as far as it is written: a type, a module, or a variable whose declaration names its type.

mod written;

use std::collections::HashMap;

use tree_sitter::{Node, Tree};

use crate::facts::{FileFacts, MentionKind};
use crate::roles::Roles;
use written::{called, created, made, plain_type, result, without_generics};

/// How deep lists of imported names lie in one another.
const LISTS_MAX: u32 = 16;
/// How far back a call's receiver may reach; longer ones are chains.
const RECEIVER_BYTES_MAX: usize = 200;

/// A variable, field or parameter with a type.
struct Declared<'t> {
    /// Bytes in which it counts.
    scope: (usize, usize),
    byte: usize,
    kind: &'t str,
}

#[derive(Default)]
struct Names<'t> {
    declared: HashMap<&'t str, Vec<Declared<'t>>>,
    /// Names from elsewhere, with their whole path.
    brought: HashMap<&'t str, String>,
}

/// Notes on each call of a file what it is called on.
pub fn find(roles: &Roles, tree: &Tree, text: &str, facts: &mut FileFacts) {
    if roles.spec.declares.is_empty() {
        return;
    }
    let names = Names::read(roles, tree, text);
    let mut known: HashMap<String, u32> = HashMap::new();
    for at in 0..facts.mentions.len() {
        let mention = facts.mentions[at];
        if mention.kind != MentionKind::Call {
            continue;
        }
        let Some(of) = names.receiver(text, mention.byte as usize) else { continue };
        let next = u32::try_from(facts.names.len()).unwrap_or(u32::MAX);
        let place = *known.entry(of).or_insert_with_key(|of| {
            facts.names.push(of.clone());
            next
        });
        facts.mentions[at].of = Some(place);
    }
}

impl<'t> Names<'t> {
    fn read(roles: &Roles, tree: &Tree, text: &'t str) -> Self {
        let mut names = Names::default();
        let mut cursor = tree.walk();
        let mut functions: Vec<(usize, usize)> = Vec::new();
        loop {
            let node = cursor.node();
            functions.retain(|(_, end)| *end > node.start_byte());
            if roles.role(node.kind_id()).function {
                functions.push((node.start_byte(), node.end_byte()));
            }
            let scope = functions.last().copied().unwrap_or((0, text.len()));
            if roles.spec.declares.contains(&node.kind()) {
                names.declare(node, scope, text);
            } else if roles.spec.brings.contains(&node.kind()) {
                names.bring(text.get(node.byte_range()).unwrap_or_default(), "", 0);
            }
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return names;
                }
            }
        }
    }

    fn declare(&mut self, node: Node<'_>, scope: (usize, usize), text: &'t str) {
        let whole = text.get(node.byte_range()).unwrap_or_default();
        let value = whole.split_once('=').map_or("", |(_, value)| value);
        let kind = declared_type(node).and_then(|kind| text.get(kind.byte_range())).unwrap_or_default();
        let kind = match plain_type(kind) {
            Some(_) => kind,
            None => Some(made(value)).filter(|made| !made.is_empty()).unwrap_or_else(|| called(value)),
        };
        if kind.is_empty() {
            return;
        }
        for name in declared_names(node) {
            let Some(name) = text.get(name.byte_range()) else { continue };
            let entry = Declared { scope, byte: node.start_byte(), kind };
            self.declared.entry(name.trim_start_matches('$')).or_default().push(entry);
        }
    }

    /// `use a::{b, c as d}`, `import d "a/b"`: each name with its path.
    fn bring(&mut self, item: &'t str, before: &str, depth: u32) {
        if depth > LISTS_MAX {
            return;
        }
        let item =
            item.trim().trim_start_matches("pub ").trim_start_matches("use ").trim_end_matches(';').trim();
        if item.ends_with('"') {
            let (name, path) = item.split_once('"').unwrap_or_default();
            let path = path.trim_end_matches('"');
            let last = path.rsplit('/').find(|part| !is_version(part)).unwrap_or(path);
            let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(last);
            self.brought.insert(name, path.to_owned());
        } else if let Some((path, list)) = item.split_once('{') {
            let before = format!("{before}{path}");
            let mut open = 0;
            let list = list.strip_suffix('}').unwrap_or(list);
            let split = |c: char| {
                open += i32::from(c == '{') - i32::from(c == '}');
                c == ',' && open == 0
            };
            list.split(split).for_each(|part| self.bring(part, &before, depth + 1));
        } else if !item.is_empty() && before.len() + item.len() < RECEIVER_BYTES_MAX {
            let (path, name) =
                item.split_once(" as ").unwrap_or((item, item.rsplit("::").next().unwrap_or(item)));
            self.brought.insert(name.trim(), format!("{before}{}", path.trim()));
        }
    }

    /// What the name at a byte is called on; none where that is not known.
    fn receiver(&self, text: &str, byte: usize) -> Option<String> {
        let from = text.floor_char_boundary(byte.saturating_sub(RECEIVER_BYTES_MAX));
        let before = text.get(from..byte)?.trim_end();
        let dotted = ["::", "->", "?.", "!!.", "!.", "."]
            .iter()
            .find_map(|mark| Some((before.strip_suffix(mark)?, *mark)));
        let (before, mark) = dotted?;
        if before.ends_with([')', '?']) || before.ends_with(".await") {
            return match created(before) {
                Some(kind) => plain_type(kind).map(|kind| self.whole(&kind)),
                None => result(before).map(|given| self.given(&given)),
            };
        }
        let before = without_generics(before);
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '$' | '\\' | '-' | '>');
        let start = before
            .rfind(|c: char| !part(c))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let chain = before.get(start..)?.trim_start_matches([':', '-', '>', '.']).replace("->", ".");
        let own = ["self.", "this.", "$this."].iter().find_map(|own| chain.strip_prefix(own));
        let path = own.unwrap_or(&chain).trim_start_matches('$');
        if path.is_empty()
            || matches!(path, "self" | "this" | "super" | "base" | "Self" | "static" | "parent")
        {
            return None;
        }
        let root = path.split(['.', ':', '\\']).next().unwrap_or(path);
        if root != path && own.is_some() {
            return None;
        }
        if let Some(kind) = self.type_at(path, byte).filter(|_| mark != "::") {
            return match result(kind) {
                Some(given) => Some(self.given(&given)),
                None => plain_type(kind).map(|kind| self.whole(&kind)),
            };
        }
        // What stands before `::` is no variable.
        if mark != "::" && self.declared.contains_key(root) || own.is_some() {
            return None;
        }
        let written = mark == "::" || self.brought.contains_key(root) || root.starts_with(char::is_uppercase);
        written.then(|| self.whole(path))
    }

    fn type_at(&self, name: &str, byte: usize) -> Option<&'t str> {
        let all = self.declared.get(name)?;
        let holds = |one: &&Declared<'_>| one.scope.0 <= byte && byte < one.scope.1;
        let near =
            all.iter().filter(|one| holds(one) && one.byte < byte).max_by_key(|one| (one.scope.0, one.byte));
        near.or_else(|| all.iter().find(holds)).map(|one| one.kind)
    }

    /// What a call gives, with the whole path of what is called.
    fn given(&self, given: &str) -> String {
        let (path, rest) = given.split_once('(').unwrap_or((given, ""));
        format!("{}({rest}", self.whole(path))
    }

    /// A path with what its first name was brought in as.
    fn whole(&self, path: &str) -> String {
        let root = path.split(['.', ':', '\\']).next().unwrap_or(path);
        match self.brought.get(root) {
            Some(full) => format!("{full}{}", &path[root.len()..]),
            None => path.to_owned(),
        }
    }
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v').is_some_and(|rest| rest.parse::<u8>().is_ok())
}

fn declared_type(node: Node<'_>) -> Option<Node<'_>> {
    let types = ["user_type", "nullable_type"];
    node.child_by_field_name("type").or_else(|| {
        let inner = child(node, &["variable_declaration"]).unwrap_or(node);
        child(inner, &types)
    })
}

fn declared_names(node: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut cursor = node.walk();
    for field in ["name", "pattern", "declarator", "left"] {
        found.extend(node.children_by_field_name(field, &mut cursor));
    }
    let inner = ["variable_declarator", "property_element", "variable_declaration"];
    if found.is_empty() {
        found.extend(node.children(&mut cursor).filter(|child| inner.contains(&child.kind())));
    }
    if found.is_empty() {
        found.extend(child(node, &["identifier"]));
    }
    found.into_iter().filter_map(innermost).collect()
}

/// The name in a declarator.
fn innermost(node: Node<'_>) -> Option<Node<'_>> {
    let mut at = node;
    for _ in 0..8 {
        let kinds = ["identifier", "field_identifier", "variable_name", "name"];
        if kinds.contains(&at.kind()) {
            return Some(at);
        }
        at = at
            .child_by_field_name("name")
            .or_else(|| at.child_by_field_name("declarator"))
            .or_else(|| (at.named_child_count() == 1).then(|| at.named_child(0)).flatten())
            .or_else(|| child(at, &kinds))?;
    }
    None
}

fn child<'t>(node: Node<'t>, kinds: &[&str]) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).find(|child| kinds.contains(&child.kind()))
}
