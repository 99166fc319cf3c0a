//! Content and tree hashes: one definition for files on disk and files in memory.
//!
//! A tree is hashed with BLAKE3 over the line `samriddh tree 1\n`, then for each entry in the order of its path's bytes:
//! one byte for its kind (`f` file, `x` executable file, `l` symbolic link, `o` anything else), the length of the path
//! (32 bits, little end first), the path with `/` between its names, and the 32 bytes of the BLAKE3 hash of the content
//! (a link's content is its target; anything else has none). Folders count only through what is in them; anything in a
//! folder called `.git` is left out, at any depth, and so are our own unfinished `.samriddh-….tmp` files.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::path::RelPath;

const TREE_HEADER: &[u8] = b"samriddh tree 1\n";

macro_rules! hash_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 32]);

        impl $name {
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// From 64 hexadecimal digits; `None` for anything else.
            pub fn from_hex(text: &str) -> Option<Self> {
                blake3::Hash::from_hex(text).ok().map(Self::from)
            }
        }

        impl From<blake3::Hash> for $name {
            fn from(hash: blake3::Hash) -> Self {
                Self(*hash.as_bytes())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl From<$name> for String {
            fn from(hash: $name) -> String {
                hash.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Self::from_hex(&text).ok_or_else(|| format!("a hash has 64 hexadecimal digits, not {text:?}"))
            }
        }
    };
}

hash_type!(
    /// BLAKE3 of some bytes; as text, 64 hexadecimal digits.
    ContentHash
);
hash_type!(
    /// BLAKE3 of a tree of files as this module defines it; as text, 64 hexadecimal digits.
    TreeHash
);

impl ContentHash {
    pub fn of(bytes: &[u8]) -> Self {
        blake3::hash(bytes).into()
    }
}

/// What an entry of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Executable,
    Link,
    Other,
}

impl Kind {
    pub(crate) fn of_file(executable: bool) -> Self {
        if executable { Self::Executable } else { Self::File }
    }

    fn byte(self) -> u8 {
        match self {
            Self::File => b'f',
            Self::Executable => b'x',
            Self::Link => b'l',
            Self::Other => b'o',
        }
    }
}

/// The entries of a tree, in any order; paths as bytes because a foreign tree may have names that are not UTF-8.
pub(crate) fn hash_entries(mut entries: Vec<(Vec<u8>, Kind, ContentHash)>) -> TreeHash {
    entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut hasher = blake3::Hasher::new();
    hasher.update(TREE_HEADER);
    for (path, kind, content) in &entries {
        hasher.update(&[kind.byte()]);
        hasher.update(&u32::try_from(path.len()).unwrap_or(u32::MAX).to_le_bytes());
        hasher.update(path);
        hasher.update(content.as_bytes());
    }
    hasher.finalize().into()
}

/// The hash that `Workspace::tree_hash` would give for these files (path, executable, bytes), in any order.
pub fn tree_hash_of<'a>(files: impl IntoIterator<Item = (&'a RelPath, bool, &'a [u8])>) -> TreeHash {
    tree_hash_of_hashed(
        files.into_iter().map(|(path, executable, bytes)| (path, executable, ContentHash::of(bytes))),
    )
}

/// The same from content hashes that are already known.
pub fn tree_hash_of_hashed<'a>(
    files: impl IntoIterator<Item = (&'a RelPath, bool, ContentHash)>,
) -> TreeHash {
    let entry = |(path, executable, hash): (&RelPath, bool, ContentHash)| {
        (path.as_str().as_bytes().to_vec(), Kind::of_file(executable), hash)
    };
    hash_entries(files.into_iter().map(entry).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RelPath {
        RelPath::new(text).expect("a good path")
    }

    #[test]
    fn the_definition_is_pinned() {
        let (a, b) = (path("a.txt"), path("b/run.sh"));
        let hash = tree_hash_of([(&b, true, &b"#!"[..]), (&a, false, &b"hello\n"[..])]);
        let mut bytes = b"samriddh tree 1\nf\x05\0\0\0a.txt".to_vec();
        bytes.extend(blake3::hash(b"hello\n").as_bytes());
        bytes.extend(b"x\x08\0\0\0b/run.sh");
        bytes.extend(blake3::hash(b"#!").as_bytes());
        assert_eq!(hash, TreeHash::from(blake3::hash(&bytes)));
    }

    #[test]
    fn every_part_of_an_entry_counts_and_order_does_not() {
        let (a, b) = (path("a"), path("b"));
        let hash = tree_hash_of([(&a, false, &b"1"[..]), (&b, false, &b"2"[..])]);
        assert_eq!(hash, tree_hash_of([(&b, false, &b"2"[..]), (&a, false, &b"1"[..])]));
        assert_ne!(hash, tree_hash_of([(&a, true, &b"1"[..]), (&b, false, &b"2"[..])]));
        assert_ne!(hash, tree_hash_of([(&a, false, &b"2"[..]), (&b, false, &b"1"[..])]));
        assert_ne!(hash, tree_hash_of([(&a, false, &b"1"[..])]));
    }

    #[test]
    fn hashes_read_back_from_text_and_reject_other_text() {
        let hash = ContentHash::of(b"x");
        assert_eq!(ContentHash::from_hex(&hash.to_string()), Some(hash));
        assert_eq!(ContentHash::from_hex("abc"), None);
    }
}
