//! What a workspace promises about writes, lists and hashes.

use std::os::unix::fs::PermissionsExt;

use tools::{Mode, RelPath, ToolError, Workspace, tree_hash_of};

fn workspace() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let workspace = Workspace::open(folder.path()).expect("a workspace");
    (folder, workspace)
}

fn path(text: &str) -> RelPath {
    RelPath::new(text).expect("a good path")
}

#[test]
fn a_file_is_replaced_whole_with_its_mode() {
    let (folder, workspace) = workspace();
    workspace.write(&path("a/b/run.sh"), b"one", Mode::FILE).expect("written");
    workspace.write(&path("a/b/run.sh"), b"two", Mode::EXECUTABLE).expect("replaced");
    assert_eq!(workspace.read(&path("a/b/run.sh"), 3), Ok(b"two".to_vec()));
    let mode = std::fs::metadata(folder.path().join("a/b/run.sh")).expect("the file").permissions().mode();
    assert_eq!(mode & 0o100, 0o100);
    assert_eq!(
        std::fs::read_dir(folder.path().join("a/b")).expect("the folder").count(),
        1,
        "a temporary file stayed"
    );
}

#[test]
fn limits_hold() {
    let (_folder, workspace) = workspace();
    workspace.write(&path("a"), b"1234", Mode::FILE).expect("written");
    let read = workspace.read(&path("a"), 3);
    assert_eq!(read, Err(ToolError::TooLarge { path: "a".to_owned(), limit_bytes: 3 }));
}

#[test]
fn a_file_and_a_folder_do_not_replace_each_other() {
    let (_folder, workspace) = workspace();
    workspace.write(&path("a"), b"x", Mode::FILE).expect("written");
    workspace.write(&path("d/b"), b"x", Mode::FILE).expect("written");
    for refused in ["a/b", "d"] {
        let written = workspace.write(&path(refused), b"y", Mode::FILE);
        assert!(matches!(written, Err(ToolError::Unsafe { .. })), "{refused}: {written:?}");
    }
}

#[test]
fn removing_takes_the_folders_it_empties() {
    let (folder, workspace) = workspace();
    workspace.write(&path("a/b/c"), b"x", Mode::FILE).expect("written");
    workspace.write(&path("a/d"), b"x", Mode::FILE).expect("written");
    workspace.remove(&path("a/b/c")).expect("removed");
    assert!(!folder.path().join("a/b").exists());
    assert!(folder.path().join("a/d").exists());
    assert_eq!(workspace.remove(&path("a/b/c")), Err(ToolError::NotFound { path: "a/b/c".to_owned() }));
}

#[test]
fn the_tree_on_disk_hashes_like_the_tree_in_memory() {
    let (folder, workspace) = workspace();
    let files = [("b/c.txt", false, "one"), ("b-d", true, "two"), ("a", false, "")];
    for (name, executable, text) in files {
        workspace.write(&path(name), text.as_bytes(), Mode { executable }).expect("written");
    }
    let paths = files.map(|(name, executable, text)| (path(name), executable, text.as_bytes()));
    let in_memory =
        Ok(tree_hash_of(paths.iter().map(|(path, executable, bytes)| (path, *executable, *bytes))));
    assert_eq!(workspace.tree_hash(), in_memory);
    // Neither the repository's folder, nor an empty folder, nor what a killed write left counts.
    std::fs::create_dir_all(folder.path().join(".git/hooks")).expect("made");
    std::fs::write(folder.path().join(".git/HEAD"), "x").expect("written");
    std::fs::create_dir(folder.path().join("empty")).expect("made");
    std::fs::write(folder.path().join(".samriddh-1-2.tmp"), "half").expect("written");
    assert_eq!(workspace.tree_hash(), in_memory);
    assert_eq!(workspace.sweep(), Ok(1));
    // A link counts, by where it points.
    std::os::unix::fs::symlink("a", folder.path().join("link")).expect("a link");
    let with_link = workspace.tree_hash();
    assert_ne!(with_link, in_memory);
    std::fs::remove_file(folder.path().join("link")).expect("removed");
    std::os::unix::fs::symlink("b-d", folder.path().join("link")).expect("a link");
    assert_ne!(workspace.tree_hash(), with_link);
}
