//! Questions to git and rsync that change nothing: no lock, no hook, no prompt, nothing written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::AsyncReadExt;

use crate::environment::Environment;

/// An answer that takes longer is none.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// A list of half a million long paths.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// With what git and rsync end when they refuse: no match, no repository, wrong words.
const REFUSALS: [i32; 4] = [1, 5, 128, 129];

/// What the forecast may ask of the machine. Answers are raw bytes; none where there is no program, or it refuses. Where an
/// answer did not come, there is none either, and `unanswered` says so.
pub trait Asks {
    fn git(&mut self, cwd: &Path, arguments: &[&str]) -> Option<Vec<u8>>;
    fn rsync(&mut self, cwd: &Path, arguments: &[&str]) -> Option<Vec<u8>>;
    /// Why answers did not come, in words: what depends on them is not known.
    fn unanswered(&self) -> &BTreeSet<String>;
}

/// Said on every command line: a repository's settings must not start programs.
const GIT_SETTINGS: &[&str] = &[
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "core.pager=cat",
    "diff.external=",
];

/// The machine's own programs. To be asked from a thread that may wait, within a runtime.
pub struct Answers {
    environment: Environment,
    unanswered: BTreeSet<String>,
}

impl Answers {
    pub fn new(environment: Environment) -> Self {
        Self { environment, unanswered: BTreeSet::new() }
    }

    fn ask(&mut self, program: &str, cwd: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
        let path = self.environment.find_program(program)?;
        let run = async { tokio::time::timeout(ANSWER_WITHIN, self.answer(&path, cwd, arguments)).await };
        let why = match tokio::runtime::Handle::try_current().map(|runtime| runtime.block_on(run)) {
            Ok(Ok(Ok((_, said)))) if said.len() > ANSWER_BYTES_MAX => {
                format!("said more than {} MB", ANSWER_BYTES_MAX / 1024 / 1024)
            }
            Ok(Ok(Ok((ended, said)))) if ended.success() => return Some(said),
            Ok(Ok(Ok((ended, _)))) if ended.code().is_some_and(|code| REFUSALS.contains(&code)) => {
                return None;
            }
            Ok(Ok(Ok((ended, _)))) => format!("ended with {ended}"),
            Ok(Ok(Err(error))) => format!("could not be asked: {error}"),
            Ok(Err(_)) => format!("did not answer within {} seconds", ANSWER_WITHIN.as_secs()),
            Err(error) => format!("could not be asked: {error}"),
        };
        let asked = arguments.iter().find(|word| !word.starts_with('-') && !word.contains('='));
        let asked = asked.map(|word| format!(" {word}")).unwrap_or_default();
        self.unanswered.insert(format!("{program}{asked}, which was asked what would happen, {why}"));
        None
    }

    /// How it ended, and what it said up to the limit and one byte more.
    async fn answer(
        &self,
        program: &Path,
        cwd: &Path,
        arguments: &[&str],
    ) -> std::io::Result<(ExitStatus, Vec<u8>)> {
        #[expect(
            clippy::disallowed_methods,
            reason = "answers are raw bytes, which the shell port does not give"
        )]
        let mut command = tokio::process::Command::new(program);
        let quiet = BTreeMap::from([
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_EDITOR", "true"),
            ("LC_ALL", "C"),
        ]);
        command.args(arguments).current_dir(cwd).env_clear().envs(self.environment.iter()).envs(quiet);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let mut said = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            stdout.take(ANSWER_BYTES_MAX as u64 + 1).read_to_end(&mut said).await?;
        }
        if said.len() > ANSWER_BYTES_MAX {
            child.start_kill()?;
        }
        Ok((child.wait().await?, said))
    }
}

impl Asks for Answers {
    fn git(&mut self, cwd: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
        let settings = GIT_SETTINGS.iter().flat_map(|setting| ["-c", setting]);
        let all: Vec<&str> =
            ["--no-pager"].into_iter().chain(settings).chain(arguments.iter().copied()).collect();
        self.ask("git", cwd, &all)
    }

    fn rsync(&mut self, cwd: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
        self.ask("rsync", cwd, arguments)
    }

    fn unanswered(&self) -> &BTreeSet<String> {
        &self.unanswered
    }
}
