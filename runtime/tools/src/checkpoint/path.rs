//! A path below a saved folder: any name a file system can hold, and none that leads out of it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Names with `/` between them, as bytes: saved trees may hold names that are not UTF-8. In text, `%XX` stands for bytes
/// that are not, for control characters and for `%` itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TreePath(Vec<u8>);

impl TreePath {
    /// None for what is empty, absolute, or has a part that is empty, `.` or `..`.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Option<Self> {
        let bytes = bytes.into();
        let plain = |name: &[u8]| !matches!(name, b"" | b"." | b"..") && !name.contains(&0);
        bytes.split(|byte| *byte == b'/').all(plain).then_some(Self(bytes))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The folder it is in, none at the top, and its last name.
    pub fn split(&self) -> (Option<TreePath>, &[u8]) {
        match self.0.iter().rposition(|byte| *byte == b'/') {
            Some(at) => (Some(Self(self.0[..at].to_vec())), &self.0[at + 1..]),
            None => (None, &self.0),
        }
    }

    pub fn parent(&self) -> Option<TreePath> {
        self.split().0
    }

    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|byte| *byte == b'/')
    }

    pub fn join(parent: Option<&TreePath>, name: &[u8]) -> Option<Self> {
        let mut bytes = parent.map(|parent| [&parent.0, &b"/"[..]].concat()).unwrap_or_default();
        bytes.extend_from_slice(name);
        Self::new(bytes)
    }

    /// Is this `folder` itself or below it?
    pub fn is_within(&self, folder: &TreePath) -> bool {
        self.0.strip_prefix(&folder.0[..]).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
    }

    /// Does it lie in a repository's own folder, or is it one?
    pub fn in_git(&self) -> bool {
        self.names().any(crate::path::is_git_folder)
    }
}

impl fmt::Display for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for c in chunk.valid().chars() {
                if c == '%' || c.is_control() {
                    c.encode_utf8(&mut [0; 4]).bytes().try_for_each(|byte| write!(f, "%{byte:02X}"))?;
                } else {
                    write!(f, "{c}")?;
                }
            }
            chunk.invalid().iter().try_for_each(|byte| write!(f, "%{byte:02X}"))?;
        }
        Ok(())
    }
}

impl fmt::Debug for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<TreePath> for String {
    fn from(path: TreePath) -> String {
        path.to_string()
    }
}

impl TryFrom<String> for TreePath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        decode(&text).and_then(Self::new).ok_or_else(|| format!("{text:?} is no path below a saved folder"))
    }
}

pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_survives_its_text_and_none_leads_out() {
        for name in
            [&b"a/b c"[..], b"\xff\xfe/x", b"100%", "é/日本".as_bytes(), b"a\nb\x1b[31m", b".git/config"]
        {
            let path = TreePath::new(name).expect("a path");
            let text = path.to_string();
            assert!(!text.chars().any(char::is_control));
            assert_eq!(TreePath::try_from(text), Ok(path));
        }
        for bad in [&b""[..], b"/etc", b"..", b"a/../b", b"a//b", b"a/", b"./a", b"a\0b"] {
            assert_eq!(TreePath::new(bad), None);
        }
        assert!(TreePath::try_from("a/%2E%2E/b".to_owned()).is_err());
        assert!(TreePath::try_from("a%2".to_owned()).is_err());
    }

    #[test]
    fn what_is_within_a_folder_is_not_what_begins_like_it() {
        let path = |text: &str| TreePath::new(text).expect("a path");
        assert!(path("a/b").is_within(&path("a")) && path("a").is_within(&path("a")));
        assert!(!path("ab").is_within(&path("a")));
        assert!(path("x/.git/HEAD").in_git() && !path("x/.github/a").in_git());
    }
}
