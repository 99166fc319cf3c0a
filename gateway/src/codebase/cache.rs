//! What was understood of files before, by their content: it can be thrown away at any time, and a damaged one is.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use code::FileFacts;

/// Facts of another version of the analysis are none. Raised with every change of what is found in a file.
const VERSION: u32 = 6;
/// The first bytes of a cache.
const MARK: &[u8] = b"samriddh facts\n";
const HASH_BYTES: usize = blake3::OUT_LEN;
/// More than a million lines need; a larger one is not kept.
const BYTES_MAX: usize = 1_000_000_000;

/// Facts by the hash of path and content.
#[derive(Default)]
pub struct Cache {
    file: Option<PathBuf>,
    facts: HashMap<[u8; HASH_BYTES], Vec<u8>>,
}

/// The name under which a file's facts are kept: facts hold their path, so it counts too.
pub fn key(path: &str, bytes: &[u8]) -> [u8; HASH_BYTES] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(path.len() as u64).to_le_bytes()).update(path.as_bytes()).update(bytes);
    *hasher.finalize().as_bytes()
}

impl Cache {
    /// The cache of a folder of code. One that is absent, damaged or of another version is an empty one.
    pub fn open(home: &Path, folder: &Path) -> Self {
        let name = blake3::hash(folder.as_os_str().as_encoded_bytes()).to_hex();
        let file = home.join("cache").join("code").join(format!("{}.facts", &name[..32]));
        let facts = fs::read(&file).ok().and_then(|bytes| decode(&bytes)).unwrap_or_default();
        Self { file: Some(file), facts }
    }

    /// What was understood of such content before.
    pub fn find(&self, key: &[u8; HASH_BYTES]) -> Option<FileFacts> {
        bincode::deserialize(self.facts.get(key)?).ok()
    }

    pub fn is_same(&self, keys: &[[u8; HASH_BYTES]]) -> bool {
        keys.len() == self.facts.len() && keys.iter().all(|key| self.facts.contains_key(key))
    }

    /// Keeps exactly these facts. What cannot be kept is found out again next time, so a failure is no error.
    pub fn keep(&self, entries: &[([u8; HASH_BYTES], &FileFacts)]) {
        let Some(file) = &self.file else { return };
        let Some(bytes) = encode(entries) else { return };
        let written = file.parent().map(fs::create_dir_all).transpose().and_then(|_| {
            let new = file.with_extension(format!("{}.new", std::process::id()));
            let result = fs::File::create(&new).and_then(|mut out| out.write_all(&bytes));
            result.and_then(|()| fs::rename(&new, file)).inspect_err(|_| drop(fs::remove_file(&new)))
        });
        // A full or read-only disk only means that the next run is as slow as this one.
        drop(written);
    }
}

fn version() -> String {
    format!("{} {VERSION}\n", env!("CARGO_PKG_VERSION"))
}

fn encode(entries: &[([u8; HASH_BYTES], &FileFacts)]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    for (key, facts) in entries {
        let facts = bincode::serialize(facts).ok()?;
        body.extend_from_slice(key);
        body.extend_from_slice(&u32::try_from(facts.len()).ok()?.to_le_bytes());
        body.extend_from_slice(&facts);
        if body.len() > BYTES_MAX {
            return None;
        }
    }
    let mut bytes = [MARK, version().as_bytes(), blake3::hash(&body).as_bytes()].concat();
    bytes.append(&mut body);
    Some(bytes)
}

fn decode(bytes: &[u8]) -> Option<HashMap<[u8; HASH_BYTES], Vec<u8>>> {
    let rest = bytes.strip_prefix(MARK)?.strip_prefix(version().as_bytes())?;
    let (sum, mut rest) = rest.split_first_chunk::<HASH_BYTES>()?;
    if blake3::hash(rest).as_bytes() != sum {
        return None;
    }
    let mut facts = HashMap::new();
    while !rest.is_empty() {
        let (key, behind) = rest.split_first_chunk::<HASH_BYTES>()?;
        let (length, behind) = behind.split_first_chunk::<4>()?;
        let (one, behind) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        facts.insert(*key, one.to_vec());
        rest = behind;
    }
    Some(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> FileFacts {
        code::analyse(&mut code::Parser::default(), "a.py", text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn facts_come_back_as_they_were() {
        let home = tempfile::tempdir().unwrap();
        let text = "\"\"\"D.\"\"\"\nclass A:\n    def f(self, x):\n        return self.g(x) if x else None\n";
        let (key, facts) = (key("a.py", text.as_bytes()), facts(text));
        Cache::open(home.path(), Path::new("/x")).keep(&[(key, &facts)]);
        let cache = Cache::open(home.path(), Path::new("/x"));
        assert_eq!(cache.find(&key), Some(facts));
        assert!(cache.is_same(&[key]) && !cache.is_same(&[]));
        assert!(Cache::open(home.path(), Path::new("/y")).find(&key).is_none());
    }

    #[test]
    fn a_damaged_cache_is_an_empty_one_wherever_the_damage_is() {
        let facts = facts("x = 1\n");
        let whole = encode(&[(key("a.py", b"x = 1\n"), &facts)]).unwrap();
        assert_eq!(decode(&whole).map(|facts| facts.len()), Some(1));
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            assert!(decode(&bytes).is_none(), "byte {at}");
            assert!(decode(&whole[..at]).is_none(), "cut at {at}");
        }
    }

    #[test]
    fn a_home_that_cannot_be_written_is_no_error() {
        let home = tempfile::NamedTempFile::new().unwrap();
        let facts = facts("x = 1\n");
        Cache::open(home.path(), Path::new("/x")).keep(&[([0; HASH_BYTES], &facts)]);
    }
}
