//! Twins of the ports that touch nothing: files in memory, commands from a script, histories as hashes.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use protocol::id::ContentHash;
use tokio_util::sync::CancellationToken;

use crate::command::{Exit, Invocation, Line, Outcome, Stream};
use crate::error::ToolError;
use crate::git::{Commit, CommitId};
use crate::path::RelPath;
use crate::ports::{Files, Git, OnLine, Shell};
use crate::workspace::{Entry, Mode, tree_hash_of};

/// The twins are shared by reference like the real adapters; each lock is held for one step and never across an await.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A workspace in memory.
#[derive(Debug, Default)]
pub struct MemoryFiles(Mutex<BTreeMap<RelPath, (Vec<u8>, Mode)>>);

impl MemoryFiles {
    pub fn new() -> Self {
        Self::default()
    }
}

/// What a file system says when a path needs a folder where a file is, or a file where a folder is.
fn in_the_way(files: &BTreeMap<RelPath, (Vec<u8>, Mode)>, path: &RelPath) -> Option<&'static str> {
    files.keys().find_map(|other| {
        let below = |inner: &RelPath, outer: &RelPath| {
            inner.as_str().strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        if below(path, other) {
            Some("a file or a symbolic link is in the way")
        } else if below(other, path) {
            Some("it is a folder")
        } else {
            None
        }
    })
}

#[async_trait]
impl Files for MemoryFiles {
    async fn read(&self, path: &RelPath, limit_bytes: u64) -> Result<Vec<u8>, ToolError> {
        let files = lock(&self.0);
        match files.get(path) {
            Some((bytes, _)) if bytes.len() as u64 > limit_bytes => {
                Err(ToolError::TooLarge { path: path.to_string(), limit_bytes })
            }
            Some((bytes, _)) => Ok(bytes.clone()),
            None => Err(absent(&files, path)),
        }
    }

    async fn write(&self, path: &RelPath, bytes: &[u8], mode: Mode) -> Result<(), ToolError> {
        let mut files = lock(&self.0);
        if let Some(why) = in_the_way(&files, path) {
            return Err(ToolError::Unsafe { path: path.to_string(), why: why.to_owned() });
        }
        files.insert(path.clone(), (bytes.to_vec(), mode));
        Ok(())
    }

    async fn remove(&self, path: &RelPath) -> Result<(), ToolError> {
        let mut files = lock(&self.0);
        match files.remove(path) {
            Some(_) => Ok(()),
            None => Err(absent(&files, path)),
        }
    }

    async fn list(&self) -> Result<Vec<Entry>, ToolError> {
        let entry = |(path, (bytes, mode)): (&RelPath, &(Vec<u8>, Mode))| Entry {
            path: path.clone(),
            mode: *mode,
            size_bytes: bytes.len() as u64,
        };
        Ok(lock(&self.0).iter().map(entry).collect())
    }

    async fn tree_hash(&self) -> Result<ContentHash, ToolError> {
        let files = lock(&self.0);
        Ok(tree_hash_of(files.iter().map(|(path, (bytes, mode))| (path, mode.executable, bytes.as_slice()))))
    }
}

fn absent(files: &BTreeMap<RelPath, (Vec<u8>, Mode)>, path: &RelPath) -> ToolError {
    match in_the_way(files, path) {
        Some(why) => ToolError::Unsafe { path: path.to_string(), why: why.to_owned() },
        None => ToolError::NotFound { path: path.to_string() },
    }
}

/// What a scripted command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub exit: Exit,
    pub stdout: String,
    pub stderr: String,
    /// On the runtime's clock, which a test can pause. Beyond the invocation's deadline the command times out.
    pub takes_ms: u64,
}

impl Reply {
    /// Prints and ends well, at once.
    pub fn ok(stdout: impl Into<String>) -> Self {
        Self { exit: Exit::Code(0), stdout: stdout.into(), stderr: String::new(), takes_ms: 0 }
    }

    /// Complains and ends with a code, at once.
    pub fn failed(code: i32, stderr: impl Into<String>) -> Self {
        Self { exit: Exit::Code(code), stdout: String::new(), stderr: stderr.into(), takes_ms: 0 }
    }

    pub fn takes_ms(self, takes_ms: u64) -> Self {
        Self { takes_ms, ..self }
    }
}

/// Commands answered from a script: by the longest listed beginning of the argument array. What is not listed is not found.
#[derive(Debug, Default)]
pub struct ScriptedShell {
    script: Mutex<BTreeMap<Vec<String>, VecDeque<Reply>>>,
    asked: Mutex<Vec<Invocation>>,
}

impl ScriptedShell {
    pub fn new() -> Self {
        Self::default()
    }

    /// For commands that begin with `argv`; several replies are given in turn, the last one again and again.
    pub fn on<S: Into<String>>(self, argv: impl IntoIterator<Item = S>, reply: Reply) -> Self {
        lock(&self.script).entry(argv.into_iter().map(Into::into).collect()).or_default().push_back(reply);
        self
    }

    /// Every invocation so far, in order.
    pub fn asked(&self) -> Vec<Invocation> {
        lock(&self.asked).clone()
    }

    fn reply_to(&self, argv: &[String]) -> Option<Reply> {
        let mut script = lock(&self.script);
        let key =
            (1..=argv.len()).rev().map(|length| &argv[..length]).find(|key| script.contains_key(*key))?;
        let replies = script.get_mut(key)?;
        if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() }
    }
}

#[async_trait]
impl Shell for ScriptedShell {
    async fn run_streaming(
        &self,
        invocation: Invocation,
        cancel: CancellationToken,
        on_line: OnLine<'_>,
    ) -> Outcome {
        lock(&self.asked).push(invocation.clone());
        if invocation.argv.is_empty() {
            return Outcome::silent(Exit::NotStarted("the command is empty".to_owned()));
        }
        let Some(reply) = self.reply_to(&invocation.argv) else { return Outcome::silent(Exit::NotFound) };
        let takes_ms = reply.takes_ms.min(invocation.deadline_ms);
        tokio::select! {
            biased;
            () = cancel.cancelled() => return Outcome::silent(Exit::Cancelled),
            () = tokio::time::sleep(Duration::from_millis(takes_ms)) => {}
        }
        let exit = if reply.takes_ms > invocation.deadline_ms { Exit::TimedOut } else { reply.exit };
        for (stream, text) in [(Stream::Stdout, &reply.stdout), (Stream::Stderr, &reply.stderr)] {
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                on_line(Line { stream, text: crate::redact(line) });
            }
        }
        let cap = invocation.output_cap_bytes;
        let outcome = Outcome::capped(exit, reply.stdout.as_bytes(), reply.stderr.as_bytes(), cap);
        Outcome { duration_ms: takes_ms, ..outcome }
    }
}

/// Histories by hash alone: equal commits, equal identifier.
#[derive(Debug, Default)]
pub struct MemoryGit {
    histories: Mutex<BTreeMap<PathBuf, Vec<Commit>>>,
}

impl MemoryGit {
    pub fn new() -> Self {
        Self::default()
    }

    /// The commits made for a folder.
    pub fn commits(&self, folder: &Path) -> Option<Vec<Commit>> {
        lock(&self.histories).get(folder).cloned()
    }
}

#[async_trait]
impl Git for MemoryGit {
    async fn make_history(
        &self,
        folder: &Path,
        commits: &[Commit],
        cancel: CancellationToken,
    ) -> Result<CommitId, ToolError> {
        if cancel.is_cancelled() {
            return Err(ToolError::Cancelled { step: "run git init".to_owned() });
        }
        if commits.is_empty() {
            return Err(ToolError::Git {
                step: "make a history".to_owned(),
                detail: "there are no commits".to_owned(),
            });
        }
        lock(&self.histories).insert(folder.to_path_buf(), commits.to_vec());
        Ok(id_of(commits))
    }

    async fn head(&self, folder: &Path, _cancel: CancellationToken) -> Result<Option<CommitId>, ToolError> {
        Ok(lock(&self.histories).get(folder).map(|commits| id_of(commits)))
    }

    async fn put_on_top(
        &self,
        folder: &Path,
        onto: &CommitId,
        commit: &Commit,
        cancel: CancellationToken,
    ) -> Result<CommitId, ToolError> {
        if self.is_on_top(folder, onto, commit, cancel).await? {
            return Ok(lock(&self.histories).get(folder).map_or_else(|| onto.clone(), |all| id_of(all)));
        }
        let mut histories = lock(&self.histories);
        match histories.get_mut(folder).filter(|commits| id_of(commits) == *onto) {
            Some(commits) => {
                commits.push(commit.clone());
                Ok(id_of(commits))
            }
            None => Err(ToolError::Changed {
                target: folder.display().to_string(),
                what: "it has other commits".to_owned(),
            }),
        }
    }

    async fn is_on_top(
        &self,
        folder: &Path,
        onto: &CommitId,
        commit: &Commit,
        _cancel: CancellationToken,
    ) -> Result<bool, ToolError> {
        let histories = lock(&self.histories);
        let last = histories.get(folder).and_then(|commits| commits.split_last());
        Ok(last.is_some_and(|(last, before)| last == commit && id_of(before) == *onto))
    }

    async fn changed_paths(
        &self,
        folder: &Path,
        cancel: CancellationToken,
    ) -> Result<Vec<String>, ToolError> {
        self.status_clean(folder, cancel).await.map(|_| Vec::new())
    }

    async fn take_into_index(
        &self,
        _folder: &Path,
        _paths: &[RelPath],
        _cancel: CancellationToken,
    ) -> Result<(), ToolError> {
        Ok(())
    }

    async fn status_clean(&self, folder: &Path, _cancel: CancellationToken) -> Result<bool, ToolError> {
        if lock(&self.histories).contains_key(folder) {
            return Ok(true);
        }
        Err(ToolError::Git { step: "status".to_owned(), detail: "not a git repository".to_owned() })
    }
}

fn id_of(commits: &[Commit]) -> CommitId {
    const ID_DIGITS: usize = 40;
    let digits = blake3::hash(format!("{commits:?}").as_bytes()).to_hex();
    CommitId(digits.as_str()[..ID_DIGITS].to_owned())
}
