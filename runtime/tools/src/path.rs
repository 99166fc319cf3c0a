//! A path inside a workspace, checked once so that nothing downstream has to ask again whether it can leave.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ToolError;

/// The whole path: short enough that a workspace nested in a deep home folder stays under the 4,096 bytes of `PATH_MAX`.
pub const PATH_BYTES_MAX: usize = 1_024;
/// One name: what ext4, APFS and NTFS allow.
pub const NAME_BYTES_MAX: usize = 255;
/// Folders in a path: each level costs an open descriptor while the path is walked.
pub const DEPTH_MAX: usize = 32;

/// Our own unfinished files are called `.samriddh-….tmp`; no workspace path may be, and walks leave them out.
pub(crate) const TEMP_PREFIX: &str = ".samriddh-";
pub(crate) const TEMP_SUFFIX: &str = ".tmp";

/// A relative path with `/` between its parts that stays below its workspace on every platform: no `..`, no `.git`
/// at any depth, no name that Windows reserves, no character that is invisible or that a file system refuses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelPath(String);

impl RelPath {
    pub fn new(path: impl Into<String>) -> Result<Self, ToolError> {
        let path = path.into();
        match objection(&path) {
            None => Ok(Self(path)),
            Some(why) => Err(ToolError::BadPath { path: shown(&path), why: why.to_owned() }),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names from the root down; never empty.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// The folder part (empty at the root) and the last name.
    pub(crate) fn split(&self) -> (Option<&str>, &str) {
        match self.0.rsplit_once('/') {
            Some((folder, name)) => (Some(folder), name),
            None => (None, &self.0),
        }
    }

    /// What a file system that ignores case would take this path for.
    pub(crate) fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for RelPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RelPath {
    type Error = ToolError;
    fn try_from(path: String) -> Result<Self, ToolError> {
        Self::new(path)
    }
}

impl TryFrom<&str> for RelPath {
    type Error = ToolError;
    fn try_from(path: &str) -> Result<Self, ToolError> {
        Self::new(path)
    }
}

impl From<RelPath> for String {
    fn from(path: RelPath) -> String {
        path.0
    }
}

/// Is this name the repository's own folder, on any file system git knows about (`git~1` is its short name on NTFS)?
pub(crate) fn is_git_folder(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b".git") || name.eq_ignore_ascii_case(b"git~1")
}

/// Is this the name of one of our own unfinished files?
pub(crate) fn is_temp(name: &[u8]) -> bool {
    name.starts_with(TEMP_PREFIX.as_bytes()) && name.ends_with(TEMP_SUFFIX.as_bytes())
}

fn objection(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.len() > PATH_BYTES_MAX {
        return Some("it is longer than 1,024 bytes");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    if path.split('/').count() > DEPTH_MAX {
        return Some("it has more than 32 levels");
    }
    if let Some(why) = path.chars().find_map(char_objection) {
        return Some(why);
    }
    path.split('/').find_map(name_objection)
}

fn char_objection(c: char) -> Option<&'static str> {
    match c {
        '\0' => Some("it contains a NUL byte"),
        '\\' => Some("it contains a backslash, which separates folders on Windows"),
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => Some("it contains a character that Windows refuses"),
        c if c.is_control() => Some("it contains a control character"),
        // Zero-width and direction marks: two names that look the same, or `.git` in disguise on HFS+.
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            Some("it contains an invisible character")
        }
        _ => None,
    }
}

fn name_objection(name: &str) -> Option<&'static str> {
    match name {
        "" => return Some("it has an empty part"),
        "." | ".." => return Some("it has a `.` or `..` part"),
        _ => {}
    }
    if name.len() > NAME_BYTES_MAX {
        return Some("one of its names is longer than 255 bytes");
    }
    if is_git_folder(name.as_bytes()) {
        return Some("it goes into the repository's own `.git` folder");
    }
    if name.ends_with(['.', ' ']) {
        return Some("one of its names ends in a dot or a space, which Windows drops");
    }
    if is_temp(name.as_bytes()) {
        return Some("the name is reserved for unfinished files");
    }
    is_windows_device(name).then_some("one of its names is a device on Windows")
}

fn is_windows_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        other => {
            let numbered = other.strip_prefix("COM").or_else(|| other.strip_prefix("LPT"));
            numbered.is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
        }
    }
}

/// A refused path may be hostile: it is shown short and with its special characters escaped.
fn shown(path: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 120;
    path.chars().take(SHOWN_CHARS_MAX).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_pass() {
        for path in [
            "a",
            "backend/app/main.py",
            ".github/workflows/ci.yml",
            ".gitignore",
            "web/[id].tsx",
            "a b/é.md",
            "console.ts",
        ] {
            assert_eq!(RelPath::new(path).map(String::from), Ok(path.to_owned()));
        }
    }

    #[test]
    fn paths_that_could_leave_or_mislead_are_refused() {
        let hostile = [
            "",
            "/etc/passwd",
            "..",
            "../x",
            "a/../b",
            "a/./b",
            "./a",
            "a//b",
            "a/",
            "a\0b",
            "a\\b",
            "c:/x",
            "a\nb",
            "x.",
            "x ",
            ".git/config",
            "a/.GIT/hooks/pre-commit",
            "git~1/config",
            ".g\u{200c}it/config",
            "nul",
            "a/Con.txt",
            "com1.log",
            "lpt9",
            ".samriddh-1-2.tmp",
        ];
        for path in hostile {
            assert!(matches!(RelPath::new(path), Err(ToolError::BadPath { .. })), "{path:?} was accepted");
        }
        assert!(RelPath::new("x".repeat(256)).is_err());
        assert!(RelPath::new("a/".repeat(32) + "b").is_err());
        assert!(RelPath::new("abc/".repeat(300) + "b").is_err());
    }

    #[test]
    fn a_stored_path_is_checked_again_when_it_is_read_back() {
        assert!(serde_json::from_str::<RelPath>("\"../x\"").is_err());
        assert_eq!(serde_json::from_str::<RelPath>("\"a/b\"").map(String::from).ok().as_deref(), Some("a/b"));
    }
}
