//! Git histories of the product's own making, the same on every machine, through the person's `git` program but without
//! the person's settings: no identity, no hooks, no templates, no signing, no prompts, no conversion of line ends.

mod amend;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::command::{Exit, Invocation, Outcome};
use crate::error::ToolError;
use crate::path::RelPath;
use crate::ports::{Git, Shell};
use crate::workspace::Mode;

pub const AUTHOR_NAME: &str = "Samriddh";
pub const AUTHOR_EMAIL: &str = "samriddh@localhost";
/// The first commit is dated 2025-01-01 00:00 UTC and each later one a minute after: an identifier is a hash over the dates
/// too, and the same request has to give the same one anywhere at any time.
const FIRST_COMMIT_UNIX_S: u64 = 1_735_689_600;
const BETWEEN_COMMITS_S: u64 = 60;
/// Hundreds of files take some tens of milliseconds; a minute is for a very slow disk.
const DEADLINE_MS: u64 = 60_000;
const WHAT_TO_DO: &str = "install git 2.29 or later, or go on without a history";

/// Said on every command line, because a repository's own settings would otherwise have the last word.
const SETTINGS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.autocrlf=false",
    "core.safecrlf=false",
    "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null",
    "core.quotePath=false",
    "core.logAllRefUpdates=false",
    "commit.gpgSign=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.allow=never",
    // One pack however small the history: fewer files to write than an object each.
    "fastimport.unpackLimit=0",
];

/// One commit: what it says, and the files as they are after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    pub message: String,
    pub files: Vec<CommitFile>,
    pub removed: Vec<RelPath>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitFile {
    pub path: RelPath,
    pub mode: Mode,
    pub bytes: Vec<u8>,
}

/// A commit's name in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommitId(pub(crate) String);

impl CommitId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The `git` program of this machine.
pub struct SystemGit {
    shell: Arc<dyn Shell>,
}

impl SystemGit {
    pub fn new(shell: Arc<dyn Shell>) -> Self {
        Self { shell }
    }

    async fn git(
        &self,
        folder: &Path,
        arguments: &[&str],
        stdin: Option<Vec<u8>>,
        cancel: &CancellationToken,
    ) -> Result<Outcome, ToolError> {
        let step = arguments.first().copied().unwrap_or_default();
        let settings = SETTINGS.iter().flat_map(|setting| ["-c", setting]);
        let argv = ["git", "--no-pager"].into_iter().chain(settings).chain(arguments.iter().copied());
        let mut invocation = quiet(Invocation::new(argv, folder, DEADLINE_MS));
        if let Some(above) = folder.parent() {
            // A folder inside somebody's repository is not a part of it.
            invocation = invocation.env("GIT_CEILING_DIRECTORIES", above.display().to_string());
        }
        invocation.stdin = stdin;
        let outcome = self.shell.run(invocation, cancel.clone()).await;
        match outcome.exit {
            Exit::Code(0) => Ok(outcome),
            Exit::NotFound => {
                Err(ToolError::Missing { program: "git".to_owned(), what_to_do: WHAT_TO_DO.to_owned() })
            }
            Exit::Cancelled => Err(ToolError::Cancelled { step: format!("run git {step}") }),
            _ => Err(failure(step, &outcome)),
        }
    }
}

/// Nothing of the person's or the system's configuration is read, and nothing can ask a question.
fn quiet(invocation: Invocation) -> Invocation {
    invocation
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_ATTR_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ASKPASS", "true")
        .env("GIT_EDITOR", "true")
        // A git before 2.32 knows no GIT_CONFIG_GLOBAL: without a home there is no file of the person's to read.
        .env("HOME", "/dev/null")
        .env("XDG_CONFIG_HOME", "/dev/null")
        .env("LC_ALL", "C")
}

fn failure(step: &str, outcome: &Outcome) -> ToolError {
    let said = outcome.stderr.text();
    const FULL: [&str; 3] = ["No space left on device", "Out of diskspace", "Disk quota exceeded"];
    if FULL.iter().any(|words| said.contains(words)) {
        return ToolError::DiskFull { path: "the repository".to_owned() };
    }
    let detail = match &outcome.exit {
        Exit::Code(code) => format!("exit code {code}: {}", said.trim()),
        other => format!("{other:?}: {}", said.trim()),
    };
    ToolError::Git { step: step.to_owned(), detail }
}

#[async_trait]
impl Git for SystemGit {
    async fn make_history(
        &self,
        folder: &Path,
        commits: &[Commit],
        cancel: CancellationToken,
    ) -> Result<CommitId, ToolError> {
        if commits.is_empty() {
            return Err(ToolError::Git {
                step: "make a history".to_owned(),
                detail: "there are no commits".to_owned(),
            });
        }
        // The hash is named because git 3 changes the default, and the branch because people do.
        let init = ["init", "--quiet", "--template=", "--initial-branch=main", "--object-format=sha1"];
        self.git(folder, &init, None, &cancel).await?;
        let import = ["fast-import", "--quiet", "--done", "--date-format=raw"];
        let imported = self.git(folder, &import, Some(stream_of(commits)), &cancel).await?;
        let id = imported.stdout.head.trim().to_owned();
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ToolError::Git {
                step: "fast-import".to_owned(),
                detail: format!("it named no commit but said {id:?}"),
            });
        }
        // The files are there already, as they were written: only the index has to learn of them.
        self.git(folder, &["read-tree", "HEAD"], None, &cancel).await?;
        match self.status_clean(folder, cancel).await? {
            true => Ok(CommitId(id)),
            false => Err(ToolError::Git {
                step: "make a history".to_owned(),
                detail: "the files differ from the last commit".to_owned(),
            }),
        }
    }

    async fn head(&self, folder: &Path, cancel: CancellationToken) -> Result<Option<CommitId>, ToolError> {
        // Asked of the disk first: git would go on looking in the folders above.
        if !folder.join(".git").exists() {
            return Ok(None);
        }
        // Unlike rev-parse, this ends well where nothing has been committed yet.
        let refs = ["for-each-ref", "--format=%(objectname)", "refs/heads/main"];
        let said = self.git(folder, &refs, None, &cancel).await?.stdout.head.trim().to_owned();
        Ok((!said.is_empty()).then_some(CommitId(said)))
    }

    async fn put_on_top(
        &self,
        folder: &Path,
        onto: &CommitId,
        commit: &Commit,
        cancel: CancellationToken,
    ) -> Result<CommitId, ToolError> {
        self.commit_on_top(folder, onto, commit, &cancel).await
    }

    async fn is_on_top(
        &self,
        folder: &Path,
        onto: &CommitId,
        commit: &Commit,
        cancel: CancellationToken,
    ) -> Result<bool, ToolError> {
        if self.head(folder, cancel.clone()).await?.is_none() {
            return Ok(false);
        }
        self.has_on_top(folder, onto, commit, &cancel).await
    }

    async fn changed_paths(
        &self,
        folder: &Path,
        cancel: CancellationToken,
    ) -> Result<Vec<String>, ToolError> {
        self.differing(folder, &cancel).await
    }

    async fn take_into_index(
        &self,
        folder: &Path,
        paths: &[RelPath],
        cancel: CancellationToken,
    ) -> Result<(), ToolError> {
        self.stage_from_head(folder, paths, &cancel).await
    }

    async fn status_clean(&self, folder: &Path, cancel: CancellationToken) -> Result<bool, ToolError> {
        let status = self
            .git(
                folder,
                &["status", "--porcelain=v1", "--untracked-files=all", "--ignore-submodules=none"],
                None,
                &cancel,
            )
            .await?;
        Ok(status.stdout.total_bytes == 0)
    }
}

/// All commits as one input of `git fast-import`, which then prints the last one's identifier.
fn stream_of(commits: &[Commit]) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut seconds = FIRST_COMMIT_UNIX_S;
    for (mark, commit) in (1_usize..).zip(commits) {
        push_commit(&mut stream, ("refs/heads/main", None), mark, commit, seconds);
        seconds += BETWEEN_COMMITS_S;
    }
    stream.extend(format!("get-mark :{}\ndone\n", commits.len()).bytes());
    stream
}

/// On a branch; after the branch's last commit, or after another one that is named.
fn push_commit(
    stream: &mut Vec<u8>,
    (branch, onto): (&str, Option<&CommitId>),
    mark: usize,
    commit: &Commit,
    seconds: u64,
) {
    let who = format!("{AUTHOR_NAME} <{AUTHOR_EMAIL}> {seconds} +0000");
    stream.extend(format!("commit {branch}\nmark :{mark}\nauthor {who}\ncommitter {who}\n").bytes());
    push_data(stream, &message_of(commit));
    stream.extend(onto.map(|onto| format!("from {onto}\n")).unwrap_or_default().bytes());
    for path in &commit.removed {
        stream.extend(format!("D {path}\n").bytes());
    }
    for file in &commit.files {
        let mode = if file.mode.executable { "100755" } else { "100644" };
        stream.extend(format!("M {mode} inline {}\n", file.path).bytes());
        push_data(stream, &file.bytes);
    }
    stream.push(b'\n');
}

fn push_data(stream: &mut Vec<u8>, bytes: &[u8]) {
    stream.extend(format!("data {}\n", bytes.len()).bytes());
    stream.extend_from_slice(bytes);
    stream.push(b'\n');
}

/// Git's own form: no NUL, no blank lines around, one line end at the end.
fn message_of(commit: &Commit) -> Vec<u8> {
    format!("{}\n", commit.message.replace('\0', "").trim()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_what_fast_import_reads() {
        let path = |text: &str| RelPath::new(text).expect("a good path");
        let file = |text: &str, mode, bytes: &str| CommitFile {
            path: path(text),
            mode,
            bytes: bytes.as_bytes().to_vec(),
        };
        let commits = [
            Commit {
                message: " One \n".into(),
                files: vec![file("a b.md", Mode::FILE, "hi\r\n")],
                removed: vec![],
            },
            Commit {
                message: "Two".into(),
                files: vec![file("run", Mode::EXECUTABLE, "")],
                removed: vec![path("a b.md")],
            },
        ];
        expect_test::expect![[r#"
            commit refs/heads/main
            mark :1
            author Samriddh <samriddh@localhost> 1735689600 +0000
            committer Samriddh <samriddh@localhost> 1735689600 +0000
            data 4
            One

            M 100644 inline a b.md
            data 4
            hi\r

            
            commit refs/heads/main
            mark :2
            author Samriddh <samriddh@localhost> 1735689660 +0000
            committer Samriddh <samriddh@localhost> 1735689660 +0000
            data 4
            Two

            D a b.md
            M 100755 inline run
            data 0


            get-mark :2
            done
        "#]]
        .assert_eq(&String::from_utf8_lossy(&stream_of(&commits)).replace('\r', "\\r"));
    }
}
