//! What a file is, by its first bytes and by its name.

use super::Unread;

/// What a name says of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// Values between such bytes.
    Separated(u8),
    Json,
    Jdl,
    Other,
}

pub(super) fn of(name: &str) -> Name {
    let (_, ending) = name.rsplit_once('.').unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "csv" => Name::Separated(b','),
        "tsv" | "tab" => Name::Separated(b'\t'),
        "json" => Name::Json,
        "jdl" | "jh" => Name::Jdl,
        _ => Name::Other,
    }
}

/// A file's name without its folder and its ending.
pub(super) fn stem(name: &str) -> &str {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match last.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        Some(_) | None => last,
    }
}

const PICTURE: Unread = Unread::Foreign { what: "it is a picture", hint: "say in words what of it matters" };
const DOCUMENT: Unread = Unread::Foreign { what: "it is a PDF", hint: "save its text, and hand that over" };
const PACKED: Unread = Unread::Foreign {
    what: "it is packed, as documents and sheets of an office program are",
    hint: "save a sheet as CSV or a document as text; an archive is unpacked by nobody here",
};
const WIDE: Unread = Unread::Foreign { what: "it is text in UTF-16", hint: "save it as UTF-8" };

/// Kinds of files by how they begin.
const BEGINNINGS: [(&[u8], &Unread); 14] = [
    (b"\x89PNG\r\n\x1a\n", &PICTURE),
    (b"\xff\xd8\xff", &PICTURE),
    (b"GIF8", &PICTURE),
    (b"BM", &PICTURE),
    (b"II*\0", &PICTURE),
    (b"MM\0*", &PICTURE),
    (b"%PDF-", &DOCUMENT),
    (b"PK\x03\x04", &PACKED),
    (b"\x1f\x8b", &PACKED),
    (b"BZh", &PACKED),
    (b"\xfd7zXZ\0", &PACKED),
    (b"(\xb5/\xfd", &PACKED),
    (b"\xff\xfe", &WIDE),
    (b"\xfe\xff", &WIDE),
];

/// Why a file of another kind is not read; none for what may be text.
pub(super) fn foreign(bytes: &[u8]) -> Option<Unread> {
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(PICTURE);
    }
    let begins = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning));
    // Two letters and the like can begin a text, too.
    begins
        .filter(|_| std::str::from_utf8(bytes).is_err() || bytes.contains(&0) || bytes.starts_with(b"%PDF-"))
        .map(|(_, why)| (*why).clone())
}
