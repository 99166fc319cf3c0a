//! The hash of a tree of files: one definition for files on disk, in memory and in a view.
//!
//! It is BLAKE3 over the line `samriddh tree 1\n`, then for each entry in the order of its path's bytes: one byte for its
//! kind (`f` file, `x` executable file, `l` symbolic link, `o` anything else), the length of the path (32 bits, little end
//! first), the path with `/` between its names, and the 32 bytes of the BLAKE3 hash of the content (a link's content is its
//! target; anything else has none). Folders count only through what is in them. Whoever walks a disk leaves out what is in
//! a folder called `.git`, at any depth, and our own unfinished `.samriddh-….tmp` files.

use crate::id::ContentHash;

const HEADER: &[u8] = b"samriddh tree 1\n";

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Executable,
    Link,
    Other,
}

impl Kind {
    pub fn of_file(executable: bool) -> Self {
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

/// A tree as its entries, in any order; paths as bytes because a foreign tree may have names that are not UTF-8.
#[derive(Clone, Debug, Default)]
pub struct Tree(Vec<(Vec<u8>, Kind, blake3::Hash)>);

impl Tree {
    pub fn add(&mut self, path: impl Into<Vec<u8>>, kind: Kind, content: blake3::Hash) {
        self.0.push((path.into(), kind, content));
    }

    pub fn hash(mut self) -> blake3::Hash {
        self.0.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut hasher = blake3::Hasher::new();
        hasher.update(HEADER);
        for (path, kind, content) in &self.0 {
            hasher.update(&[kind.byte()]);
            hasher.update(&u32::try_from(path.len()).unwrap_or(u32::MAX).to_le_bytes());
            hasher.update(path);
            hasher.update(content.as_bytes());
        }
        hasher.finalize()
    }
}

/// The hash of regular files: path, executable, hash of the content. None when one of these is not a hash.
pub fn hash_files<'a>(
    files: impl IntoIterator<Item = (&'a str, bool, &'a ContentHash)>,
) -> Option<ContentHash> {
    let mut tree = Tree::default();
    for (path, executable, content) in files {
        let content = blake3::Hash::from_hex(content.as_str()).ok()?;
        tree.add(path, Kind::of_file(executable), content);
    }
    Some(ContentHash::new(tree.hash().to_hex().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_pinned() {
        let (hello, script) = (ContentHash::of(b"hello\n"), ContentHash::of(b"#!"));
        let mut bytes = b"samriddh tree 1\nf\x05\0\0\0a.txt".to_vec();
        bytes.extend(blake3::hash(b"hello\n").as_bytes());
        bytes.extend(b"x\x08\0\0\0b/run.sh");
        bytes.extend(blake3::hash(b"#!").as_bytes());
        let hash = hash_files([("b/run.sh", true, &script), ("a.txt", false, &hello)]);
        assert_eq!(hash, Some(ContentHash::of(&bytes)));
    }

    #[test]
    fn every_part_of_an_entry_counts_and_order_does_not() {
        let (one, two) = (ContentHash::of(b"1"), ContentHash::of(b"2"));
        let hash = hash_files([("a", false, &one), ("b", false, &two)]);
        assert_eq!(hash, hash_files([("b", false, &two), ("a", false, &one)]));
        for other in [
            hash_files([("a", true, &one), ("b", false, &two)]),
            hash_files([("a", false, &two), ("b", false, &one)]),
            hash_files([("a", false, &one)]),
            hash_files([("a", false, &one), ("c", false, &two)]),
        ] {
            assert_ne!(hash, other);
        }
    }

    #[test]
    fn text_that_is_not_a_hash_gives_none() {
        assert_eq!(hash_files([("a", false, &ContentHash::new("nonsense"))]), None);
    }
}
