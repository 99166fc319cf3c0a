//! One behaviour for each port, held by the real adapter and by its twin.

use std::path::Path;
use std::sync::Arc;

use tools::fake::{MemoryFiles, MemoryGit, Reply, ScriptedShell};
use tools::ports::{Files, Git, Shell};
use tools::{
    CancellationToken, Commit, CommitFile, Environment, Exit, Invocation, LocalFiles, LocalShell, Mode,
    RelPath, Stream, SystemGit, ToolError, Workspace, tree_hash_of,
};

const LIMIT_BYTES: u64 = 1_024;

fn path(text: &str) -> RelPath {
    RelPath::new(text).expect("a good path")
}

async fn files_conform(files: &dyn Files) {
    let empty = files.tree_hash().await;
    assert_eq!(empty, Ok(tree_hash_of([])));
    assert_eq!(files.write(&path("b/c"), b"one", Mode::FILE).await, Ok(()));
    assert_eq!(files.write(&path("b/c"), b"two", Mode::EXECUTABLE).await, Ok(()));
    assert_eq!(files.write(&path("a"), b"", Mode::FILE).await, Ok(()));
    assert_eq!(files.read(&path("b/c"), LIMIT_BYTES).await, Ok(b"two".to_vec()));
    assert_eq!(
        files.read(&path("b/c"), 2).await,
        Err(ToolError::TooLarge { path: "b/c".to_owned(), limit_bytes: 2 })
    );
    let listed: Vec<_> =
        files.list().await.expect("a list").into_iter().map(|e| (e.path, e.mode, e.size_bytes)).collect();
    assert_eq!(listed, [(path("a"), Mode::FILE, 0), (path("b/c"), Mode::EXECUTABLE, 3)]);
    let expected = tree_hash_of([(&path("a"), false, &b""[..]), (&path("b/c"), true, &b"two"[..])]);
    assert_eq!(files.tree_hash().await, Ok(expected));
    for (name, why) in [("a/x", "a file or a symbolic link is in the way"), ("b", "it is a folder")] {
        let refused = files.write(&path(name), b"x", Mode::FILE).await;
        assert_eq!(refused, Err(ToolError::Unsafe { path: name.to_owned(), why: why.to_owned() }));
    }
    assert!(matches!(files.read(&path("b"), LIMIT_BYTES).await, Err(ToolError::Unsafe { .. })));
    let absent = Err(ToolError::NotFound { path: "no".to_owned() });
    assert_eq!(files.read(&path("no"), LIMIT_BYTES).await, absent.clone().map(|()| Vec::new()));
    assert_eq!(files.remove(&path("no")).await, absent);
    assert_eq!(files.remove(&path("b/c")).await, Ok(()));
    assert_eq!(files.write(&path("b"), b"a file now", Mode::FILE).await, Ok(()));
    assert_eq!(files.remove(&path("a")).await, Ok(()));
    assert_eq!(files.remove(&path("b")).await, Ok(()));
    assert_eq!(files.tree_hash().await, empty);
}

#[tokio::test]
async fn files_on_disk_conform() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    files_conform(&LocalFiles::new(Workspace::open(folder.path()).expect("a workspace"))).await;
}

#[tokio::test]
async fn files_in_memory_conform() {
    files_conform(&MemoryFiles::new()).await;
}

async fn shell_conforms(shell: &dyn Shell) {
    let invocation = |argv: &[&str]| Invocation::new(argv.iter().copied(), "/", 20_000);
    let none = CancellationToken::new;
    let mut lines = Vec::new();
    let said =
        shell.run_streaming(invocation(&["printf", "one\ntwo"]), none(), &mut |line| lines.push(line)).await;
    assert_eq!(
        (said.exit.clone(), said.stdout.head.as_str(), said.truncated),
        (Exit::Code(0), "one\ntwo", false)
    );
    assert_eq!(
        lines.iter().map(|line| (line.stream, line.text.as_str())).collect::<Vec<_>>(),
        [(Stream::Stdout, "one"), (Stream::Stdout, "two")]
    );
    let expected = tools::Outcome::of_output(Exit::Code(0), b"one\ntwo", b"");
    assert_eq!(said.output_hash, expected.output_hash);
    let capped =
        shell.run(Invocation { output_cap_bytes: 4, ..invocation(&["printf", "one\ntwo"]) }, none()).await;
    assert_eq!(
        (capped.stdout.head.as_str(), capped.stdout.tail.as_str(), capped.truncated),
        ("on", "wo", true)
    );
    assert_eq!(capped.output_hash, said.output_hash);
    assert_eq!(shell.run(invocation(&["false"]), none()).await.exit, Exit::Code(1));
    assert_eq!(shell.run(invocation(&["no-such-program-here"]), none()).await.exit, Exit::NotFound);
    assert!(matches!(shell.run(invocation(&[]), none()).await.exit, Exit::NotStarted(_)));
    let slow = Invocation { deadline_ms: 50, ..invocation(&["sleep", "600"]) };
    assert_eq!(shell.run(slow.clone(), none()).await.exit, Exit::TimedOut);
    let cancelled = none();
    cancelled.cancel();
    assert_eq!(shell.run(slow, cancelled).await.exit, Exit::Cancelled);
}

#[tokio::test]
async fn the_local_shell_conforms() {
    shell_conforms(&LocalShell::new(Environment::of_process()).expect("a shell")).await;
}

#[tokio::test(start_paused = true)]
async fn the_scripted_shell_conforms() {
    let shell = ScriptedShell::new()
        .on(["printf", "one\ntwo"], Reply::ok("one\ntwo"))
        .on(["false"], Reply::failed(1, ""))
        .on(["sleep"], Reply::ok("").takes_ms(600_000));
    shell_conforms(&shell).await;
}

#[tokio::test]
async fn the_scripted_shell_answers_in_turn_by_the_longest_beginning() {
    let shell = ScriptedShell::new()
        .on(["npm"], Reply::ok("any"))
        .on(["npm", "ci"], Reply::failed(1, "first"))
        .on(["npm", "ci"], Reply::ok("then"));
    let mut said = Vec::new();
    for argv in [["npm", "ci"], ["npm", "ci"], ["npm", "ci"], ["npm", "test"]] {
        let outcome = shell.run(Invocation::new(argv, "/", 1), CancellationToken::new()).await;
        said.push(outcome.stdout.head + &outcome.stderr.head);
    }
    assert_eq!(said, ["first", "then", "then", "any"]);
    assert_eq!(shell.asked().len(), 4);
}

async fn git_conforms(git: &dyn Git, folder: &Path) {
    let commit = |text: &str| Commit {
        message: "Start".to_owned(),
        files: vec![CommitFile { path: path("a"), mode: Mode::FILE, bytes: text.as_bytes().to_vec() }],
        removed: Vec::new(),
    };
    let at = |name: &str, text: &str| {
        let workspace = Workspace::create(folder.join(name)).expect("a workspace");
        workspace.write(&path("a"), text.as_bytes(), Mode::FILE).expect("written");
        folder.join(name)
    };
    let make = async |folder: &Path, commits: &[Commit]| {
        git.make_history(folder, commits, CancellationToken::new()).await
    };
    let (one, two, other) = (at("one", "x"), at("two", "x"), at("other", "y"));
    assert!(git.status_clean(&one, CancellationToken::new()).await.is_err(), "there is no repository yet");
    assert_eq!(git.head(&one, CancellationToken::new()).await, Ok(None));
    let first = make(&one, &[commit("x")]).await.expect("a history");
    assert_eq!(make(&two, &[commit("x")]).await.expect("a history"), first);
    assert_ne!(make(&other, &[commit("y")]).await.expect("a history"), first);
    assert_eq!(first.as_str().len(), 40);
    assert_eq!(git.head(&one, CancellationToken::new()).await, Ok(Some(first)));
    assert_eq!(git.status_clean(&one, CancellationToken::new()).await, Ok(true));
    assert!(matches!(make(&one, &[]).await, Err(ToolError::Git { .. })));
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    let stopped = git.make_history(&one, &[commit("x")], cancelled).await;
    assert!(matches!(stopped, Err(ToolError::Cancelled { .. })), "{stopped:?}");
}

#[tokio::test]
async fn the_git_of_this_machine_conforms() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shell = Arc::new(LocalShell::new(Environment::of_process()).expect("a shell"));
    git_conforms(&SystemGit::new(shell), folder.path()).await;
}

#[tokio::test]
async fn the_git_in_memory_conforms() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    git_conforms(&MemoryGit::new(), folder.path()).await;
}
