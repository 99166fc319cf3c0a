//! Bytes of a file to text of a language, or the reason why not.

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::limits;
use crate::skipped::{Reason, Skipped};

/// A file's text. Offsets in facts count bytes of this text; they are those of the file where its encoding is UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Relative to the root of what is looked at, with `/`.
    pub path: String,
    pub language: Language,
    pub encoding: Encoding,
    pub text: String,
}

/// How the bytes were read. What is no UTF-8 and no UTF-16 is read as Latin-1, in which every byte is a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    Utf8,
    Utf8Mark,
    Utf16,
    Latin1,
}

impl SourceFile {
    /// Reads what was found at `path`.
    pub fn read(path: &str, bytes: Vec<u8>) -> Result<Self, Skipped> {
        read(path, bytes).map_err(|reason| Skipped { path: path.to_owned(), reason })
    }
}

fn read(path: &str, bytes: Vec<u8>) -> Result<SourceFile, Reason> {
    let first_line = &bytes[..bytes.len().min(200)];
    let language = Language::of(path, first_line).ok_or(Reason::UnknownLanguage)?;
    if !language.is_built() {
        return Err(Reason::NotBuilt { language: language.name().to_owned() });
    }
    let bytes_max = language.bytes_max();
    if bytes.len() > bytes_max {
        return Err(Reason::TooLarge { bytes: bytes.len() as u64, bytes_max: bytes_max as u64 });
    }
    let (text, encoding) = decode(bytes).ok_or(Reason::Binary)?;
    let language =
        if is_cpp_header(path, &text) && Language::Cpp.is_built() { Language::Cpp } else { language };
    match minified(&text, language) {
        Some(line_bytes) if language != Language::Markdown => Err(Reason::Minified { line_bytes }),
        _ => Ok(SourceFile { path: path.to_owned(), language, encoding, text }),
    }
}

/// A header says by its name only that it is C or C++; these words begin no line of C.
fn is_cpp_header(path: &str, text: &str) -> bool {
    let starts = ["class ", "namespace ", "template <", "template<", "using namespace "];
    path.ends_with(".h") && text.lines().any(|line| starts.iter().any(|start| line.starts_with(start)))
}

fn decode(bytes: Vec<u8>) -> Option<(String, Encoding)> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let text = std::str::from_utf8(rest).ok()?;
            (!text.contains('\0')).then(|| (text.to_owned(), Encoding::Utf8Mark))
        }
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ if bytes.contains(&0) => None,
        _ => Some(match String::from_utf8(bytes) {
            Ok(text) => (text, Encoding::Utf8),
            Err(error) => {
                let bytes = error.into_bytes();
                if controls(&bytes) * 20 > bytes.len() {
                    return None;
                }
                (bytes.iter().map(|byte| char::from(*byte)).collect(), Encoding::Latin1)
            }
        }),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<(String, Encoding)> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    let text = String::from_utf16(&units).ok()?;
    (!text.contains('\0')).then_some((text, Encoding::Utf16))
}

/// Bytes that text does not have.
fn controls(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .filter(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0C))
        .count()
}

fn minified(text: &str, language: Language) -> Option<u64> {
    let (mut lines, mut longest) = (0, 0);
    for line in text.split('\n') {
        lines += 1;
        longest = longest.max(line.len());
    }
    if longest > limits::LINE_BYTES_MAX {
        return Some(longest as u64);
    }
    let average = text.len() / lines;
    let is_bundled = crate::graph::is_script(language) || language == Language::Css;
    let bytes_min = if is_bundled { limits::MINIFIED_SCRIPT_BYTES_MIN } else { limits::MINIFIED_BYTES_MIN };
    (text.len() >= bytes_min && average > limits::AVERAGE_LINE_BYTES_MAX).then_some(average as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_cpp_where_it_says_what_c_cannot() {
        let of = |path: &str, text: &str| SourceFile::read(path, text.as_bytes().to_vec()).unwrap().language;
        assert_eq!(of("a.h", "struct a { int b; };\n// class of\n"), Language::C);
        if Language::Cpp.is_built() {
            assert_eq!(
                of("a.h", "#pragma once\nclass A {\n  int b() const { return 1; }\n};\n"),
                Language::Cpp
            );
            assert_eq!(of("a.h", "namespace a {\nint b();\n}\n"), Language::Cpp);
        }
        assert_eq!(of("a.c", "namespace a {\n"), Language::C);
    }

    #[test]
    fn what_a_bundler_made_is_not_read_as_written() {
        let of = |path: &str, text: String| {
            SourceFile::read(path, text.into_bytes()).err().map(|skipped| skipped.reason)
        };
        let packed = "a=1;".repeat(600);
        assert!(matches!(of("dist/a.js", packed.clone()), Some(Reason::Minified { .. })));
        assert!(matches!(of("dist/a.css", packed), Some(Reason::Minified { .. })));
        assert_eq!(of("a.js", "a = 1;\n".repeat(600)), None);
        assert_eq!(of("a.json", format!("[{}1]", "1,".repeat(2_000))), None);
    }
}
