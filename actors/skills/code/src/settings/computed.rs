//! Readings of the environment whose variable's name is put together where the program runs.

/// Longer expressions are shortened.
const SHOWN_CHARS: usize = 80;
/// `ENV[` is a constant's name in most languages.
const NO_CALL: &[&str] = &["ENV[", "env!("];
/// What stands before a name that is defined.
const DEFINES: &[&str] = &["def ", "fn ", "func ", "function "];

/// The expression that gives the name, of a line that has a reader up to `at` and the argument behind; none where
/// the name is written, or where nothing is read.
pub fn expression(before: &str, reader: &str, behind: &str) -> Option<String> {
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
    let is_written = is_literal(inner) || is_constant(inner);
    (!inner.is_empty() && !is_assigned && !is_written).then(|| inner.chars().take(SHOWN_CHARS).collect())
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
