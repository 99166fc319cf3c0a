//! Calls among tokens that no grammar has read: a name, perhaps the types it is given, and an opening bracket.

use std::ops::Range;

/// Types between a name and its bracket are looked through for so many bytes.
const TYPES_BYTES_MAX: usize = 200;

/// Whether the name at some bytes is called: `f(`, `f::<T>(`, `m!(`. One behind `fn` is defined instead.
pub fn is_call(text: &str, name: Range<usize>) -> bool {
    let behind = text.get(name.end..).unwrap_or_default().trim_start();
    let called = match behind.strip_prefix("::<") {
        Some(types) => past_types(types).is_some_and(|rest| rest.trim_start().starts_with('(')),
        None => behind.starts_with('(') || is_macro(behind),
    };
    called && !is_defined(text, name.start)
}

/// Whether `macro_rules!` stands before the byte.
pub fn is_defined_macro(text: &str, byte: usize) -> bool {
    let before = text.get(..byte).unwrap_or_default().trim_end();
    before.strip_suffix('!').is_some_and(|before| before.trim_end().ends_with("macro_rules"))
}

/// Whether `fn` stands before the byte.
pub fn is_defined(text: &str, byte: usize) -> bool {
    let before = text.get(..byte).unwrap_or_default().trim_end();
    before.strip_suffix("fn").is_some_and(|rest| !rest.ends_with(is_of_a_name))
}

fn is_of_a_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// `!(`, `![` and `!{`, but not `!=`.
pub fn is_macro(behind: &str) -> bool {
    behind.strip_prefix('!').is_some_and(|rest| rest.trim_start().starts_with(['(', '[', '{']))
}

/// What stands behind the `>` that closes; `->` closes nothing.
fn past_types(types: &str) -> Option<&str> {
    let (mut depth, mut last) = (1_u32, ' ');
    for (at, c) in types.char_indices().take(TYPES_BYTES_MAX) {
        match c {
            '<' => depth += 1,
            '>' if last != '-' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return types.get(at + 1..);
        }
        last = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_behind_it_is_called() {
        let called = |text: &str, name: &str| {
            let start = text.find(name).unwrap();
            is_call(text, start..start + name.len())
        };
        for (text, name) in [
            ("f(), 1", "f"),
            ("a.get (x)", "get"),
            ("Store::open(p)", "open"),
            ("parse::<Vec<u8>>(x)", "parse"),
            ("map::<fn(u8) -> u8>(x)", "map"),
            ("matches!(x, Y)", "matches"),
            ("vec![f]", "vec"),
        ] {
            assert!(called(text, name), "{text}");
        }
        for (text, name) in [
            ("fn f() {}", "f"),
            ("a, b", "a"),
            ("x != (1)", "x"),
            ("size::<u8>", "size"),
            ("Vec::<fn(u8)", "Vec"),
            ("a.b.c", "b"),
        ] {
            assert!(!called(text, name), "{text}");
        }
        assert!(called("often(x)", "often"), "a name may end in `fn`'s letters");
    }
}
