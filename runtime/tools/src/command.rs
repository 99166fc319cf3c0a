//! What a command is and what came of it: plain data that is recorded and replayed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use protocol::check::Used;
use protocol::id::ContentHash;
use serde::{Deserialize, Serialize};

use crate::capture::{self, Capture};

/// Enough for a test run's report; head and tail are kept, the middle only counts.
pub const OUTPUT_CAP_BYTES: u64 = 64 * 1_024;

/// A command as an argument array; there is no shell in between, so nothing in an argument is special.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invocation {
    /// The program first: a name looked up in `PATH`, or a path (a relative one is relative to `cwd`).
    pub argv: Vec<String>,
    pub cwd: PathBuf,
    /// Set on top of the allow-listed environment. Variables that change how programs are loaded are refused.
    pub env: BTreeMap<String, String>,
    pub deadline_ms: u64,
    /// For each of standard output and standard error; half for the start, half for the end.
    pub output_cap_bytes: u64,
    /// Standard input; empty when absent.
    pub stdin: Option<Vec<u8>>,
}

impl Invocation {
    /// A command with no extra environment, no input and the usual output cap.
    pub fn new<S: Into<String>>(
        argv: impl IntoIterator<Item = S>,
        cwd: impl Into<PathBuf>,
        deadline_ms: u64,
    ) -> Self {
        Self {
            argv: argv.into_iter().map(Into::into).collect(),
            cwd: cwd.into(),
            env: BTreeMap::new(),
            deadline_ms,
            output_cap_bytes: OUTPUT_CAP_BYTES,
            stdin: None,
        }
    }

    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    Code(i32),
    Signal(i32),
    TimedOut,
    Cancelled,
    /// No such program.
    NotFound,
    /// The program is there and could not be started, or the invocation was refused; the text says why.
    NotStarted(String),
}

/// The start and the end of what a stream carried, as text without secrets and without terminal control sequences.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Captured {
    /// All of it when nothing was cut.
    pub head: String,
    /// Empty when nothing was cut.
    pub tail: String,
    /// What the command wrote, cut or not.
    pub total_bytes: u64,
}

impl Captured {
    /// Head and tail with a mark for what is missing in between.
    pub fn text(&self) -> String {
        if self.tail.is_empty() { self.head.clone() } else { format!("{}\n[…]\n{}", self.head, self.tail) }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub exit: Exit,
    pub stdout: Captured,
    pub stderr: Captured,
    /// BLAKE3 over the BLAKE3 of every byte of standard output, then that of standard error: how the two were interleaved
    /// is chance and does not count. Taken before anything is cut or redacted.
    pub output_hash: ContentHash,
    /// Whether a stream was longer than its cap.
    pub truncated: bool,
    pub duration_ms: u64,
    /// What its processes used; none where that was not measured, as for a command that takes no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Used>,
}

impl Outcome {
    pub fn success(&self) -> bool {
        self.exit == Exit::Code(0)
    }

    pub fn exit_code(&self) -> Option<i32> {
        match self.exit {
            Exit::Code(code) => Some(code),
            Exit::Signal(_) | Exit::TimedOut | Exit::Cancelled | Exit::NotFound | Exit::NotStarted(_) => None,
        }
    }

    /// The outcome of a command that printed nothing.
    pub fn silent(exit: Exit) -> Self {
        Self::of_output(exit, b"", b"")
    }

    /// The outcome of a command that printed this and took no time; for scripted twins.
    pub fn of_output(exit: Exit, stdout: &[u8], stderr: &[u8]) -> Self {
        Self::capped(exit, stdout, stderr, OUTPUT_CAP_BYTES)
    }

    pub(crate) fn capped(exit: Exit, stdout: &[u8], stderr: &[u8], cap_bytes: u64) -> Self {
        let keep = |bytes: &[u8]| {
            let mut capture = Capture::new(cap_bytes);
            capture.push(bytes, &mut |_| {});
            capture.finish(&mut |_| {})
        };
        capture::outcome(exit, keep(stdout), keep(stderr), 0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    Stdout,
    Stderr,
}

/// A line as it was printed, cleaned like `Captured`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub stream: Stream,
    pub text: String,
}
