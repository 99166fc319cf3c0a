//! Whether the repository could be put where it is asked for. Looks only; writes nothing.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use protocol::problem::{Code, Problem};

/// The absolute path to make, or why it cannot be made. `home` is the data folder.
pub fn check(out: &Path, home: &Path) -> Result<PathBuf, Problem> {
    let target = absolute(out)?;
    if target.to_str().is_none() {
        return Err(refuse(format!("{} is not a name in UTF-8", target.display()), "choose another folder"));
    }
    if target.file_name().is_none() {
        return Err(refuse(
            format!("{} is the root of the file system", target.display()),
            "name a folder in it",
        ));
    }
    if target.starts_with(absolute(home)?) {
        let message = format!("{} lies in the data folder {}", target.display(), home.display());
        return Err(refuse(message, "choose a folder elsewhere with --out"));
    }
    is_free(&target)?;
    can_be_made(&target)?;
    Ok(target)
}

/// The git repository that a folder lies in or would lie in. What is made there has a history of its own, and the one around
/// it takes it for an untracked folder.
pub fn around(target: &Path) -> Option<PathBuf> {
    target.ancestors().skip(1).find(|above| above.join(".git").exists()).map(Path::to_path_buf)
}

/// The same in words.
pub fn told_around(target: &Path) -> Option<String> {
    let around = around(target)?;
    Some(format!(
        "{} lies in the git repository {}: it gets a history of its own, and that repository will show it as an untracked \
         folder",
        target.display(),
        around.display()
    ))
}

/// Absolute, with the links in its existing part followed, so that two spellings of a folder compare equal.
fn absolute(path: &Path) -> Result<PathBuf, Problem> {
    let cannot = |why: &dyn std::fmt::Display| {
        refuse(format!("{} cannot be used: {why}", path.display()), "name a folder with --out DIR")
    };
    let full = std::path::absolute(path).map_err(|error| cannot(&error))?;
    let existing = full.ancestors().find(|above| above.exists()).unwrap_or(Path::new("/"));
    let real = existing.canonicalize().map_err(|error| cannot(&error))?;
    let missing = full.strip_prefix(existing).unwrap_or(Path::new(""));
    if missing.components().any(|part| part == Component::ParentDir) {
        return Err(cannot(&"it goes back out of a folder that does not exist"));
    }
    Ok(if missing.as_os_str().is_empty() { real } else { real.join(missing) })
}

fn is_free(target: &Path) -> Result<(), Problem> {
    if target.is_symlink() && !target.exists() {
        return Err(refuse(
            format!("{} is a link to nothing", target.display()),
            "choose another folder with --out",
        ));
    }
    if target.exists() && !target.is_dir() {
        return Err(refuse(format!("{} is a file", target.display()), "choose another folder with --out"));
    }
    let mut entries = match std::fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(());
        }
        Err(error) => {
            let message = format!("{} cannot be looked into: {error}", target.display());
            return Err(refuse(message, "choose another folder with --out"));
        }
    };
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(refuse(
            format!("{} is not empty, and nothing in it will be touched", target.display()),
            "choose a folder that does not exist yet with --out, or empty this one yourself",
        )),
    }
}

/// The folder above takes part in the last step, a rename; without permission there the work would be in vain.
fn can_be_made(target: &Path) -> Result<(), Problem> {
    let nearest = target.ancestors().skip(1).find(|above| above.exists()).unwrap_or(Path::new("/"));
    if !nearest.is_dir() {
        let message = format!("{} is a file, so {} cannot be made", nearest.display(), target.display());
        return Err(refuse(message, "choose another folder with --out"));
    }
    let access = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
    rustix::fs::access(nearest, access).map_err(|error| {
        let message =
            format!("{} cannot be made: no writing in {} ({error})", target.display(), nearest.display());
        refuse(message, "choose a folder that you may write to with --out")
    })
}

fn refuse(message: String, hint: &str) -> Problem {
    Problem::new(Code::Malformed, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_or_empty_folder_is_fine_and_nothing_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let home = root.join("home");
        let out = root.join("deep/er/blog");
        assert_eq!(check(&out, &home).unwrap(), out);
        assert!(!root.join("deep").exists());
        assert_eq!(check(&root.join("./"), &home).unwrap(), root);
    }

    #[test]
    fn taken_impossible_and_foreign_places_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (home, file) = (root.join("home"), root.join("file"));
        std::fs::write(&file, "x").unwrap();
        std::fs::create_dir(&home).unwrap();
        std::os::unix::fs::symlink(&home, root.join("link")).unwrap();
        std::os::unix::fs::symlink(root.join("nothing"), root.join("dangling")).unwrap();
        let refused =
            |out: PathBuf| check(&out, &home).unwrap_err().message.replace(root.to_str().unwrap(), "");
        assert_eq!(refused(root.clone()), " is not empty, and nothing in it will be touched");
        assert_eq!(refused(file.clone()), "/file is a file");
        assert_eq!(refused(file.join("blog")), "/file is a file, so /file/blog cannot be made");
        assert!(refused(home.join("blog")).contains("lies in the data folder"));
        assert!(refused(root.join("link/blog")).contains("lies in the data folder"));
        assert_eq!(refused(root.join("dangling")), "/dangling is a link to nothing");
        assert_eq!(refused("/".into()), "/ is the root of the file system");
    }
}
