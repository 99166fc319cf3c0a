//! Histories are the same everywhere and owe nothing to the person's settings.

use std::path::Path;
use std::sync::Arc;

use tools::fake::ScriptedShell;
use tools::ports::{Git, Shell};
use tools::{
    CancellationToken, Commit, CommitFile, Environment, Invocation, LocalShell, Mode, RelPath, SystemGit,
    ToolError, Workspace,
};

fn shell() -> Arc<LocalShell> {
    Arc::new(LocalShell::new(Environment::of_process()).expect("a shell"))
}

fn commit(message: &str, files: &[(&str, Mode, &str)]) -> Commit {
    let file = |(path, mode, text): &(&str, Mode, &str)| CommitFile {
        path: RelPath::new(*path).expect("a good path"),
        mode: *mode,
        bytes: text.as_bytes().to_vec(),
    };
    Commit { message: message.to_owned(), files: files.iter().map(file).collect(), removed: Vec::new() }
}

fn commits() -> Vec<Commit> {
    vec![
        commit(
            "Start\n\nWith a body.",
            &[("README.md", Mode::FILE, "# Blog\r\nmixed\n"), ("bin/run", Mode::EXECUTABLE, "#!/bin/sh\n")],
        ),
        commit(
            "Add a page",
            &[
                ("web/a b.txt", Mode::FILE, ""),
                (".gitignore", Mode::FILE, "*.log\n"),
                ("kept.log", Mode::FILE, "kept\n"),
            ],
        ),
    ]
}

fn put(folder: &Path, commits: &[Commit]) {
    let workspace = Workspace::create(folder).expect("a workspace");
    for file in commits.iter().flat_map(|commit| &commit.files) {
        workspace.write(&file.path, &file.bytes, file.mode).expect("written");
    }
}

async fn git_says(shell: &dyn Shell, folder: &Path, arguments: &[&str]) -> String {
    let argv = ["git"].iter().chain(arguments).copied();
    let invocation =
        Invocation::new(argv, folder, 30_000).env("GIT_CONFIG_GLOBAL", "/dev/null").env("TZ", "UTC");
    shell.run(invocation, CancellationToken::new()).await.stdout.head
}

#[tokio::test]
async fn two_folders_get_the_same_commits() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let shell = shell();
    let git = SystemGit::new(shell.clone());
    put(&one, &commits());
    put(&two, &commits());
    let first = git.make_history(&one, &commits(), CancellationToken::new()).await.expect("a history");
    let second = git.make_history(&two, &commits(), CancellationToken::new()).await.expect("a history");
    assert_eq!(first, second);
    expect_test::expect!["8b7685ef9515c1b6b973209194bc68a4acf3a4d1"].assert_eq(first.as_str());
    let log =
        git_says(&*shell, &one, &["log", "--format=%an <%ae> %cn %ad %s", "--date=iso", "--name-only"]).await;
    expect_test::expect![[r#"
        Samriddh <samriddh@localhost> Samriddh 2025-01-01 00:01:00 +0000 Add a page

        .gitignore
        kept.log
        web/a b.txt
        Samriddh <samriddh@localhost> Samriddh 2025-01-01 00:00:00 +0000 Start

        README.md
        bin/run
    "#]]
    .assert_eq(&log);
    assert_eq!(git_says(&*shell, &one, &["symbolic-ref", "HEAD"]).await, "refs/heads/main\n");
    assert_eq!(git_says(&*shell, &one, &["fsck", "--strict"]).await, "");
    assert_eq!(
        git_says(&*shell, &one, &["ls-files", "--stage", "bin/run"]).await.split(' ').next(),
        Some("100755")
    );
    assert_eq!(std::fs::read(one.join("README.md")).expect("the file"), b"# Blog\r\nmixed\n");
}

#[tokio::test]
async fn a_change_is_seen_as_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let git = SystemGit::new(shell());
    put(folder.path(), &commits());
    git.make_history(folder.path(), &commits(), CancellationToken::new()).await.expect("a history");
    assert_eq!(git.status_clean(folder.path(), CancellationToken::new()).await, Ok(true));
    std::fs::write(folder.path().join("new"), "x").expect("written");
    assert_eq!(git.status_clean(folder.path(), CancellationToken::new()).await, Ok(false));
}

#[tokio::test]
async fn files_that_are_not_in_the_commits_are_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    put(folder.path(), &commits());
    std::fs::write(folder.path().join("forgotten"), "x").expect("written");
    let made =
        SystemGit::new(shell()).make_history(folder.path(), &commits(), CancellationToken::new()).await;
    assert!(matches!(made, Err(ToolError::Git { .. })), "{made:?}");
}

/// Hooks and settings of the person, in every place git would look for them.
#[tokio::test]
async fn the_persons_hooks_templates_and_identity_are_not_used() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (home, repository) = (folder.path().join("home"), folder.path().join("repository"));
    let hooks = home.join("template/hooks");
    std::fs::create_dir_all(&hooks).expect("made");
    for hook in ["pre-commit", "post-commit", "post-index-change", "reference-transaction", "post-checkout"] {
        let hook = hooks.join(hook);
        std::fs::write(&hook, format!("#!/bin/sh\ntouch {}/ran\n", home.display())).expect("written");
        std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .expect("executable");
    }
    let settings = format!(
        "[user]\n name = Somebody\n[commit]\n gpgSign = true\n[init]\n templateDir = {0}/template\n[core]\n hooksPath = {0}/template/hooks\n autocrlf = true\n",
        home.display()
    );
    std::fs::write(home.join(".gitconfig"), settings).expect("written");
    let path = std::env::var("PATH").expect("a path");
    let environment =
        Environment::allowed([("PATH".to_owned(), path), ("HOME".to_owned(), home.display().to_string())]);
    let shell = Arc::new(LocalShell::new(environment).expect("a shell"));
    put(&repository, &commits());
    let made =
        SystemGit::new(shell.clone()).make_history(&repository, &commits(), CancellationToken::new()).await;
    let elsewhere = folder.path().join("elsewhere");
    put(&elsewhere, &commits());
    let plain =
        SystemGit::new(self::shell()).make_history(&elsewhere, &commits(), CancellationToken::new()).await;
    assert!(made.is_ok(), "{made:?}");
    assert_eq!(made, plain);
    assert!(!home.join("ran").exists(), "a hook ran");
    assert!(!repository.join(".git/hooks").exists(), "a template was copied");
}

#[tokio::test]
async fn without_git_the_error_says_so() {
    let git = SystemGit::new(Arc::new(ScriptedShell::new()));
    let made = git.make_history(Path::new("/"), &commits(), CancellationToken::new()).await;
    assert!(matches!(made, Err(ToolError::Missing { .. })), "{made:?}");
}
