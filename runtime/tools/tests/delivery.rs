//! A delivery is everything or nothing, and it says what to do.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use tools::effect::Found;
use tools::fake::{MemoryGit, ScriptedShell};
use tools::ports::Git;
use tools::work::{Deliverer, LocalDeliverer, Order, Receipt, WorkCommit, WorkFile, check_target};
use tools::{
    CancellationToken, Commit, CommitId, Environment, LocalShell, RelPath, SystemGit, ToolError, Workspace,
    tree_hash_of,
};

fn shell() -> Arc<LocalShell> {
    Arc::new(LocalShell::new(Environment::of_process()).expect("a shell"))
}

/// An order for these files (path, executable, bytes) in these commits.
fn order_of(target: &Path, files: &[(&str, bool, Vec<u8>)], commits: &[(&str, &[&str])]) -> Order {
    let paths: Vec<RelPath> =
        files.iter().map(|(path, _, _)| RelPath::new(*path).expect("a good path")).collect();
    let tree =
        paths.iter().zip(files).map(|(path, (_, executable, bytes))| (path, *executable, bytes.as_slice()));
    Order {
        target: target.to_path_buf(),
        session: "s-1".to_owned(),
        tree_hash: tree_hash_of(tree).to_string(),
        files: files
            .iter()
            .map(|(path, executable, bytes)| WorkFile {
                path: (*path).to_owned(),
                bytes: bytes.clone(),
                executable: *executable,
            })
            .collect(),
        commits: commits
            .iter()
            .map(|(message, paths)| WorkCommit {
                message: (*message).to_owned(),
                paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            })
            .collect(),
    }
}

/// Three files in two commits, the second of which names a file again.
fn order(target: &Path) -> Order {
    let files = [
        ("README.md", false, b"# Blog\n".to_vec()),
        ("backend/main.py", false, b"print()\n".to_vec()),
        ("bin/run", true, b"#!/bin/sh\n".to_vec()),
    ];
    let commits: [(&str, &[&str]); 2] =
        [("Start", &["README.md", "bin/run"]), ("Add the backend", &["backend/main.py", "README.md"])];
    order_of(target, &files, &commits)
}

async fn deliver(order: &Order) -> Result<Receipt, ToolError> {
    LocalDeliverer::new(shell()).deliver(order.clone(), CancellationToken::new()).await
}

async fn deliver_with(git: impl Git + 'static, order: &Order) -> Result<Receipt, ToolError> {
    LocalDeliverer::with_git(Arc::new(git)).deliver(order.clone(), CancellationToken::new()).await
}

async fn delivered(order: &Order) -> Result<Found<Receipt>, ToolError> {
    LocalDeliverer::new(shell()).delivered(&order.target, &order.tree_hash).await
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_repository_appears_with_its_history() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let order = order(&folder.path().join("new/deep/blog"));
    assert_eq!(delivered(&order).await, Ok(Found::NotDone));
    let receipt = deliver(&order).await.expect("delivered");
    assert_eq!((receipt.head.as_ref().map(String::len), receipt.note.as_str()), (Some(40), ""));
    assert_eq!(names_in(&order.target), [".git", "README.md", "backend", "bin"]);
    assert_eq!(names_in(&folder.path().join("new/deep")), ["blog"]);
    let tree_hash =
        Workspace::open(&order.target).and_then(|workspace| workspace.tree_hash()).expect("a tree");
    assert_eq!(tree_hash.as_str(), order.tree_hash);
    let clean = SystemGit::new(shell()).status_clean(&order.target, CancellationToken::new()).await;
    assert_eq!(clean, Ok(true));
    assert_eq!(delivered(&order).await, Ok(Found::Done(receipt)), "found again after a crash");
    std::fs::write(order.target.join("README.md"), "changed").expect("written");
    let found = delivered(&order).await;
    assert!(matches!(&found, Ok(Found::Unknown { why }) if why.contains("something else")), "{found:?}");
    std::fs::remove_dir_all(&order.target).expect("removed");
    std::fs::create_dir(&order.target).expect("made");
    assert_eq!(delivered(&order).await, Ok(Found::NotDone), "an empty folder is no trace of one");
}

#[tokio::test]
async fn the_history_does_not_depend_on_the_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let one = deliver(&order(&folder.path().join("one"))).await.expect("delivered");
    let two = deliver(&Order { session: "s-2".to_owned(), ..order(&folder.path().join("two")) }).await;
    assert_eq!(two, Ok(one));
}

#[tokio::test]
async fn an_empty_folder_is_taken_and_a_full_one_is_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [empty, full, file] = ["empty", "full", "file"].map(|name| folder.path().join(name));
    std::fs::create_dir(&empty).expect("made");
    std::fs::create_dir(&full).expect("made");
    std::fs::write(full.join("mine"), "x").expect("written");
    std::fs::write(&file, "x").expect("written");
    deliver(&order(&empty)).await.expect("delivered");
    let refused = deliver(&order(&full)).await;
    assert!(matches!(refused, Err(ToolError::TargetNotEmpty { .. })), "{refused:?}");
    assert!(matches!(check_target(&full), Err(ToolError::TargetNotEmpty { .. })));
    for unusable in [file.clone(), file.join("below"), file.join("far/below")] {
        let refused = deliver(&order(&unusable)).await;
        assert!(matches!(refused, Err(ToolError::TargetUnusable { .. })), "{unusable:?}: {refused:?}");
    }
    assert_eq!(check_target(folder.path().join("free")), Ok(()));
    assert_eq!(names_in(&full), ["mine"]);
    assert_eq!(names_in(folder.path()), ["empty", "file", "full"]);
}

#[tokio::test]
async fn what_a_killed_run_left_is_replaced() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let leftover = folder.path().join(".blog.samriddh-s-1");
    std::fs::create_dir_all(leftover.join("half")).expect("made");
    std::fs::write(leftover.join("half/written"), "x").expect("written");
    let order = order(&folder.path().join("blog"));
    let receipt = deliver(&order).await.expect("delivered");
    assert_eq!(names_in(folder.path()), ["blog"]);
    assert_eq!(delivered(&order).await, Ok(Found::Done(receipt)));
}

#[tokio::test]
async fn without_git_the_files_are_delivered_and_the_history_is_named_missing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let order = order(&folder.path().join("blog"));
    let receipt =
        deliver_with(SystemGit::new(Arc::new(ScriptedShell::new())), &order).await.expect("delivered");
    assert_eq!(receipt.head, None);
    assert!(receipt.note.contains("install git"), "{}", receipt.note);
    assert_eq!(names_in(&order.target), ["README.md", "backend", "bin"]);
    assert!(matches!(delivered(&order).await, Ok(Found::Done(Receipt { head: None, .. }))));
}

#[tokio::test]
async fn a_folder_inside_somebodys_repository_gets_a_history_of_its_own() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    deliver(&order(&folder.path().join("outer"))).await.expect("delivered");
    let inner =
        order_of(&folder.path().join("outer/inner"), &[("a", false, b"x".to_vec())], &[("Start", &["a"])]);
    let receipt = deliver(&inner).await.expect("delivered");
    assert_eq!(names_in(&inner.target), [".git", "a"]);
    assert_eq!(delivered(&inner).await, Ok(Found::Done(receipt)));
}

/// A git that writes into the tree, or fails.
enum BadGit {
    Writes,
    Fails,
}

#[async_trait]
impl Git for BadGit {
    async fn make_history(
        &self,
        folder: &Path,
        _: &[Commit],
        _: CancellationToken,
    ) -> Result<CommitId, ToolError> {
        match self {
            Self::Writes => {
                std::fs::write(folder.join("extra"), "x").expect("written");
                MemoryGit::new().make_history(folder, &[commit()], CancellationToken::new()).await
            }
            Self::Fails => Err(ToolError::DiskFull { path: "the repository".to_owned() }),
        }
    }

    async fn head(&self, _: &Path, _: CancellationToken) -> Result<Option<CommitId>, ToolError> {
        Ok(None)
    }

    async fn status_clean(&self, _: &Path, _: CancellationToken) -> Result<bool, ToolError> {
        Ok(true)
    }

    async fn put_on_top(
        &self,
        _: &Path,
        _: &CommitId,
        _: &Commit,
        _: CancellationToken,
    ) -> Result<CommitId, ToolError> {
        unreachable!("these deliveries are not amended")
    }

    async fn is_on_top(
        &self,
        _: &Path,
        _: &CommitId,
        _: &Commit,
        _: CancellationToken,
    ) -> Result<bool, ToolError> {
        unreachable!("these deliveries are not amended")
    }

    async fn changed_paths(&self, _: &Path, _: CancellationToken) -> Result<Vec<String>, ToolError> {
        unreachable!("these deliveries are not amended")
    }

    async fn take_into_index(&self, _: &Path, _: &[RelPath], _: CancellationToken) -> Result<(), ToolError> {
        unreachable!("these deliveries are not amended")
    }
}

fn commit() -> Commit {
    Commit { message: "x".to_owned(), files: Vec::new(), removed: Vec::new() }
}

#[tokio::test]
async fn nothing_stays_when_a_step_fails() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let order = order(&folder.path().join("new/blog"));
    let failed = deliver_with(BadGit::Fails, &order).await;
    assert!(matches!(failed, Err(ToolError::DiskFull { .. })), "{failed:?}");
    let failed = deliver_with(BadGit::Writes, &order).await;
    assert!(matches!(failed, Err(ToolError::Corrupt { .. })), "{failed:?}");
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    let failed = LocalDeliverer::new(shell()).deliver(order.clone(), cancelled).await;
    assert!(matches!(failed, Err(ToolError::Cancelled { .. })), "{failed:?}");
    let failed = deliver(&Order { tree_hash: "0".repeat(64), ..order }).await;
    assert!(matches!(failed, Err(ToolError::Corrupt { .. })), "{failed:?}");
    assert!(names_in(folder.path()).is_empty());
}

#[tokio::test]
async fn neither_a_session_nor_a_path_leads_elsewhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let good = order(&folder.path().join("blog"));
    for session in ["", "../x", "a/b", &"x".repeat(65)] {
        let refused = deliver(&Order { session: session.to_owned(), ..good.clone() }).await;
        assert!(matches!(refused, Err(ToolError::BadPath { .. })), "{session}: {refused:?}");
    }
    for path in ["../x", "/x", ".git/hooks/post-checkout", "a/../../x"] {
        let mut bad = good.clone();
        bad.files[0].path = path.to_owned();
        let refused = deliver(&bad).await;
        assert!(matches!(refused, Err(ToolError::BadPath { .. })), "{path}: {refused:?}");
    }
    assert!(names_in(folder.path()).is_empty());
}

#[tokio::test]
async fn the_history_names_every_file_and_no_other() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let good = order(&folder.path().join("blog"));
    let mut short = good.clone();
    short.commits.pop();
    assert_eq!(deliver(&short).await, Err(ToolError::HistoryMismatch { path: "backend/main.py".to_owned() }));
    let mut long = good;
    long.commits[0].paths.push("unknown".to_owned());
    assert_eq!(deliver(&long).await, Err(ToolError::HistoryMismatch { path: "unknown".to_owned() }));
}

#[tokio::test]
async fn names_that_differ_in_case_alone_clash() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = [("README.md", false, b"x".to_vec()), ("readme.md", false, b"y".to_vec())];
    let clash = deliver(&order_of(&folder.path().join("blog"), &files, &[])).await;
    assert_eq!(clash, Err(ToolError::Clash { path: "readme.md".to_owned(), other: "README.md".to_owned() }));
}

/// A file system of its own, a few hundred kilobytes large; `None` (with the reason printed) where mounting is not permitted.
#[cfg(target_os = "linux")]
struct TinyDisk(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl TinyDisk {
    fn mount(options: &std::ffi::CStr) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let flags = rustix::mount::MountFlags::NOSUID;
        match rustix::mount::mount("tmpfs", folder.path(), "tmpfs", flags, Some(options)) {
            Ok(()) => Some(Self(folder)),
            Err(errno) => {
                println!("not checked: a small file system cannot be mounted here ({errno})");
                None
            }
        }
    }
}

#[cfg(target_os = "linux")]
impl Drop for TinyDisk {
    fn drop(&mut self) {
        let _ = rustix::mount::unmount(self.0.path(), rustix::mount::UnmountFlags::DETACH);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_leaves_nothing_behind() {
    // Bytes that no pack can make smaller.
    let mut large = vec![0; 200_000];
    blake3::Hasher::new().finalize_xof().fill(&mut large);
    // The first is too small for the files, the second for the repository beside them.
    for options in [c"size=128k", c"size=260k"] {
        let Some(disk) = TinyDisk::mount(options) else { return };
        let target = disk.0.path().join("blog");
        let failed =
            deliver(&order_of(&target, &[("large", false, large.clone())], &[("Add", &["large"])])).await;
        assert!(matches!(failed, Err(ToolError::DiskFull { .. })), "{options:?}: {failed:?}");
        assert!(names_in(disk.0.path()).is_empty(), "{:?}", names_in(disk.0.path()));
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_mount_point_or_a_read_only_disk_is_named_as_such() {
    let Some(disk) = TinyDisk::mount(c"size=4m") else { return };
    let failed = deliver(&order(disk.0.path())).await;
    assert!(matches!(failed, Err(ToolError::TargetUnusable { .. })), "{failed:?}");
    let Some(disk) = TinyDisk::mount(c"size=4m,ro") else { return };
    let target = disk.0.path().join("blog");
    let failed = deliver(&order(&target)).await;
    assert!(matches!(failed, Err(ToolError::ReadOnly { .. })), "{failed:?}");
    assert!(matches!(check_target(&target), Err(ToolError::ReadOnly { .. })));
}

/// The time of a delivery of the usual size, printed for whoever runs it with `--nocapture`.
#[tokio::test]
async fn two_hundred_files_in_ten_commits_are_delivered() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let names: Vec<String> = (0..200).map(|n| format!("part{}/sub/file{n}.txt", n / 20)).collect();
    let files: Vec<_> =
        names.iter().map(|name| (name.as_str(), false, format!("{name}\n").repeat(150).into())).collect();
    let parts: Vec<Vec<&str>> =
        names.chunks(20).map(|part| part.iter().map(String::as_str).collect()).collect();
    let commits: Vec<(&str, &[&str])> = parts.iter().map(|part| ("Add a part", part.as_slice())).collect();
    let order = order_of(&folder.path().join("blog"), &files, &commits);
    let started = tokio::time::Instant::now();
    let receipt = deliver(&order).await.expect("delivered");
    println!("delivered after {:?}", started.elapsed());
    assert_eq!(delivered(&order).await, Ok(Found::Done(receipt)));
}
