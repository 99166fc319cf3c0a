//! A delivery is everything or nothing, and it says what to do.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use tools::fake::{MemoryGit, ScriptedShell};
use tools::ports::Git;
use tools::{
    CancellationToken, Commit, CommitId, Environment, History, LocalShell, Milestone, Mode, RelPath, Stage,
    SystemGit, ToolError, already_delivered, check_target,
};

fn path(text: &str) -> RelPath {
    RelPath::new(text).expect("a good path")
}

fn git() -> SystemGit {
    SystemGit::new(Arc::new(LocalShell::new(Environment::of_process()).expect("a shell")))
}

/// A stage with three files, and the history that names them.
fn staged(folder: &Path) -> (Stage, Vec<Milestone>) {
    let mut stage = Stage::open(folder.join("stage")).expect("a stage");
    stage.put(&path("README.md"), b"# Blog\n", Mode::FILE).expect("put");
    stage.put(&path("backend/main.py"), b"print()\n", Mode::FILE).expect("put");
    stage.put(&path("bin/run"), b"#!/bin/sh\n", Mode::EXECUTABLE).expect("put");
    let milestone = |message: &str, files: &[&str]| Milestone {
        message: message.to_owned(),
        files: files.iter().map(|file| path(file)).collect(),
    };
    let milestones = vec![
        milestone("Start", &["README.md", "bin/run"]),
        milestone("Add the backend", &["backend/main.py", "README.md"]),
    ];
    (stage, milestones)
}

async fn deliver(
    stage: &Stage,
    target: &Path,
    milestones: &[Milestone],
    git: &dyn Git,
) -> Result<tools::Delivered, ToolError> {
    stage.deliver(target, "s-1", milestones, git, CancellationToken::new()).await
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
    let (stage, milestones) = staged(folder.path());
    let target = folder.path().join("new/deep/blog");
    let delivered = deliver(&stage, &target, &milestones, &git()).await.expect("delivered");
    assert_eq!(delivered.tree_hash, stage.tree_hash());
    assert_eq!(delivered.files, 3);
    assert!(matches!(delivered.history, History::Written { .. }));
    assert_eq!(names_in(&target), [".git", "README.md", "backend", "bin"]);
    assert_eq!(names_in(&folder.path().join("new/deep")), ["blog"]);
    assert_eq!(git().status_clean(&target, CancellationToken::new()).await, Ok(true));
    assert_eq!(already_delivered(&target, &stage.tree_hash()), Ok(true));
    assert_eq!(already_delivered(folder.path().join("other"), &stage.tree_hash()), Ok(false));
}

#[tokio::test]
async fn the_tree_and_the_history_do_not_depend_on_the_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stage, milestones) = staged(folder.path());
    let one = deliver(&stage, &folder.path().join("one"), &milestones, &git()).await.expect("delivered");
    let two = deliver(&stage, &folder.path().join("two"), &milestones, &git()).await.expect("delivered");
    assert_eq!((one.tree_hash, one.history), (two.tree_hash, two.history));
}

#[tokio::test]
async fn an_empty_folder_is_taken_and_a_full_one_is_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stage, milestones) = staged(folder.path());
    let (empty, full, file) =
        (folder.path().join("empty"), folder.path().join("full"), folder.path().join("file"));
    std::fs::create_dir(&empty).expect("made");
    std::fs::create_dir(&full).expect("made");
    std::fs::write(full.join("mine"), "x").expect("written");
    std::fs::write(&file, "x").expect("written");
    deliver(&stage, &empty, &milestones, &git()).await.expect("delivered");
    let refused = deliver(&stage, &full, &milestones, &git()).await;
    assert!(matches!(refused, Err(ToolError::TargetNotEmpty { .. })), "{refused:?}");
    assert!(matches!(check_target(&full), Err(ToolError::TargetNotEmpty { .. })));
    let refused = deliver(&stage, &file, &milestones, &git()).await;
    assert!(matches!(refused, Err(ToolError::TargetUnusable { .. })), "{refused:?}");
    let refused = deliver(&stage, &file.join("below"), &milestones, &git()).await;
    assert!(matches!(refused, Err(ToolError::TargetUnusable { .. })), "{refused:?}");
    assert_eq!(check_target(folder.path().join("free")), Ok(()));
    assert_eq!(names_in(&full), ["mine"]);
    assert_eq!(names_in(folder.path()), ["empty", "file", "full", "stage"]);
}

#[tokio::test]
async fn what_a_killed_run_left_is_replaced() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stage, milestones) = staged(folder.path());
    let leftover = folder.path().join(".blog.samriddh-s-1");
    std::fs::create_dir_all(leftover.join("half")).expect("made");
    std::fs::write(leftover.join("half/written"), "x").expect("written");
    let target = folder.path().join("blog");
    deliver(&stage, &target, &milestones, &git()).await.expect("delivered");
    assert_eq!(names_in(folder.path()), ["blog", "stage"]);
    assert_eq!(already_delivered(&target, &stage.tree_hash()), Ok(true));
}

#[tokio::test]
async fn without_git_the_files_are_delivered_and_the_history_is_named_missing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stage, milestones) = staged(folder.path());
    let git = SystemGit::new(Arc::new(ScriptedShell::new()));
    let delivered = deliver(&stage, &folder.path().join("blog"), &milestones, &git).await.expect("delivered");
    assert!(matches!(delivered.history, History::Missing { .. }));
    assert_eq!(already_delivered(folder.path().join("blog"), &stage.tree_hash()), Ok(true));
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

    async fn status_clean(&self, _: &Path, _: CancellationToken) -> Result<bool, ToolError> {
        Ok(true)
    }
}

fn commit() -> Commit {
    Commit { message: "x".to_owned(), files: Vec::new(), removed: Vec::new() }
}

#[tokio::test]
async fn nothing_stays_when_a_step_fails() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stage, milestones) = staged(folder.path());
    let target = folder.path().join("new/blog");
    let failed = deliver(&stage, &target, &milestones, &BadGit::Fails).await;
    assert!(matches!(failed, Err(ToolError::DiskFull { .. })), "{failed:?}");
    let failed = deliver(&stage, &target, &milestones, &BadGit::Writes).await;
    assert!(matches!(failed, Err(ToolError::Corrupt { .. })), "{failed:?}");
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    let failed = stage.deliver(&target, "s-1", &milestones, &git(), cancelled).await;
    assert!(matches!(failed, Err(ToolError::Cancelled { .. })), "{failed:?}");
    assert_eq!(names_in(folder.path()), ["stage"]);
}

#[tokio::test]
async fn a_session_id_cannot_lead_elsewhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stage, milestones) = staged(folder.path());
    for session in ["", "../x", "a/b", &"x".repeat(65)] {
        let target = folder.path().join("blog");
        let refused = stage.deliver(&target, session, &milestones, &git(), CancellationToken::new()).await;
        assert!(matches!(refused, Err(ToolError::BadPath { .. })), "{session}: {refused:?}");
    }
}

#[tokio::test]
async fn the_history_names_every_file_and_no_other() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stage, milestones) = staged(folder.path());
    let target = folder.path().join("blog");
    let short = deliver(&stage, &target, &milestones[..1], &git()).await;
    assert_eq!(short, Err(ToolError::HistoryMismatch { path: "backend/main.py".to_owned() }));
    let unknown = [Milestone { message: "x".to_owned(), files: vec![path("unknown")] }];
    let long = deliver(&stage, &target, &unknown, &git()).await;
    assert_eq!(long, Err(ToolError::HistoryMismatch { path: "unknown".to_owned() }));
}

#[test]
fn a_stage_is_found_again_and_checked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stage, _) = staged(folder.path());
    std::fs::write(folder.path().join("stage/.samriddh-1-1.tmp"), "half").expect("written");
    let again = Stage::open(folder.path().join("stage")).expect("a stage");
    assert_eq!(again.entries(), stage.entries());
    assert_eq!(again.tree_hash(), stage.tree_hash());
    assert_eq!(again.workspace().tree_hash(), Ok(stage.tree_hash()));
    std::fs::write(folder.path().join("stage/README.md"), "# Blag\n").expect("written");
    assert_eq!(stage.read(&path("README.md")), Err(ToolError::Corrupt { path: "README.md".to_owned() }));
}

#[test]
fn names_that_differ_in_case_alone_clash() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut stage, _) = staged(folder.path());
    let clash = stage.put(&path("readme.md"), b"x", Mode::FILE);
    assert_eq!(clash, Err(ToolError::Clash { path: "readme.md".to_owned(), other: "README.md".to_owned() }));
    stage.remove(&path("README.md")).expect("removed");
    stage.put(&path("readme.md"), b"x", Mode::FILE).expect("free now");
    assert_eq!(stage.entries().len(), 3);
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
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut stage, mut milestones) = staged(folder.path());
    // Bytes that no pack can make smaller.
    let mut large = vec![0; 200_000];
    blake3::Hasher::new().finalize_xof().fill(&mut large);
    stage.put(&path("large"), &large, Mode::FILE).expect("put");
    milestones.push(Milestone { message: "Add".to_owned(), files: vec![path("large")] });
    // The first is too small for the files, the second for the repository beside them.
    for options in [c"size=128k", c"size=260k"] {
        let Some(disk) = TinyDisk::mount(options) else { return };
        let failed = deliver(&stage, &disk.0.path().join("blog"), &milestones, &git()).await;
        assert!(matches!(failed, Err(ToolError::DiskFull { .. })), "{options:?}: {failed:?}");
        assert!(names_in(disk.0.path()).is_empty(), "{:?}", names_in(disk.0.path()));
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_mount_point_or_a_read_only_disk_is_named_as_such() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stage, milestones) = staged(folder.path());
    let Some(disk) = TinyDisk::mount(c"size=4m") else { return };
    let failed = deliver(&stage, disk.0.path(), &milestones, &git()).await;
    assert!(matches!(failed, Err(ToolError::TargetUnusable { .. })), "{failed:?}");
    let Some(disk) = TinyDisk::mount(c"size=4m,ro") else { return };
    let target = disk.0.path().join("blog");
    let failed = deliver(&stage, &target, &milestones, &git()).await;
    assert!(matches!(failed, Err(ToolError::ReadOnly { .. })), "{failed:?}");
    assert!(matches!(check_target(&target), Err(ToolError::ReadOnly { .. })));
}

/// The time of a delivery of the usual size, printed for whoever runs it with `--nocapture`.
#[tokio::test]
async fn two_hundred_files_in_ten_commits_are_delivered() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut stage = Stage::open(folder.path().join("stage")).expect("a stage");
    let mut milestones = Vec::new();
    let started = tokio::time::Instant::now();
    for commit in 0..10 {
        let files: Vec<RelPath> =
            (0..20).map(|file| path(&format!("part{commit}/sub/file{file}.txt"))).collect();
        for file in &files {
            stage.put(file, format!("{file}\n").repeat(150).as_bytes(), Mode::FILE).expect("put");
        }
        milestones.push(Milestone { message: format!("Add part {commit}"), files });
    }
    let staged = started.elapsed();
    let delivered =
        deliver(&stage, &folder.path().join("blog"), &milestones, &git()).await.expect("delivered");
    println!("staged after {staged:?}, delivered after {:?}", started.elapsed());
    assert_eq!(delivered.files, 200);
}
