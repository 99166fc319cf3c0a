//! Readings of the environment whose variable's name is put together where the program runs.

/// Longer expressions are shortened.
const SHOWN_CHARS: usize = 80;
/// `ENV[` is a constant's name in most languages.
const NO_CALL: &[&str] = &["ENV[", "env!("];
/// What stands before a name that is defined.
const DEFINES: &[&str] = &["def ", "fn ", "func ", "function "];

/// What gives the name, of a line that has a reader and the argument behind it; none where the name is written, or
/// where nothing is read.
pub fn expression(text: &str, before: &str, reader: &str, behind: &str) -> Option<Given> {
    if !reader.ends_with(['(', '['])
        || NO_CALL.contains(&reader)
        || DEFINES.iter().any(|word| before.ends_with(word))
    {
        return None;
    }
    let end = argument(behind)?;
    let (inner, rest) = behind.split_at(end);
    let inner = inner.trim();
    let assigned = rest[1..].trim_start();
    let is_assigned = reader.ends_with('[')
        && assigned.starts_with('=')
        && !assigned.starts_with("==")
        && !assigned.starts_with("=>");
    if inner.is_empty() || is_assigned || is_literal(inner) {
        return None;
    }
    if is_constant(inner)
        && let Some(held) = constant(text, inner)
    {
        return Some(Given::Constant(held));
    }
    Some(Given::Computed(inner.chars().take(SHOWN_CHARS).collect()))
}

/// What gives a name that is not written where it is read.
pub enum Given {
    /// A constant of the same file holds it.
    Constant(String),
    Computed(String),
}

/// The text that a constant holds: `KEY = "SHOP_KEY"`, `const KEY: &str = "SHOP_KEY"`.
fn constant(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (head, value) = line.split_once('=')?;
        let held = head.split([':', '<']).next()?.split_whitespace().last()?;
        let value = value.trim().trim_end_matches(';');
        let inner = value.strip_prefix(['"', '\'', '`'])?.strip_suffix(['"', '\'', '`'])?;
        let plain = inner.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        (held == name && plain && !inner.is_empty()).then(|| inner.to_owned())
    })
}

/// Where the first argument ends; none where it goes on in another line.
fn argument(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_u32, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | ',') if depth == 0 => return Some(at),
            (None, ')' | ']' | '}') => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// One text in quotes with nothing put into it.
fn is_literal(text: &str) -> bool {
    let text = text.trim_start_matches(['&', '@', '\\']);
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else {
        return false;
    };
    let inner = &text[1..];
    inner.find(quote) == Some(inner.len() - 1) && !inner.contains("${") && !inner.contains("#{")
}

/// A name in capitals, which is taken for that of the variable.
fn is_constant(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}
