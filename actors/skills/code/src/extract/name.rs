//! Where the name of a definition stands, what its signature is, and what its comment says.

use tree_sitter::Node;

use crate::languages::{Definition, Name, Privacy};
use crate::limits;
use crate::symbol::Visibility;

/// A name and the byte where it starts.
pub struct Named<'a> {
    pub text: &'a str,
    pub byte: usize,
    /// The type that the definition says it belongs to: Go's receiver, C++'s `Box::`.
    pub under: Option<&'a str>,
}

/// How far a declarator may be wrapped: pointers to arrays of functions end before.
const DECLARATORS_MAX: usize = 16;

pub fn name<'a>(node: Node, definition: &Definition, text: &'a str) -> Option<Named<'a>> {
    let at = match definition.name {
        Name::Field(field) => node.child_by_field_name(field)?,
        Name::Child(kind) => child(node, kind)?,
        Name::Declarator => return declared(node, text),
        Name::Line => return line(node, text),
    };
    if at.start_position().row != at.end_position().row {
        return None;
    }
    let found = text.get(at.byte_range())?;
    // A type may have parameters: `impl<'a, T> Walk<'a, T>`.
    let named_by = if definition.scope_only { found.split('<').next().unwrap_or(found) } else { found };
    if matches!(definition.name, Name::Field(_)) && !is_name(named_by) {
        return None;
    }
    let trimmed = found.trim_matches(['"', '\'', '`']);
    let byte = at.start_byte() + found.len().saturating_sub(found.trim_start_matches(['"', '\'', '`']).len());
    Some(Named { under: under(node, definition, text), ..named(trimmed, byte)? })
}

/// What is assigned to may be a pattern or an element, which are no names; `[Symbol.iterator]` is one.
fn is_name(text: &str) -> bool {
    text.starts_with('[') || !text.contains(['[', '(', '{', ','])
}

fn under<'a>(node: Node, definition: &Definition, text: &'a str) -> Option<&'a str> {
    let mut at = node.child_by_field_name(definition.under?)?;
    while let Some(inner) = at.child_by_field_name("type").or_else(|| at.named_child(0)) {
        at = inner;
    }
    text.get(at.byte_range())
}

fn named(text: &str, byte: usize) -> Option<Named<'_>> {
    let short = text.len() <= limits::NAME_CHARS_MAX;
    (short && !text.is_empty()).then_some(Named { text, byte, under: None })
}

fn child<'a>(node: Node<'a>, kind: &str) -> Option<Node<'a>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).find(|child| child.kind() == kind)
}

/// Follows declarators to the name in them.
fn declared<'a>(node: Node, text: &'a str) -> Option<Named<'a>> {
    let (mut at, mut under) = (node, None);
    for _ in 0..DECLARATORS_MAX {
        if matches!(at.kind(), "destructor_name" | "operator_name" | "operator_cast" | "identifier") {
            break;
        }
        if at.kind() == "qualified_identifier" {
            under = at.child_by_field_name("scope").and_then(|scope| text.get(scope.byte_range()));
        }
        let next = at.child_by_field_name("declarator").or_else(|| at.child_by_field_name("name"));
        let inner = ["variable_declaration", "variable_declarator", "function_declarator", "identifier"];
        match next.or_else(|| inner.iter().find_map(|kind| child(at, kind))) {
            Some(next) => at = next,
            None => break,
        }
    }
    if at == node || at.start_position().row != at.end_position().row {
        return None;
    }
    Some(Named { under, ..named(text.get(at.byte_range())?, at.start_byte())? })
}

/// A line of markup or settings without its marks.
fn line<'a>(node: Node, text: &'a str) -> Option<Named<'a>> {
    let whole = text.get(node.byte_range())?;
    let first = whole.lines().next()?;
    let head = if node.kind() == "pair" { first.split('=').next()? } else { first };
    let head = if node.kind() == "from_instruction" { stage(head) } else { head };
    let name = head.trim().trim_matches(['#', '[', ']', '"', '=']).trim();
    let offset = first.find(name)?;
    let name = match name.char_indices().nth(limits::NAME_CHARS_MAX / 4) {
        Some((cut, _)) => &name[..cut],
        None => name,
    };
    named(name, node.start_byte() + offset)
}

/// A build stage is called by what it is given as a name, else by its image.
fn stage(line: &str) -> &str {
    let mut words = line.split_whitespace().rev();
    let (last, before) = (words.next(), words.next());
    let named = before.is_some_and(|word| word.eq_ignore_ascii_case("as"));
    if named { last.unwrap_or(line) } else { line.split_whitespace().nth(1).unwrap_or(line) }
}

/// What stands between `head` and the body, on one line.
pub fn signature(node: Node, head: usize, definition: &Definition, text: &str) -> String {
    let body = node.child_by_field_name(definition.body).or_else(|| child(node, definition.body));
    let head = text.get(head..body.map_or(node.end_byte(), |body| body.start_byte())).unwrap_or_default();
    let head = head.trim_end().trim_end_matches(['{', ':', '=', ';']).trim_end();
    one_line(head, limits::SIGNATURE_CHARS_MAX)
}

/// White space becomes single spaces; what is too long ends in `…`.
pub fn one_line(text: &str, chars_max: usize) -> String {
    let mut line = String::new();
    let mut chars = 0;
    for word in text.split_whitespace() {
        let gap = usize::from(!line.is_empty());
        let length = word.chars().count();
        if chars + gap + length > chars_max {
            line.extend(word.chars().take(chars_max.saturating_sub(chars + gap)));
            line.push('…');
            break;
        }
        if gap == 1 {
            line.push(' ');
        }
        line.push_str(word);
        chars += gap + length;
    }
    line
}

/// A comment's text without its marks.
pub fn comment(text: &str) -> Option<String> {
    let lines = text.lines().map(|line| {
        let line = line.trim().trim_end_matches("*/").trim_end();
        let line = line.trim_start_matches(['/', '*', '!', '#', '-', ';']);
        line.strip_prefix(' ').unwrap_or(line)
    });
    documentation(lines)
}

/// A docstring's text without its quotes and its common indentation.
pub fn docstring(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let text = text.trim_matches(|c| c == '"' || c == '\'');
    documentation(text.lines().map(str::trim))
}

fn documentation<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    let joined = lines.collect::<Vec<_>>().join("\n");
    let trimmed = joined.trim();
    let kept: String = trimmed.chars().take(limits::DOC_CHARS_MAX).collect();
    (!kept.is_empty()).then_some(kept)
}

/// Whether the language lets others use the name.
pub fn visibility(privacy: Privacy, name: &str, before: &str) -> Visibility {
    let has = |words: &[&str]| {
        before.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| words.contains(&word))
    };
    let private = match privacy {
        Privacy::None => false,
        Privacy::Underscore => {
            (name.starts_with('_') && !(name.starts_with("__") && name.ends_with("__")))
                || name.starts_with('#')
        }
        Privacy::SmallLetter => name.starts_with(|c: char| !c.is_uppercase()),
        Privacy::UnlessWord(words) => !has(words),
        Privacy::IfWord(words) => has(words) || name.starts_with('#'),
    };
    if private { Visibility::Private } else { Visibility::Public }
}
