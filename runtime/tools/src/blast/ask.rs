//! Questions to git and rsync that change nothing: no lock, no hook, no prompt, nothing written.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::environment::Environment;

/// An answer that takes longer is none.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// A list of half a million long paths.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What the forecast may ask of the machine. Answers are raw bytes; none where there is no program, no repository, no answer.
pub trait Asks {
    fn git(&mut self, cwd: &Path, arguments: &[&str]) -> Option<Vec<u8>>;
    fn rsync(&mut self, cwd: &Path, arguments: &[&str]) -> Option<Vec<u8>>;
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
}

impl Answers {
    pub fn new(environment: Environment) -> Self {
        Self { environment }
    }

    fn ask(&self, program: &str, cwd: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
        let program = self.environment.find_program(program)?;
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
        command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let run = async { tokio::time::timeout(ANSWER_WITHIN, command.output()).await };
        let output = tokio::runtime::Handle::try_current().ok()?.block_on(run).ok()?.ok()?;
        (output.status.success() && output.stdout.len() <= ANSWER_BYTES_MAX).then_some(output.stdout)
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
}
