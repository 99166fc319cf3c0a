//! What functions of Rust say that they give.

use crate::languages::rust::TRANSPARENT;

/// The type behind the arrow of a signature; none where there is none.
pub fn given(signature: &str) -> Option<&str> {
    const ARROW: &str = ") -> ";
    if !signature.contains("fn ") {
        return None;
    }
    let at = signature.match_indices(ARROW).map(|(at, _)| at).find(|at| is_outside(&signature[..*at]))?;
    let given = &signature[at + ARROW.len()..];
    Some(given.split(" where ").next().unwrap_or(given).trim())
}

/// Bounds such as `F: Fn(u8) -> u8` have arrows of their own.
fn is_outside(text: &str) -> bool {
    let (mut depth, mut last) = (0_i32, ' ');
    for c in text.chars() {
        match c {
            '<' => depth += 1,
            '>' if last != '-' => depth -= 1,
            _ => {}
        }
        last = c;
    }
    depth == 0
}

/// What holds a value that `?` or `unwrap` takes out.
const HOLDERS: &[&str] = &["Result", "Option"];

/// The plain name of a type, out of what holds it where it is taken out; none where it is no name.
pub fn held(given: &str, taken_out: bool) -> Option<&str> {
    let (mut kind, mut taken_out) = (given, taken_out);
    for _ in 0..8 {
        kind = kind.trim_start_matches(['&', ' ']);
        for word in ["mut ", "dyn ", "impl "] {
            kind = kind.strip_prefix(word).unwrap_or(kind);
        }
        if let Some(rest) = kind.strip_prefix('\'') {
            kind = rest.split_once(' ')?.1;
        }
        let (head, inner) = kind.split_once('<').unwrap_or((kind, ""));
        let name = head.rsplit("::").next()?.trim();
        let holds = HOLDERS.contains(&name);
        if TRANSPARENT.contains(&name) && !inner.is_empty() || holds && taken_out {
            taken_out &= !holds;
            kind = inner;
            continue;
        }
        let name = name.split([',', '>', ' ', '+', '(', '[']).next()?;
        return Some(name).filter(|name| name.starts_with(char::is_uppercase) && name.len() > 2);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_tells_what_is_given() {
        for (signature, taken_out, expected) in [
            ("pub fn open(dir: &Path) -> Result<Self, BlobError>", true, Some("Self")),
            ("pub fn open(dir: &Path) -> Result<Self, BlobError>", false, Some("Result")),
            ("async fn connect<F: Fn(u8) -> u8>(f: F) -> io::Result<Box<dyn Store>>", true, Some("Store")),
            ("fn name<'a>(&'a self) -> &'a Name where Self: Sized", false, Some("Name")),
            ("fn all(&self) -> Vec<Item>", false, Some("Vec")),
            ("fn each(f: fn(u8) -> u8)", false, None),
            ("fn count(&self) -> usize", false, None),
            ("fn made<T>() -> T", false, None),
            ("fn pair() -> (Left, Right)", false, None),
        ] {
            assert_eq!(given(signature).and_then(|given| held(given, taken_out)), expected, "{signature}");
        }
    }
}
