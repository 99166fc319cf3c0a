//! How another process on the same data folder finds a running gateway: a small file that only its owner can read.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cli::remote::Address;
use serde::{Deserialize, Serialize};

const NAME: &str = "gateway.json";
/// What is larger was not written by us.
const BYTES_MAX: u64 = 4 * 1024;

#[derive(Clone, Serialize, Deserialize)]
struct Note {
    port: u16,
    token: String,
    pid: u32,
}

/// The note of this process's gateway; dropping it takes it away.
pub struct Announcement {
    path: PathBuf,
}

impl Announcement {
    /// Writes the note, whole or not at all.
    pub fn write(home: &Path, address: &Address) -> io::Result<Self> {
        let path = home.join(NAME);
        let draft = home.join(format!("{NAME}.tmp"));
        let note = Note { port: address.port, token: address.token.clone(), pid: std::process::id() };
        // A draft of a killed run could be readable for others: start anew.
        match std::fs::remove_file(&draft) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        file.write_all(&serde_json::to_vec(&note)?)?;
        std::fs::rename(&draft, &path)?;
        Ok(Self { path })
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // The data folder is this process's alone, so the note is ours; one that stays leads nowhere.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Where a gateway of this data folder listens, if one says so.
pub fn read(home: &Path) -> Option<Address> {
    let path = home.join(NAME);
    let small = std::fs::metadata(&path).ok().filter(|found| found.is_file() && found.len() <= BYTES_MAX);
    small?;
    let note: Note = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
    Some(Address { port: note.port, token: note.token })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_private_found_by_others_and_gone_with_its_gateway() {
        let home = tempfile::tempdir().unwrap();
        let address = Address { port: 4711, token: "secret".into() };
        let announcement = Announcement::write(home.path(), &address).unwrap();
        assert_eq!(read(home.path()), Some(address));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(home.path().join(NAME)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        drop(announcement);
        assert_eq!(read(home.path()), None);
    }

    #[test]
    fn what_is_no_note_is_no_gateway() {
        let home = tempfile::tempdir().unwrap();
        for text in ["", "{}", "{\"port\":\"x\"}"] {
            std::fs::write(home.path().join(NAME), text).unwrap();
            assert_eq!(read(home.path()), None);
        }
    }
}
