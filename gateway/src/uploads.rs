//! Files that a person handed over, each under an id of its own: a name is only what it is called, never a place.

use std::io;
use std::path::{Path, PathBuf};

use protocol::id::{ContentHash, SessionId};
use protocol::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Below the data folder.
const FOLDER: &str = "uploads";
/// One file; a document or a picture has less.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// All of them together.
pub const ALL_BYTES_MAX: u64 = 512 * 1024 * 1024;
pub const FILES_MAX: usize = 1_000;
const NAME_CHARS_MAX: usize = 255;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Upload {
    #[schema(value_type = String)]
    pub id: SessionId,
    /// As the person calls it; `/` where it came with its folder.
    pub name: String,
    pub size: u64,
    #[schema(value_type = String)]
    pub hash: ContentHash,
}

/// Keeps a file.
pub fn keep(home: &Path, id: SessionId, name: &str, bytes: &[u8]) -> Result<Upload, Problem> {
    let name = fit(name)?;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(too_large("the file", FILE_BYTES_MAX as u64));
    }
    let there = all(home)?;
    let size = bytes.len() as u64;
    if there.len() >= FILES_MAX || there.iter().map(|upload| upload.size).sum::<u64>() + size > ALL_BYTES_MAX
    {
        let message = format!("{} files are kept already, and there is room for no more", there.len());
        return Err(Problem::new(Code::TooLarge, message, "remove some with DELETE /api/uploads/{id}"));
    }
    let upload = Upload { id, name, size, hash: ContentHash::of(bytes) };
    let (content, note) = places(home, &upload.id);
    std::fs::create_dir_all(home.join(FOLDER)).map_err(|error| storage(&error))?;
    let about = serde_json::to_vec(&upload).map_err(|error| storage(&error.into()))?;
    // The note comes last: without it there is no file.
    std::fs::write(&content, bytes).and_then(|()| std::fs::write(&note, about)).map_err(|error| {
        let _ = std::fs::remove_file(&content);
        storage(&error)
    })?;
    Ok(upload)
}

/// Every file that is kept, in no order that means anything.
pub fn all(home: &Path) -> Result<Vec<Upload>, Problem> {
    let entries = match std::fs::read_dir(home.join(FOLDER)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| storage(&error))?,
    };
    let notes = entries.filter_map(Result::ok).map(|entry| entry.path());
    let notes = notes.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    Ok(notes.filter_map(|note| serde_json::from_slice(&std::fs::read(note).ok()?).ok()).collect())
}

/// A file with its bytes.
pub fn one(home: &Path, id: &SessionId) -> Result<(Upload, Vec<u8>), Problem> {
    let (content, note) = places(home, id);
    let about = match std::fs::read(note) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(unknown(id)),
        about => about.map_err(|error| storage(&error))?,
    };
    let upload: Upload = serde_json::from_slice(&about).map_err(|error| storage(&error.into()))?;
    let bytes = std::fs::read(content).map_err(|error| storage(&error))?;
    if ContentHash::of(&bytes) != upload.hash {
        let message = format!("the file {id} is not what was handed over: the disk has changed it");
        return Err(Problem::new(Code::Storage, message, "hand it over again"));
    }
    Ok((upload, bytes))
}

/// Forgets a file.
pub fn remove(home: &Path, id: &SessionId) -> Result<(), Problem> {
    let (content, note) = places(home, id);
    match std::fs::remove_file(note) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(unknown(id)),
        removed => removed.map_err(|error| storage(&error))?,
    }
    std::fs::remove_file(content).map_err(|error| storage(&error))
}

fn unknown(id: &SessionId) -> Problem {
    let hint = "GET /api/uploads lists those there are";
    Problem::new(Code::NotFound, format!("no file {id} is kept"), hint)
}

fn places(home: &Path, id: &SessionId) -> (PathBuf, PathBuf) {
    let folder = home.join(FOLDER);
    (folder.join(format!("{id}.bin")), folder.join(format!("{id}.json")))
}

/// A name of plain parts: nobody who takes it for a path is led out of a folder.
fn fit(name: &str) -> Result<String, Problem> {
    let plain = |part: &str| {
        let signs = |c: char| c.is_control() || matches!(c, '\\' | ':');
        !part.is_empty() && part != "." && part != ".." && !part.contains(signs)
    };
    if name.chars().count() <= NAME_CHARS_MAX && name.split('/').all(plain) {
        return Ok(name.to_owned());
    }
    let message = format!("{:?} is no name for a file", name.chars().take(80).collect::<String>());
    let hint = "give one of at most 255 characters, without `..`, `\\`, `:` and control characters";
    Err(Problem::new(Code::Malformed, message, hint))
}

pub fn too_large(what: &str, bytes_max: u64) -> Problem {
    let message = format!("{what} is larger than {} MB", bytes_max / 1024 / 1024);
    Problem::new(Code::TooLarge, message, "send a smaller one")
}

fn storage(error: &io::Error) -> Problem {
    let message = format!("the file cannot be kept: {error}");
    Problem::new(Code::Storage, message, "make room in the data folder, or check it with `samriddh doctor`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(sign: char) -> SessionId {
        SessionId::new(sign.to_string().repeat(26))
    }

    #[test]
    fn what_is_kept_is_listed_and_can_be_removed() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(all(home.path()).unwrap(), []);
        let upload = keep(home.path(), id('a'), "notes/a.txt", b"text").unwrap();
        assert_eq!((upload.size, upload.hash.clone()), (4, ContentHash::of(b"text")));
        assert_eq!(all(home.path()).unwrap(), std::slice::from_ref(&upload));
        assert_eq!(one(home.path(), &id('a')).unwrap(), (upload, b"text".to_vec()));
        assert_eq!(one(home.path(), &id('b')).unwrap_err().code, Code::NotFound);
        std::fs::write(places(home.path(), &id('a')).0, b"other").unwrap();
        assert_eq!(one(home.path(), &id('a')).unwrap_err().code, Code::Storage);
        remove(home.path(), &id('a')).unwrap();
        assert_eq!(all(home.path()).unwrap(), []);
        assert_eq!(remove(home.path(), &id('a')).unwrap_err().code, Code::NotFound);
    }

    #[test]
    fn names_lead_nowhere() {
        let home = tempfile::tempdir().unwrap();
        for name in [
            "../x",
            "/etc/passwd",
            "a/../b",
            "a\\b",
            "C:x",
            "",
            "a//b",
            "a\0b",
            "a\nb",
            ".",
            &"x".repeat(256),
        ] {
            assert_eq!(keep(home.path(), id('a'), name, b"x").unwrap_err().code, Code::Malformed, "{name:?}");
        }
        assert!(!home.path().join(FOLDER).exists());
        for name in ["a.txt", "a/b.txt", ".hidden", "ünï.txt", "a b"] {
            keep(home.path(), id('b'), name, b"x").unwrap();
        }
    }

    #[test]
    fn a_file_over_the_limit_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let bytes = vec![0; FILE_BYTES_MAX + 1];
        assert_eq!(keep(home.path(), id('a'), "x", &bytes).unwrap_err().code, Code::TooLarge);
        keep(home.path(), id('a'), "x", &bytes[1..]).unwrap();
    }
}
