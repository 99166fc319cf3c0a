//! Types as they are written: of a declaration, of a value, of what a call gives.

use crate::languages::rust::TRANSPARENT;

/// Words before a type, or instead of one.
const WORDS: &[&str] =
    &["mut", "const", "dyn", "impl", "new", "ref", "readonly", "static", "final", "static"];
const UNTYPED: &[&str] =
    &["var", "auto", "let", "val", "_", "dynamic", "object", "Object", "self", "Self", "static"];
/// What is called on a new object: the `X` of `new X(…)`.
pub fn created(text: &str) -> Option<&str> {
    let head = without_generics(text.get(..opening(text)?)?.trim_end());
    let start = head.rfind(char::is_whitespace)?;
    head[..start].trim_end().ends_with("new").then(|| head[start..].trim())
}

pub fn without_generics(text: &str) -> &str {
    if !text.ends_with('>') || text.ends_with("->") {
        return text;
    }
    let mut depth = 0;
    for (at, c) in text.char_indices().rev() {
        depth += i32::from(c == '>') - i32::from(c == '<');
        if depth == 0 {
            return text[..at].trim_end_matches("::");
        }
    }
    text
}

/// The type that a value is made of: `new X(…)`, `X::new(…)`, `&pkg.X{…}`.
pub fn made(value: &str) -> &str {
    let value = value.trim().trim_start_matches('&');
    let end = value.find(['(', '{', ';']).unwrap_or(value.len());
    let (head, opened) = (value[..end].trim(), value[end..].chars().next());
    if let Some(made) = head.strip_prefix("new ") {
        return made.trim();
    }
    // `HashMap::<K, V>::new()`.
    if let Some((kind, _)) = head.split_once("::<") {
        return kind;
    }
    match head.rsplit_once("::") {
        Some((kind, "new" | "default" | "with_capacity")) => kind,
        None if opened == Some('{') && head.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '_') => {
            head
        }
        _ => "",
    }
}

/// A type's name without references, words and what it is of.
pub fn plain_type(text: &str) -> Option<String> {
    let mut text = text.trim();
    for _ in 0..8 {
        text = text.trim_start_matches(['&', '*', '?', '\\']).trim_start();
        if let Some(rest) = text.strip_prefix('\'') {
            text = rest.split_once(' ').map_or("", |(_, rest)| rest);
        }
        if let Some((word, rest)) = text.split_once(' ')
            && WORDS.contains(&word)
        {
            text = rest;
            continue;
        }
        let head = text.split('<').next().unwrap_or(text);
        if TRANSPARENT.contains(&head.rsplit("::").next().unwrap_or(head)) && head.len() < text.len() {
            text = text[head.len() + 1..].trim_end_matches('>');
            continue;
        }
        break;
    }
    let bare = text.trim_end_matches('?');
    // A list of something is no project's type, whatever it is of.
    if bare.starts_with('[') || bare.ends_with(']') {
        return Some("[]".to_owned());
    }
    let head = bare.split(['<', '(', ' ', '{', '+', '|']).next().unwrap_or_default().trim_end_matches("::");
    let parameter = head.len() <= 2 && head.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    (!head.is_empty() && !parameter && !UNTYPED.contains(&head)).then(|| head.to_owned())
}

/// What hands a value on, or what is in it.
const HANDS_ON: &[&str] =
    &[".await", ".clone()", ".as_ref()", ".as_mut()", ".borrow()", ".borrow_mut()", ".to_owned()"];
/// What takes a value out of a result or an option.
const TAKES_OUT: &[&str] = &["?", ".unwrap()", ".unwrap_or_default()"];

/// What a call gives, where one by its path ends a text: `a::f()` of `x + a::f(1)`, with a `?` behind it where it is taken out of a result.
pub fn result(text: &str) -> Option<String> {
    ending(text).map(|(_, given)| given)
}

/// A value that is nothing but a call by its path, as [`result`] reads it; empty for any other.
pub fn called(value: &str) -> &str {
    let value = value.trim().trim_end_matches(';').trim().trim_start_matches('&').trim_start_matches("mut ");
    match ending(value) {
        Some((0, _)) => value,
        _ => "",
    }
}

/// The call that ends a text, and the byte where it begins.
fn ending(text: &str) -> Option<(usize, String)> {
    let (mut text, mut taken_out) = (text.trim_end(), false);
    loop {
        if let Some(shorter) = HANDS_ON.iter().find_map(|end| text.strip_suffix(end)) {
            text = shorter.trim_end();
            continue;
        }
        let out = TAKES_OUT.iter().find_map(|end| text.strip_suffix(end)).or_else(|| expected(text));
        let Some(shorter) = out else { break };
        (text, taken_out) = (shorter.trim_end(), true);
    }
    let head = without_generics(text.get(..opening(text)?)?.trim_end());
    let is_of_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let behind = |at: usize| at + head[at..].chars().next().map_or(1, char::len_utf8);
    let start = head.rfind(|c| !is_of_path(c)).map_or(0, behind);
    let (before, path) = (head[..start].trim_end(), &head[start..]);
    // A method of something is not called by its path, and `Some(x)` is no call of the project's.
    let is_function = path.rsplit("::").next()?.starts_with(|c: char| c.is_lowercase() || c == '_');
    let taken = if taken_out { "?" } else { "" };
    (is_function && !before.ends_with('.')).then(|| (start, format!("{path}(){taken}")))
}

/// The text before `.expect("…")`.
fn expected(text: &str) -> Option<&str> {
    text.get(..opening(text)?)?.strip_suffix(".expect")
}

/// The byte of the bracket that the last one closes; those in strings close nothing.
fn opening(text: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0, false);
    if !text.ends_with(')') {
        return None;
    }
    let open = text.char_indices().rev().find(|(at, c)| {
        quoted ^= *c == '"' && !text[..*at].ends_with('\\');
        depth += if quoted { 0 } else { i32::from(*c == ')') - i32::from(*c == '(') };
        depth == 0 && !quoted
    });
    open.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_call_gives_is_known_by_its_path() {
        for (text, expected) in [
            ("Store::open(&dir)", Some("Store::open()")),
            ("assert_eq!(Store::open(f(1)).unwrap()", Some("Store::open()?")),
            ("crate::make::<T>(1)?.clone()", Some("crate::make()?")),
            ("connect(x).await.expect(\"a (b\")", Some("connect()?")),
            ("connect(x).await.expect(\"it is there\")", Some("connect()?")),
            ("store.get(1)", None),
            ("Some(x)", None),
            ("(a, b)", None),
        ] {
            assert_eq!(result(text).as_deref(), expected, "{text}");
        }
        assert_eq!(called(" &Store::open(d).unwrap();"), "Store::open(d).unwrap()");
        assert_eq!(called(" open(a) + open(b)"), "");
        assert_eq!(called(" Store::open(d).unwrap().name"), "");
        assert_eq!(called(" if x { f() } else { g() }"), "");
    }
}
