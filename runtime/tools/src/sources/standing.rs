//! Whether a path still leads to the folder that was opened under it.

use rustix::fs::{FileType, Mode as Bits, Stat, fstat};

use super::Sources;
use crate::error::ToolError;
use crate::folders::FOLDER;

/// What lies at the path of a folder that was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Same,
    /// Another folder has its place.
    Replaced,
    /// A symbolic link has its place.
    Link,
    Gone,
}

impl Standing {
    /// Why nothing is read there.
    pub fn why(self) -> &'static str {
        match self {
            Standing::Same => "",
            Standing::Replaced => "another folder has taken its place",
            Standing::Link => "a symbolic link has taken its place, and links are not followed",
            Standing::Gone => "the folder is gone",
        }
    }
}

impl Sources {
    /// What lies at the path now, compared with what was opened. A link that took its place is not followed.
    pub fn standing(&self) -> Standing {
        let of = |stat: Stat| (stat.st_dev, stat.st_ino);
        let Ok(opened) = fstat(&self.root) else { return Standing::Gone };
        let Ok(now) = rustix::fs::lstat(&self.path) else { return Standing::Gone };
        // A folder on the way may have become a link too.
        if self.path.canonicalize().is_ok_and(|full| full != self.path) {
            return Standing::Link;
        }
        match FileType::from_raw_mode(now.st_mode) {
            FileType::Directory if of(now) == of(opened) => Standing::Same,
            FileType::Directory => Standing::Replaced,
            FileType::Symlink => Standing::Link,
            _ => Standing::Gone,
        }
    }

    /// Opens the folder that lies at the path now.
    pub fn again(&self) -> Result<Self, ToolError> {
        let shown = || self.path.display().to_string();
        let root = rustix::fs::open(&self.path, FOLDER, Bits::empty())
            .map_err(|errno| ToolError::of_errno("open", shown(), errno))?;
        Ok(Self { root, path: self.path.clone(), only: self.only.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn what_takes_the_place_of_the_folder_is_not_taken_for_it() {
        let room = tempfile::tempdir().unwrap();
        let root = room.path().canonicalize().unwrap();
        let (folder, secret) = (root.join("folder"), root.join("secret"));
        for path in [&folder, &secret] {
            fs::create_dir(path).unwrap();
            fs::write(path.join("a.py"), "x").unwrap();
        }
        let sources = Sources::open(&folder).unwrap();
        assert_eq!(sources.standing(), Standing::Same);
        fs::rename(&folder, root.join("moved")).unwrap();
        assert_eq!(sources.standing(), Standing::Gone);
        symlink(&secret, &folder).unwrap();
        assert_eq!(sources.standing(), Standing::Link);
        assert_eq!(sources.list().files, [""; 0]);
        assert!(sources.again().is_err());
        fs::remove_file(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("b.py"), "x").unwrap();
        assert_eq!(sources.standing(), Standing::Replaced);
        let again = sources.again().unwrap();
        assert_eq!((again.standing(), again.list().files), (Standing::Same, vec!["b.py".to_owned()]));
    }
}
