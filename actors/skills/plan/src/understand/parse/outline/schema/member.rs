//! One line of a record's body: `title: string`, `private String title`, `email String @unique`, `string name PK`.

use super::types::Type;
use super::{Member, Schema};

const MODIFIERS: &[&str] = &[
    "public",
    "private",
    "protected",
    "readonly",
    "final",
    "static",
    "val",
    "var",
    "let",
    "const",
    "pub",
    "internal",
    "required",
    "lateinit",
    "override",
    "virtual",
];

/// Reads the members of a body; what is none is named.
pub(super) fn read<'a>(body: &'a str, names: &[&str], schema: &mut Schema<'a>) -> Vec<Member<'a>> {
    let mut out = Vec::new();
    for piece in pieces(body) {
        if is_aside(piece) {
            continue;
        }
        match member(piece, names) {
            Some(member) => {
                schema.unread.extend(default(piece));
                out.push(member);
            }
            None => schema.unread.push(piece),
        }
    }
    out
}

/// Between line ends, commas and semicolons, outside brackets.
pub(super) fn pieces(body: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut depth, mut from, mut quote) = (0_i32, 0, None);
    for (at, c) in body.char_indices() {
        match (c, quote) {
            ('\n', _) if depth <= 0 => {
                quote = None;
                out.push(&body[from..at]);
                from = at + 1;
            }
            (_, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"', None) => quote = Some(c),
            ('(' | '[' | '{' | '<', None) => depth += 1,
            (')' | ']' | '}' | '>', None) => depth -= 1,
            (',' | ';', None) if depth <= 0 => {
                out.push(&body[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(&body[from..]);
    out.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

/// `@default(1)`: what a new record starts with, which nothing here carries but what the machine makes up and `no`.
fn default(piece: &str) -> Option<&str> {
    let start = piece.find("@default(")?;
    let inside = piece[start..].split_once('(')?.1.split([')', '(']).next()?.trim();
    let made_up = matches!(inside, "now" | "autoincrement" | "uuid" | "cuid" | "false" | "nanoid");
    (!made_up && !inside.is_empty()).then_some(&piece[start..])
}

/// Remarks, decorators, and settings of the whole record.
fn is_aside(piece: &str) -> bool {
    piece.starts_with("//")
        || piece.starts_with("\"\"\"")
        || piece.starts_with("# ")
        || piece.starts_with('@')
        || piece.starts_with("/*")
        || piece.starts_with('*')
}

fn member<'a>(piece: &'a str, names: &[&str]) -> Option<Member<'a>> {
    let code = piece.split("//").next().unwrap_or(piece).trim();
    let mut rest = code.trim_start_matches(['+', '-', '#', '~']).trim_start();
    while let Some((first, more)) = rest.split_once(char::is_whitespace)
        && MODIFIERS.contains(&first)
    {
        rest = more.trim_start();
    }
    let (name, kind, notes) = match rest.split_once(':').filter(|(name, _)| is_name(name)) {
        Some((name, kind)) => {
            let end = kind.find(['=', '@']).unwrap_or(kind.len());
            (name, &kind[..end], &kind[end..])
        }
        None => by_words(rest, names)?,
    };
    let optional = name.ends_with('?');
    let name = name.trim().trim_end_matches(['?', '!']).trim();
    let notes = notes.to_lowercase();
    let says = |words: &[&str]| {
        words.iter().any(|word| notes.split(|c: char| !c.is_alphanumeric()).any(|it| it == *word))
    };
    let kind = Type::read(kind);
    let key = says(&["pk", "id", "key"]) && !says(&["foreign", "fk"]);
    Some(Member {
        name,
        unique: says(&["unique", "uk"]),
        optional: optional
            || kind.optional
            || says(&["optional", "nullable", "blank"])
            || says(&["null"]) && !says(&["not"]),
        key: key || name == "id",
        kind,
        whole: piece,
    })
}

fn is_name(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['?', '!']);
    !text.is_empty()
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// Without a colon, the type stands before the name or behind it: whichever is known for one.
fn by_words<'a>(text: &'a str, names: &[&str]) -> Option<(&'a str, &'a str, &'a str)> {
    let (first, rest) = cut(text);
    if rest.is_empty() {
        let name = first.split('=').next().unwrap_or(first);
        return is_name(name).then_some((name, "", ""));
    }
    let (second, notes) = cut(rest);
    let is_type = |text: &str| {
        let inner = Type::read(text).name;
        Type::is_known(text) || names.iter().any(|name| super::same(name, &inner))
    };
    // `title = models.CharField(…)`.
    if let Some(value) = rest.strip_prefix('=') {
        return is_name(first).then_some((first, value.trim(), value));
    }
    let second_name = second.split('=').next().unwrap_or(second);
    if is_type(second)
        && is_name(first)
        && !(is_type(first) && is_name(second_name) && first != first.to_lowercase())
    {
        return Some((first, second, notes));
    }
    (is_type(first) && is_name(second_name)).then_some((second_name, first, notes))
}

/// The first word, brackets and what they hold included, and the rest.
fn cut(text: &str) -> (&str, &str) {
    let mut depth = 0_i32;
    let end = text.char_indices().find(|(_, c)| {
        match c {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth -= 1,
            _ => {}
        }
        depth <= 0 && c.is_whitespace()
    });
    let end = end.map_or(text.len(), |(at, _)| at);
    (&text[..end], text[end..].trim())
}
